import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexStore, imageKey } from '../../image-index/store.ts';
import { describeIf, need } from '../support/need.ts';
import { mountOverlay, overlayLayer } from '../support/overlay.ts';
import { tempDir, unmountBelow } from '../support/temp.ts';
import { HELPER, needHelper } from './support/helper.ts';
import { apply, numberOfStacks, stacks } from './support/stack.ts';
import { differences, listDirectory, listIndex } from './support/tree.ts';

describeIf([need.root(), needHelper()], 'lower directories that the kernel made', () => {
  test('the index of any stack of layers equals what overlay mounts', { timeout: 3_600_000 }, async () => {
    await using temp = tempDir('stack');
    let run = 0;
    await fc.assert(
      fc.asyncProperty(stacks, async (layers) => {
        const dir = join(temp.path, String(run++));
        try {
          expect(await compare(dir, layers)).toEqual([]);
        } finally {
          unmountBelow(dir);
          rmSync(dir, { recursive: true, force: true });
        }
      }),
      { numRuns: numberOfStacks() },
    );
  });
});

/** Each layer is what the kernel writes when its operations happen on the layers below it. */
async function compare(dir: string, layers: Parameters<typeof apply>[1][]): Promise<string[]> {
  const lowest = join(dir, 'empty');
  mkdirSync(lowest, { recursive: true });
  let lower: string[] = [lowest];
  for (const [number, operations] of layers.entries()) {
    lower = [await overlayLayer(join(dir, `layer${number}`), lower, (merged) => apply(merged, operations)), ...lower];
  }
  const merged = join(dir, 'merged');
  await mountOverlay(merged, { lower });
  const source = { kind: 'lower_dirs', dirs: lower } as const;
  const store = new IndexStore({ dir: join(dir, 'index'), helperPath: HELPER });
  const index = await store.build({ key: imageKey(source), source });
  try {
    expect(existsSync(join(dir, 'index', 'images'))).toBe(true);
    expect([...store.verify()].filter(({ fault }) => fault !== undefined)).toEqual([]);
    return differences(listDirectory(merged), listIndex(index));
  } finally {
    index.close();
  }
}
