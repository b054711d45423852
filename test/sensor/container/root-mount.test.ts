import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lowerDirsAt } from '../../../sensor/container/root-mount.ts';
import { tempDir } from '../../support/temp.ts';

test('relative lower directories and their links are resolved beside the upper directory', async () => {
  await using dir = tempDir('lower');
  for (const layer of ['one', 'two', 'top']) mkdirSync(join(dir.path, layer, 'diff'), { recursive: true });
  mkdirSync(join(dir.path, 'l'));
  symlinkSync('../one/diff', join(dir.path, 'l/AAA'));
  symlinkSync('../two/diff', join(dir.path, 'l/BBB'));
  const info = (lower: string) =>
    `1 0 0:1 / / rw - overlay overlay rw,lowerdir=${lower},upperdir=${dir.path}/top/diff\n`;
  expect(await lowerDirsAt(info('l/BBB:l/AAA'), '/')).toEqual([join(dir.path, 'two/diff'), join(dir.path, 'one/diff')]);
  expect(await lowerDirsAt(info('l/BBB:l/GONE'), '/')).toBeUndefined();
});

test('relative directories without an absolute upper directory need the engine’s own', async () => {
  await using dir = tempDir('lower');
  mkdirSync(join(dir.path, 'one/diff'), { recursive: true });
  const info = '1 0 0:1 / / rw - overlay overlay rw,lowerdir=one/diff,upperdir=top/diff\n';
  expect(await lowerDirsAt(info, '/')).toBeUndefined();
  expect(await lowerDirsAt(info, '/', dir.path)).toEqual([join(dir.path, 'one/diff')]);
});

test('a plain directory on a host whose own root is an overlay has none of that overlay’s layers', async () => {
  await using dir = tempDir('lower');
  mkdirSync(join(dir.path, 'host'));
  const info = (root: string) =>
    `1 0 0:1 ${root} / rw - overlay overlay rw,lowerdir=${dir.path}/host,upperdir=/up,workdir=/work\n`;
  expect(await lowerDirsAt(info('/srv/rootfs'), '/')).toBeUndefined();
  expect(await lowerDirsAt(info('/'), '/')).toEqual([join(dir.path, 'host')]);
});
