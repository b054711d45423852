/** The whole catalog on all four engines below one sensor: what `npm run cases` shows, once each. */
import { beforeAll, expect, test } from 'vitest';
import { describeIf } from '../support/need.ts';
import { catalog } from './catalog/catalog.ts';
import { engineNames } from './engines.ts';
import { casesReason } from './needs.ts';
import { type Result, runCases } from './runner.ts';

/** Over 600 rows; the images are made before, on a machine that has none yet. */
const RUN_MS = 1_500_000;
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
  )(
    '%s: %s (%s)',
    async (id, technique, engine) => {
      const result = results.find((r) => r.id === id && r.technique === technique && r.engine === engine);
      if (result?.pass === true) return;
      // Four engines on a small machine at once can hold up any one of them: a case that fails has to pass alone.
      console.log(`${id} (${engine}) in the crowd: ${result?.got} ${result?.detail}`);
      const alone = cases.filter((each) => each.id === id && each.technique === technique);
      const options = { cases: alone, engines: [engine], repeat: 1, onResult: () => {}, log: () => {} };
      const [again] = await runCases(options, 'one-by-one');
      expect(again, `${again?.got} ${again?.detail}`).toMatchObject({ pass: true });
    },
    RUN_MS,
  );
});
