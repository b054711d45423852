/** The whole catalog on all four engines below one sensor: what `npm run cases` shows, once each. */
import { beforeAll, expect, test } from 'vitest';
import { describeIf } from '../support/need.ts';
import { catalog } from './catalog/catalog.ts';
import { engineNames } from './engines.ts';
import { casesReason } from './needs.ts';
import { type Result, runCases } from './runner.ts';

const RUN_MS = 600_000;
/** What is heavy on one engine only: `npm run cases` has time for all. */
const cases = catalog.map((each) => (each.heavy === true ? { ...each, engines: ['runc'] as const } : each));

describeIf([casesReason(engineNames)], 'the cases', () => {
  let results: readonly Result[] = [];

  beforeAll(async () => {
    const options = { cases, engines: engineNames, repeat: 1, onResult: () => {}, log: () => {} };
    results = await runCases(options, 'parallel');
  }, RUN_MS);

  test.each(
    cases.flatMap(({ id, technique, engines }) =>
      (engines ?? engineNames).map((engine) => [id, technique, engine] as const),
    ),
  )('%s: %s (%s)', (id, technique, engine) => {
    const result = results.find((r) => r.id === id && r.technique === technique && r.engine === engine);
    expect(result, `${result?.got} ${result?.detail}`).toMatchObject({ pass: true });
  });
});
