import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { IndexStore, imageKey } from '../../../image-index/store.ts';
import type { Content } from '../../../sensor/digest/evidence.ts';
import { answerOf, type IndexState } from '../../../sensor/digest/image-answer.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { fileFacts } from '../support/facts.ts';

let dir: TempDir;
let index: ImageIndex;
let state: IndexState;

/** usrmerge as Debian has it, one tool, a multi-call binary with two names, and an application. */
beforeAll(async () => {
  dir = tempDir('answer');
  const root = join(dir.path, 'layer');
  const put = (path: string, bytes: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    chmodSync(join(root, path), 0o755);
  };
  put('/usr/bin/cat', 'bytes of cat');
  put('/usr/bin/tool', 'bytes of tool');
  put('/usr/bin/busybox', 'bytes of busybox');
  put('/usr/bin/wget', 'bytes of busybox');
  put('/opt/app', 'bytes of app');
  symlinkSync('usr/bin', join(root, 'bin'));
  symlinkSync('busybox', join(root, 'usr/bin/less'));
  symlinkSync('less', join(root, 'usr/bin/loop'));
  const source = { kind: 'lower_dirs', dirs: [root] } as const;
  index = await new IndexStore({ dir: join(dir.path, 'index') }).build({ key: imageKey(source), source });
  state = { kind: 'ready', index };
});
afterAll(async () => {
  index.close();
  await dir.remove();
});

function hashed(bytes: string): Content {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'hashed', sha256, size: BigInt(bytes.length), changedSinceExec: false, deleted: false };
}

function ask(path: string | Buffer, content: Content, facts = {}) {
  const answer = answerOf(state, fileFacts({ path: Buffer.from(path), ...facts }), content);
  if (answer.kind !== 'known') throw new Error(answer.reason);
  return {
    atPath: answer.atPath?.path.toString(),
    sameBytes: answer.sameBytes.map((entry) => entry.path.toString()).sort(),
    largerThanAll: answer.largerThanAll,
    baseNameTaken: answer.baseNameTaken,
  };
}

const nothing = { atPath: undefined, sameBytes: [], largerThanAll: false, baseNameTaken: false };

test('foreign bytes in the place of a symlink have what it led to at their path, the image’s bytes only a path of their own', () => {
  expect(ask('/usr/bin/loop', hashed('evil'))).toEqual({ ...nothing, atPath: '/usr/bin/busybox' });
  expect(ask('/bin/tool', hashed('evil'))).toEqual({ ...nothing, atPath: '/usr/bin/tool' });
  expect(ask('/usr/bin/less', hashed('bytes of app'))).toMatchObject({ atPath: undefined, sameBytes: ['/opt/app'] });
  expect(ask('/usr/bin/less', hashed('evil'), { pathTruncated: true })).toEqual(nothing);
  // Of the host, or of a volume.
  expect(ask('/usr/bin/loop', hashed('evil'), { layer: 'none' })).toEqual(nothing);
});

test('an image that cannot be asked says why', () => {
  const unavailable: IndexState = { kind: 'unavailable', reason: 'no_index', detail: 'is being built' };
  expect(answerOf(unavailable, fileFacts(), hashed('x'))).toEqual({ kind: 'unavailable', reason: 'no_index' });
});

test('the image bytes at the image path', () => {
  expect(ask('/usr/bin/cat', hashed('bytes of cat'))).toEqual({
    ...nothing,
    atPath: '/usr/bin/cat',
    sameBytes: ['/usr/bin/cat'],
  });
});

test('other bytes at an image path', () => {
  expect(ask('/usr/bin/cat', hashed('evil'))).toEqual({ ...nothing, atPath: '/usr/bin/cat' });
});

test('image bytes at another path, by all the names the image has for them', () => {
  expect(ask('/tmp/copy', hashed('bytes of busybox'))).toEqual({
    ...nothing,
    sameBytes: ['/usr/bin/busybox', '/usr/bin/wget'],
  });
});

test('foreign bytes at a new path', () => {
  expect(ask('/tmp/new', hashed('evil'))).toEqual(nothing);
});

test.each([
  ['the name of a tool of the image with other bytes', '/tmp/cat', 'bytes of tool', true],
  ['a multi-call binary under a name the image gives it', '/tmp/wget', 'bytes of busybox', false],
  ['a name that everybody trusts, though the image has no such tool', '/tmp/sshd', 'bytes of tool', true],
  ['a name that nobody knows', '/tmp/xyz', 'bytes of tool', false],
  ['the name of an application outside the directories of tools', '/tmp/app', 'bytes of tool', false],
  ['foreign bytes, whose name does not matter', '/tmp/cat', 'evil', false],
])('a base name is taken or not: %s', (_what, path, bytes, taken) => {
  expect(ask(path, hashed(bytes)).baseNameTaken).toBe(taken);
});

test('a name without a path, a truncated one and one that ends in a slash are asked by bytes only', () => {
  const content = hashed('bytes of cat');
  expect(ask('memfd:cat', content)).toEqual({ ...nothing, sameBytes: ['/usr/bin/cat'] });
  expect(ask('/usr/bin/cat', content, { pathTruncated: true })).toMatchObject({ atPath: undefined });
  expect(ask('/usr/bin/', content)).toMatchObject({ atPath: undefined, baseNameTaken: false });
  expect(ask(Buffer.from([0x2f, 0xff, 0xfe]), content)).toMatchObject({ atPath: undefined });
});

test('a file that was not read is known by its path', () => {
  expect(ask('/usr/bin/cat', { kind: 'unread', reason: 'vanished' }, { size: 12n })).toEqual({
    ...nothing,
    atPath: '/usr/bin/cat',
  });
});

test('a file larger than all files of the image together is larger than each', () => {
  const unread: Content = { kind: 'unread', reason: 'too_large' };
  const total = BigInt(index.counts.bytes);
  expect(ask('/tmp/new', unread, { size: total }).largerThanAll).toBe(false);
  expect(ask('/tmp/new', unread, { size: total + 1n }).largerThanAll).toBe(true);
});
