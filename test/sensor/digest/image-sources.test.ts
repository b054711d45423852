/** One image may be known from several places, of which one may be gone before it is read. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContainerImage } from '../../../sensor/container/container.ts';
import { ImageIndexes } from '../../../sensor/digest/image-indexes.ts';
import { IndexTrust } from '../../../sensor/digest/index-trust.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { layerDirectory } from '../../support/oci.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const ID = `sha256:${'5'.repeat(64)}`;
let temp: TempDir;
let indexes: ImageIndexes;

beforeEach(() => {
  temp = tempDir('sources');
  const trust = new IndexTrust({ keys: [], registry: {}, timeoutMs: 1_000 }, { log: silentLogger });
  indexes = new ImageIndexes(
    { dir: join(temp.path, 'index'), helperPath: undefined, maxOpen: 4 },
    { log: silentLogger, trust },
  );
});
afterEach(async () => {
  await indexes.close();
  await temp.remove();
});

/** Announced by its engine, and removed from there at once. */
function gone(): ContainerImage {
  const source = {
    kind: 'containerd',
    ref: 'example.test/gone:1',
    namespace: 'x',
    socket: join(temp.path, 'none'),
  } as const;
  return { id: ID, source };
}

/** The same image below a container. */
function mounted(): ContainerImage {
  const dir = layerDirectory(join(temp.path, 'layer'), { files: { '/bin/tool': { content: '#!/bin/sh\n' } } });
  return { id: ID, source: { kind: 'lower_dirs', dirs: [dir] } };
}

test('a container’s image is read from below it when its engine has it no more, also while that is being tried', async () => {
  const image = mounted();
  indexes.prepare(gone());
  const [first, second] = await Promise.all([indexes.whenReady({ image }), indexes.whenReady({ image })]);
  expect([first.kind, second.kind]).toEqual(['ready', 'ready']);
});

test('a failure elsewhere is no reason to wait with what can be read', async () => {
  expect(await indexes.whenReady({ image: gone() })).toMatchObject({ kind: 'unavailable', reason: 'index_failed' });
  expect(await indexes.whenReady({ image: mounted() })).toMatchObject({ kind: 'ready' });
});
