/** The whole catalog on all four engines below one sensor: what `npm run cases` shows, once each. */
import { beforeAll, expect, test } from 'vitest';
import { describeIf } from '../support/need.ts';
import { catalog } from './catalog/catalog.ts';
import { engineNames } from './engines.ts';
import { casesReason } from './needs.ts';
import { type Result, runCases } from './runner.ts';

const RUN_MS = 600_000;

describeIf([casesReason(engineNames)], 'the cases', () => {
  let results: readonly Result[] = [];

  beforeAll(async () => {
    const options = { cases: catalog, engines: engineNames, repeat: 1, onResult: () => {}, log: () => {} };
    results = await runCases(options, 'parallel');
  }, RUN_MS);

  test.each(
    catalog.flatMap(({ id, technique, engines }) =>
      (engines ?? engineNames).map((engine) => [id, technique, engine] as const),
    ),
  )('%s: %s (%s)', (id, technique, engine) => {
    const result = results.find((r) => r.id === id && r.technique === technique && r.engine === engine);
    expect(result, result?.detail).toMatchObject({ pass: true });
  });
});
