import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMount } from '../../../image-index/read/mount.ts';
import { lowerDirsOf, parseOverlayOptions } from '../../../image-index/read/overlay-options.ts';
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

test('no mount table makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      findMount(`${a} - ${b}`, '/');
      parseOverlayOptions(`${a},lowerdir=${b}`);
    }),
  );
});

test('lower directories are absolute and real, topmost first, also relative to the upper one and with escaped colons', async () => {
  await using temp = tempDir('overlay-options');
  const at = (name: string) => join(temp.path, name);
  for (const name of ['1/diff', '2/diff', '3/diff', 'l', 'a:b']) mkdirSync(at(name), { recursive: true });
  symlinkSync('../1/diff', at('l/ONE'));
  symlinkSync('../2/diff', at('l/TWO'));
  const escaped = at('a:b').replace(':', '\\:');
  expect(lowerDirsOf([`lowerdir=${at('l/TWO')}:${escaped}`].join(), 'x')).toEqual([at('2/diff'), at('a:b')]);
  expect(lowerDirsOf(['rw', 'lowerdir=l/TWO:l/ONE', `upperdir=${at('3/diff')}`].join(), 'x')).toEqual([
    at('2/diff'),
    at('1/diff'),
  ]);
  expect(lowerDirsOf([`lowerdir+=${at('l/ONE')}`, `lowerdir+=${at('l/TWO')}`].join(), 'x')).toEqual([
    at('1/diff'),
    at('2/diff'),
  ]);
});

test('what cannot be followed exactly is refused', () => {
  expect(() => lowerDirsOf(['rw'].join(), 'x')).toThrow('names no lower');
  expect(() => lowerDirsOf(['lowerdir=relative'].join(), 'x')).toThrow('relative');
  expect(() => lowerDirsOf(['lowerdir=/a::/data'].join(), 'x')).toThrow('data-only');
  expect(() => lowerDirsOf(['lowerdir=/no/such/directory'].join(), 'x')).toThrow('cannot be seen');
});
