import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttachedBefore } from '../../sensor/attached-before.ts';
import { type TempDir, tempDir } from '../support/temp.ts';

let dir: TempDir;
let note: string;
let bridge: string;
const open = () => new AttachedBefore(note, bridge);

beforeEach(() => {
  dir = tempDir('attached');
  note = join(dir.path, 'attached');
  bridge = join(dir.path, 'bridge');
  writeFileSync(bridge, 'a bridge');
});
afterEach(() => dir.remove());

test('a bridge that attached is not tried out by the next start, once', () => {
  expect(open().take()).toBe(false);
  open().keep();
  expect(open().take()).toBe(true);
  // That start did not attach.
  expect(open().take()).toBe(false);
});

test('another bridge is tried out', () => {
  open().keep();
  utimesSync(bridge, 1, 1);
  expect(open().take()).toBe(false);
  expect(existsSync(note)).toBe(false);
});

test('a note of another boot, or of other rights, is none', () => {
  open().keep();
  const own = readFileSync(note, 'latin1');
  expect(own.split(' ')).toHaveLength(6);
  for (const other of [own.replace(/^./, 'x'), `${own}0`, '', own.slice(0, -1)]) {
    writeFileSync(note, other);
    expect(open().take()).toBe(false);
  }
  writeFileSync(note, own);
  expect(open().take()).toBe(true);
});

test('a note that cannot be taken away is not believed, and a bridge that is not there is not remembered', () => {
  mkdirSync(note);
  expect(open().take()).toBe(false);
  const missing = new AttachedBefore(join(dir.path, 'other'), join(dir.path, 'missing'));
  missing.keep();
  expect(missing.take()).toBe(false);
});
