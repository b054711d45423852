import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lowerDirsOf } from '../../../image-index/read/overlay-options.ts';
import { tempDir } from '../../support/temp.ts';

test('lower directories are absolute and real, topmost first, also relative to the upper one and with escaped colons', async () => {
  await using temp = tempDir('overlay-options');
  const at = (name: string) => join(temp.path, name);
  for (const name of ['1/diff', '2/diff', '3/diff', 'l', 'a:b']) mkdirSync(at(name), { recursive: true });
  symlinkSync('../1/diff', at('l/ONE'));
  symlinkSync('../2/diff', at('l/TWO'));
  const escaped = at('a:b').replace(':', '\\:');
  expect(lowerDirsOf([`lowerdir=${at('l/TWO')}:${escaped}`], 'x')).toEqual([at('2/diff'), at('a:b')]);
  expect(lowerDirsOf(['rw', 'lowerdir=l/TWO:l/ONE', `upperdir=${at('3/diff')}`], 'x')).toEqual([
    at('2/diff'),
    at('1/diff'),
  ]);
  expect(lowerDirsOf([`lowerdir+=${at('l/ONE')}`, `lowerdir+=${at('l/TWO')}`], 'x')).toEqual([
    at('1/diff'),
    at('2/diff'),
  ]);
});

test('what cannot be followed exactly is refused', () => {
  expect(() => lowerDirsOf(['rw'], 'x')).toThrow('names no lower');
  expect(() => lowerDirsOf(['lowerdir=relative'], 'x')).toThrow('relative');
  expect(() => lowerDirsOf(['lowerdir=/a::/data'], 'x')).toThrow('data-only');
  expect(() => lowerDirsOf(['lowerdir=/no/such/directory'], 'x')).toThrow('cannot be seen');
});
