import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMount, lowerDirsAt, parseOverlayOptions } from '../../../sensor/container/root-mount.ts';
import { tempDir } from '../../support/temp.ts';

const LINE =
  '93 69 0:39 / / rw,relatime master:2 - overlay overlay rw,lowerdir=/d/l/AA:/d/l/BB,upperdir=/d/x/diff,workdir=/d/x/work';

test('the root’s overlay options are found among other mounts', () => {
  const mount = findMount(`${LINE}\n94 93 0:52 / /proc rw - proc proc rw\n`, '/');
  expect(parseOverlayOptions(mount?.superOptions ?? '')).toEqual({
    lowerDirs: ['/d/l/AA', '/d/l/BB'],
    upperDir: '/d/x/diff',
  });
});

test('of mounts stacked on one point the last is seen', () => {
  expect(findMount(`${LINE}\n95 93 8:1 / / rw - ext4 /dev/sda rw\n`, '/')?.fsType).toBe('ext4');
});

test('commas, spaces, colons and backslashes in directories are decoded in the kernel’s order', () => {
  // lowerdir=/a,b c:/d\:e as the kernel prints it: octal for what would split a line or the options.
  const printed = 'rw,lowerdir=/a\\054b\\040c:/d\\134:e,upperdir=/u';
  expect(parseOverlayOptions(printed)?.lowerDirs).toEqual(['/a,b c', '/d:e']);
});

test('layers given one by one (lowerdir+) keep their order and their colons', () => {
  expect(parseOverlayOptions('rw,lowerdir+=/top:x,lowerdir+=/base')?.lowerDirs).toEqual(['/top:x', '/base']);
});

test.each([
  ['no lower directory', 'rw,upperdir=/u,workdir=/w'],
  ['an option cut off by the kernel', 'rw,relatime'],
  ['data-only layers', 'rw,lowerdir=/a::/data'],
  ['data-only layers of the new API', 'rw,lowerdir+=/a,datadir+=/data'],
  ['more layers than the kernel allows', `rw,lowerdir=${Array.from({ length: 501 }, (_, i) => `/${i}`).join(':')}`],
])('%s is not taken for an image', (_what, options) => {
  expect(parseOverlayOptions(options)).toBeUndefined();
});

test('500 layers are read', () => {
  const dirs = Array.from({ length: 500 }, (_, i) => `/${i}`);
  expect(parseOverlayOptions(`lowerdir=${dirs.join(':')}`)?.lowerDirs).toEqual(dirs);
});

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

test('no mount table makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      findMount(`${a} - ${b}`, '/');
      parseOverlayOptions(`${a},lowerdir=${b}`);
    }),
  );
});
