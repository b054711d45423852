import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExpectedFile } from '../../../sensor/digest/read-file.ts';
import { UntrustedReader } from '../../../sensor/digest/untrusted-read.ts';
import { mountFuse } from '../../support/fuse.ts';
import { describeIf, need } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

const limits = { maxBytes: 1n << 30n, maxLength: 1n << 30n };
let dir: TempDir;
let path: string;

beforeEach(() => {
  dir = tempDir('untrusted');
  path = join(dir.path, 'content');
  writeFileSync(path, 'bytes of a server');
});
afterEach(() => dir.remove());

function expectedOf(file: string): ExpectedFile {
  const { ino, size, ctimeNs } = statSync(file, { bigint: true });
  return { ino, realIno: ino, size, ctimeNs };
}

const sha256 = createHash('sha256').update('bytes of a server').digest('hex');

function children(): number {
  return readdirSync('/proc/self/task')
    .map((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim())
    .filter((line) => line !== '').length;
}

test('a process of its own reads the file', async () => {
  const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 2 });
  expect(await reader.read(path, expectedOf(path), limits)).toEqual({
    kind: 'hashed',
    sha256,
    size: 17n,
    ctimeNs: statSync(path, { bigint: true }).ctimeNs,
    changedSinceExec: false,
    deleted: false,
  });
});

test('a file that is not the expected one gives nothing', async () => {
  const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 2 });
  expect(await reader.read(path, { ...expectedOf(path), ino: 1n, realIno: 1n }, limits)).toBeUndefined();
  expect(await reader.read(join(dir.path, 'none'), expectedOf(path), limits)).toBeUndefined();
});

test('both limits reach the process', async () => {
  const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 2 });
  const read = (maxLength: bigint) => reader.read(path, expectedOf(path), { maxBytes: 1n, maxLength });
  expect(await Promise.all([read(17n), read(16n)])).toEqual([undefined, undefined]);
  expect(await reader.read(path, expectedOf(path), { maxBytes: 17n, maxLength: 17n })).toMatchObject({ sha256 });
});

test('a name that no process can be given is unread and frees its place', async () => {
  const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 1 });
  expect(await reader.read('nul\0byte', expectedOf(path), limits)).toBeUndefined();
  expect(await reader.read(path, expectedOf(path), limits)).toMatchObject({ sha256 });
});

test('more files than processes are left unread at once', async () => {
  const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 1 });
  const first = reader.read(path, expectedOf(path), limits);
  expect(await reader.read(path, expectedOf(path), limits)).toBeUndefined();
  expect(await first).toMatchObject({ sha256 });
  expect(await reader.read(path, expectedOf(path), limits)).toMatchObject({ sha256 });
});

describeIf([need.root(), need.compiler()], 'on a FUSE filesystem', () => {
  test('a file whose server answers is read', async () => {
    await using fuse = await mountFuse(dir.path, path, 'serve');
    const reader = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 1 });
    expect(await reader.read(fuse.path, expectedOf(fuse.path), limits)).toMatchObject({ sha256 });
  });

  test('a file whose server never answers is given up at the deadline, and its process is killed', async () => {
    await using fuse = await mountFuse(dir.path, path, 'stall');
    const reader = new UntrustedReader({ timeoutMs: 700, maxConcurrent: 1 });
    const before = children();
    expect(await reader.read(fuse.path, expectedOf(fuse.path), limits)).toBeUndefined();
    expect(children()).toBe(before);
    // The place is free again.
    const patient = new UntrustedReader({ timeoutMs: 20_000, maxConcurrent: 1 });
    expect(await patient.read(path, expectedOf(path), limits)).toMatchObject({ sha256 });
  });
});
