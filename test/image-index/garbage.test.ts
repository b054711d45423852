import { readdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { IndexStore } from '../../image-index/store.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { sha256, writeLayout } from './support/layout.ts';
import { tar } from './support/tar.ts';

const layer = (name: string) => {
  const blob = tar([{ name, content: Buffer.from(name) }]);
  return { blob, diffId: sha256(blob) };
};

/** Images `a` (shared, a), `b` (shared, b) and `c` (c), used in this order. */
async function threeImages(temp: TempDir) {
  const store = new IndexStore({ dir: join(temp.path, 'index') });
  const keys: Record<string, string> = {};
  for (const [at, [tag, names]] of Object.entries({ a: ['shared', 'a'], b: ['shared', 'b'], c: ['c'] }).entries()) {
    const layout = join(temp.path, tag);
    writeLayout(layout, tag, names.map(layer));
    const index = await store.buildSource({ kind: 'oci_layout', dir: layout, tag }, tag);
    keys[tag] = index.key;
    index.close();
    const day = 1_700_000_000 + at * 86_400;
    utimesSync(store.imagePath(index.key), day, day);
  }
  const left = () =>
    Object.entries(keys)
      .filter(([, key]) => readdirSync(join(temp.path, 'index/images')).includes(`${key.replace(':', '-')}.idx`))
      .map(([tag]) => tag);
  const layers = () => readdirSync(join(temp.path, 'index/layers')).sort();
  return { store, keys, left, layers };
}

const fileOf = (name: string) => `${layer(name).diffId.replace(':', '-')}.layer`;

test('the least recently used image goes first, with the layers that no other image has', async () => {
  await using temp = tempDir('gc');
  const { store, left, layers } = await threeImages(temp);
  const { bytes } = store.gc({ maxBytes: Number.MAX_SAFE_INTEGER, keepRunning: false });
  const result = store.gc({ maxBytes: bytes - 1, keepRunning: false });
  expect(left()).toEqual(['b', 'c']);
  expect(layers()).toEqual([fileOf('shared'), fileOf('b'), fileOf('c')].sort());
  expect(result.removed).toHaveLength(2);
  expect(result.bytes).toBeLessThan(bytes);
  expect([...store.verify()].every(({ fault }) => fault === undefined)).toBe(true);
  store.gc({ maxBytes: 0, keepRunning: false });
  expect([...left(), ...layers()]).toEqual([]);
});

test('opening an index is a use of it', async () => {
  await using temp = tempDir('gc');
  const { store, keys, left } = await threeImages(temp);
  store.open(keys.a ?? '')?.close();
  const { bytes } = store.gc({ maxBytes: Number.MAX_SAFE_INTEGER, keepRunning: false });
  store.gc({ maxBytes: bytes - 1, keepRunning: false });
  expect(left()).toEqual(['a', 'c']);
});

test('layers without an image go before any image', async () => {
  await using temp = tempDir('gc');
  const { store, keys, left, layers } = await threeImages(temp);
  store.discard(keys.c ?? '');
  const { bytes } = store.gc({ maxBytes: Number.MAX_SAFE_INTEGER, keepRunning: false });
  store.gc({ maxBytes: bytes - 1, keepRunning: false });
  expect(left()).toEqual(['a', 'b']);
  expect(layers()).not.toContain(fileOf('c'));
});

test('an index that a process has open is kept when asked, and is readable though it was removed', async () => {
  await using temp = tempDir('gc');
  const { store, keys, left } = await threeImages(temp);
  const held = store.open(keys.b ?? '');
  expect(store.gc({ maxBytes: 0, keepRunning: true })).toMatchObject({ keptInUse: 1 });
  expect(left()).toEqual(['b']);
  // By other names of the directory as well.
  symlinkSync(join(temp.path, 'index'), join(temp.path, 'link'));
  for (const dir of [join(temp.path, 'link'), relative('.', join(temp.path, 'index'))])
    expect(new IndexStore({ dir }).gc({ maxBytes: 0, keepRunning: true }), dir).toMatchObject({ keptInUse: 1 });
  expect(left()).toEqual(['b']);
  store.gc({ maxBytes: 0, keepRunning: false });
  expect(left()).toEqual([]);
  expect(held?.stat(Buffer.from('/shared'))?.type).toBe('file');
  held?.close();
});
