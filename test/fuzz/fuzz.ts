/**
 * Property-based fuzzing (fast-check) of everything that reads what others wrote. Each target has a kept corpus in
 * corpus/<name>/, which is replayed at every run and changed at random in `FUZZ_RUNS` further ones.
 *
 *   FUZZ_RUNS=100000 npm test -- test/fuzz        a long run
 *   FUZZ_SEED=-123 npm test -- test/fuzz          the run that a failure named
 *
 * What failed is written to a file whose name is in the failure; mended, it goes into the corpus and its README.md.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutated } from './mutate.ts';

export type Target = {
  /** The directory of its corpus. */
  readonly name: string;
  /** Words of the format. */
  readonly tokens?: readonly string[];
  /** Must come to an end, and throw nothing but what the reader promises to throw: see {@link mayThrow}. */
  readonly read: (input: Buffer) => void | Promise<void>;
};

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const SEED = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);
/** Above what a run of small inputs needs; a reader that takes memory on an input's word exceeds it. */
const MAX_GROWTH_BYTES = 512 * 2 ** 20;
/** Two seconds for a thousand inputs would be slow already; the rest is for a machine that is busy. */
const RUN_MS = 30_000 + RUNS * 50;
const CORPUS = new URL('corpus/', import.meta.url).pathname;

export function fuzz(target: Target): void {
  const { name, read } = target;
  const dir = join(CORPUS, name);
  const kept = readdirSync(dir).toSorted();
  describe(name, () => {
    test.each(kept)('%s of the corpus is read or refused, as promised, and is described', async (file) => {
      await read(readFileSync(join(dir, file)));
      expect(readFileSync(join(CORPUS, 'README.md'), 'utf8')).toContain(`\`${name}/${file}\``);
    });

    test(
      `${RUNS} inputs made of it at random are read or refused, as promised, in bounded memory`,
      async () => {
        const inputs = mutated(
          kept.map((file) => readFileSync(join(dir, file))),
          target.tokens,
        );
        const start = process.memoryUsage.rss();
        const property = fc.asyncProperty(inputs, async (input) => {
          await read(input);
          expect(process.memoryUsage.rss() - start).toBeLessThan(MAX_GROWTH_BYTES);
        });
        const details = await fc.check(property, { numRuns: RUNS, ...(SEED !== undefined && { seed: SEED }) });
        if (!details.failed) return;
        const [input] = details.counterexample ?? [Buffer.alloc(0)];
        const file = join(mkdtempSync(join(tmpdir(), 'drift-fuzz-')), name);
        writeFileSync(file, input);
        const why =
          details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance);
        throw new Error(`FUZZ_SEED=${details.seed}: ${input.length} bytes, kept in ${file}, end in\n${why}`, {
          cause: details.errorInstance,
        });
      },
      RUN_MS,
    );
  });
}

/** Runs `work`; an error that `isPromised` is swallowed, any other thrown on. */
export async function mayThrow(
  isPromised: (error: unknown) => boolean,
  work: () => unknown | Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isPromised(error)) throw error;
  }
}
