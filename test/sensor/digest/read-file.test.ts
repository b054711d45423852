import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ExpectedFile, readAndHash } from '../../../sensor/digest/read-file.ts';
import { need, testIf } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const MIB = 1 << 20;
const limits = { maxBytes: 1n << 30n, maxLength: 8n << 30n };
const buffer = Buffer.alloc(64 * 1024);
let dir: TempDir;
let path: string;

beforeEach(() => {
  dir = tempDir('read');
  path = join(dir.path, 'file');
});
afterEach(() => dir.remove());

function expectedOf(file: string): ExpectedFile {
  const { ino, size, ctimeNs } = statSync(file, { bigint: true });
  return { ino, realIno: ino, size, ctimeNs };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a regular file gives the sha256 of its bytes', () => {
  const bytes = Buffer.alloc(3 * buffer.length + 17, 'abc');
  writeFileSync(path, bytes);
  expect(readAndHash(path, expectedOf(path), limits, buffer)).toEqual({
    kind: 'hashed',
    sha256: sha256(bytes),
    size: BigInt(bytes.length),
    ctimeNs: statSync(path, { bigint: true }).ctimeNs,
    changedSinceExec: false,
    deleted: false,
  });
});

test('a file of exactly one buffer and an empty one are read to their end', () => {
  for (const length of [0, buffer.length - 1, buffer.length, buffer.length + 1]) {
    const bytes = Buffer.alloc(length, 'x');
    writeFileSync(path, bytes);
    expect(readAndHash(path, expectedOf(path), limits, buffer)).toMatchObject({ sha256: sha256(bytes) });
  }
});

test('a file that is the real inode behind an overlay inode is the expected one too', () => {
  writeFileSync(path, 'x');
  const expected = expectedOf(path);
  expect(readAndHash(path, { ...expected, ino: expected.ino + 1n }, limits, buffer)).toMatchObject({ kind: 'hashed' });
});

test('bytes that changed between the exec and the reading are told', () => {
  writeFileSync(path, 'before');
  const expected = expectedOf(path);
  writeFileSync(path, 'after the exec');
  expect(readAndHash(path, expected, limits, buffer)).toMatchObject({
    sha256: sha256(Buffer.from('after the exec')),
    changedSinceExec: true,
  });
});

test('a ctime that moved without a new size is told as well', () => {
  writeFileSync(path, 'same');
  const expected = expectedOf(path);
  expect(readAndHash(path, { ...expected, ctimeNs: expected.ctimeNs - 1n }, limits, buffer)).toMatchObject({
    changedSinceExec: true,
  });
});

test('a descriptor of a deleted file is read, and the name is told to be gone', () => {
  writeFileSync(path, 'gone');
  const expected = expectedOf(path);
  const fd = openSync(path, 'r');
  unlinkSync(path);
  const result = readAndHash(`/proc/self/fd/${fd}`, expected, limits, buffer);
  closeSync(fd);
  expect(result).toMatchObject({ sha256: sha256(Buffer.from('gone')), deleted: true });
});

test('one of two names that is removed leaves the file undeleted', () => {
  writeFileSync(path, 'linked');
  linkSync(path, join(dir.path, 'other'));
  const fd = openSync(path, 'r');
  unlinkSync(path);
  const result = readAndHash(`/proc/self/fd/${fd}`, expectedOf(join(dir.path, 'other')), limits, buffer);
  closeSync(fd);
  expect(result).toMatchObject({ deleted: false });
});

test('a path that leads to another inode has vanished', () => {
  writeFileSync(path, 'one');
  const expected = expectedOf(path);
  writeFileSync(join(dir.path, 'new'), 'one');
  renameSync(join(dir.path, 'new'), path);
  expect(readAndHash(path, expected, limits, buffer)).toEqual({ kind: 'unread', reason: 'vanished' });
});

test('no file at the path has vanished, with the errno', () => {
  expect(readAndHash(path, { ino: 1n, realIno: 1n, size: 0n, ctimeNs: 0n }, limits, buffer)).toEqual({
    kind: 'unread',
    reason: 'vanished',
    detail: 'ENOENT',
  });
});

test('a FIFO in place of the file is neither opened nor waited for', () => {
  spawnSync('mkfifo', [path]);
  expect(readAndHash(path, expectedOf(path), limits, buffer)).toMatchObject({ kind: 'unread', reason: 'vanished' });
});

test('a device, a directory and a symlink to a device are not read', () => {
  mkdirSync(path);
  symlinkSync('/dev/zero', join(dir.path, 'zero'));
  for (const place of [path, '/dev/zero', join(dir.path, 'zero')]) {
    expect(readAndHash(place, expectedOf(place), limits, buffer)).toMatchObject({ kind: 'unread', reason: 'vanished' });
  }
});

test('a symlink loop is unreadable', () => {
  symlinkSync(path, path);
  expect(readAndHash(path, { ino: 1n, realIno: 1n, size: 0n, ctimeNs: 0n }, limits, buffer)).toMatchObject({
    reason: 'unreadable',
    detail: 'ELOOP',
  });
});

test('data up to the limit is read and a byte more is too large', () => {
  writeFileSync(path, Buffer.alloc(MIB));
  const expected = expectedOf(path);
  expect(readAndHash(path, expected, { ...limits, maxBytes: BigInt(MIB) }, buffer)).toMatchObject({ kind: 'hashed' });
  expect(readAndHash(path, expected, { ...limits, maxBytes: BigInt(MIB - 1) }, buffer)).toEqual({
    kind: 'unread',
    reason: 'too_large',
  });
});

test('holes are not counted as data, but as length', () => {
  writeFileSync(path, 'ELF');
  truncateSync(path, 8 * MIB);
  const expected = expectedOf(path);
  const zeros = Buffer.alloc(8 * MIB);
  zeros.write('ELF');
  expect(readAndHash(path, expected, { maxBytes: BigInt(MIB), maxLength: BigInt(8 * MIB) }, buffer)).toMatchObject({
    sha256: sha256(zeros),
  });
  expect(readAndHash(path, expected, { maxBytes: BigInt(MIB), maxLength: BigInt(8 * MIB - 1) }, buffer)).toMatchObject({
    reason: 'too_large',
  });
});

test('a file of holes as long as the filesystem allows does not keep the reader', () => {
  writeFileSync(path, 'x');
  const expected = expectedOf(path);
  truncateSync(path, 2 ** 42);
  expect(readAndHash(path, expected, limits, buffer)).toEqual({ kind: 'unread', reason: 'too_large' });
});

/** One whose length is asked for at each read of a file: then something happens to that. */
function bufferThat(acts: () => void): Buffer {
  const { length } = buffer;
  return Object.defineProperty(Buffer.alloc(length), 'length', {
    get: () => {
      acts();
      return length;
    },
  });
}

test('a file that is written to all the time is given up after three readings', () => {
  // A reading takes longer than the kernel's coarsest tick.
  writeFileSync(path, Buffer.alloc(32 * MIB));
  const fd = openSync(path, 'r+');
  let writes = 0;
  const written = bufferThat(() => void writeSync(fd, Buffer.from([++writes & 255]), 0, 1, 100));
  expect(readAndHash(path, expectedOf(path), limits, written)).toEqual({
    kind: 'unread',
    reason: 'changed_while_reading',
  });
  closeSync(fd);
  expect(writes).toBeGreaterThan((3 * 32 * MIB) / buffer.length);
});

test('a file that grows faster than it is read is not followed', () => {
  writeFileSync(path, Buffer.alloc(2 * buffer.length));
  const size = () => statSync(path).size;
  const growing = bufferThat(() => {
    if (size() < 64 * MIB) truncateSync(path, size() + buffer.length);
  });
  expect(readAndHash(path, expectedOf(path), limits, growing)).toEqual({
    kind: 'unread',
    reason: 'changed_while_reading',
  });
  expect(size()).toBeLessThan(64 * MIB);
});

testIf([need.root()], 'a file that may not be read says EACCES', () => {
  writeFileSync(path, 'secret', { mode: 0o600 });
  chmodSync(dir.path, 0o755);
  const expected = expectedOf(path);
  process.seteuid?.(65_534);
  try {
    expect(readAndHash(path, expected, limits, buffer)).toEqual({
      kind: 'unread',
      reason: 'unreadable',
      detail: 'EACCES',
    });
  } finally {
    process.seteuid?.(0);
  }
});
