import { expect, test } from 'vitest';
import type { FileFacts } from '../../../sensor/bridge/event.ts';
import { identityKey, isTrustedFilesystem, mayRemember } from '../../../sensor/digest/identity.ts';
import { FUSE_MAGIC, fileFacts, TMPFS_MAGIC } from '../support/facts.ts';

const SECOND = 1_000_000_000n;
const file = fileFacts();
const atRest = file.ctimeNs + SECOND;

test('a file at rest for a second that nobody can write to may be remembered', () => {
  expect(mayRemember(file, atRest)).toBe(true);
  expect(mayRemember(file, atRest - 1n)).toBe(false);
});

test('a ctime in the future is never at rest', () => {
  expect(mayRemember(file, file.ctimeNs - SECOND)).toBe(false);
});

test('denied writing (a negative count) is no writer', () => {
  expect(mayRemember(fileFacts({ writers: -1 }), atRest)).toBe(true);
});

test.each<[string, Partial<FileFacts>]>([
  ['a writer', { writers: 1 }],
  ['writers that the source cannot see', { writers: undefined }],
  ['a shared writable mapping', { writableMappings: 1 }],
  ['mappings that the source cannot see', { writableMappings: undefined }],
  ['an overlay whose layer is unknown', { layer: 'unknown' }],
  ['a FUSE filesystem', { magic: FUSE_MAGIC }],
  ['a FUSE filesystem behind an overlay', { realMagic: FUSE_MAGIC }],
])('%s forbids remembering', (_what, facts) => {
  expect(mayRemember(fileFacts(facts), atRest)).toBe(false);
});

test('network and user-space filesystems are not trusted, local ones are', () => {
  // linux/magic.h: FUSE, NFS, CIFS, SMB2, 9p, Ceph.
  for (const magic of [0x65735546, 0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x00c36400]) {
    expect(isTrustedFilesystem(fileFacts({ magic, realMagic: magic }))).toBe(false);
  }
  // ext4, XFS, btrfs, tmpfs.
  for (const magic of [0xef53, 0x58465342, 0x9123683e, TMPFS_MAGIC]) {
    expect(isTrustedFilesystem(fileFacts({ magic, realMagic: magic }))).toBe(true);
  }
});

test.each<[string, Partial<FileFacts>]>([
  ['device', { realDev: 9 }],
  ['inode', { realIno: 2002n }],
  ['generation', { realGeneration: 2 }],
  ['size', { size: 4097n }],
  ['ctime', { ctimeNs: file.ctimeNs + 1n }],
])('another real %s is another identity', (_what, facts) => {
  expect(identityKey(fileFacts(facts))).not.toBe(identityKey(file));
});

test('the overlay mount and the name are no part of the identity: layers are shared', () => {
  expect(identityKey(fileFacts({ dev: 51, ino: 7n, path: Buffer.from('/other') }))).toBe(identityKey(file));
});

test('numbers cannot run into each other', () => {
  const one = fileFacts({ realDev: 1, realIno: 23n });
  const other = fileFacts({ realDev: 12, realIno: 3n });
  expect(identityKey(one)).not.toBe(identityKey(other));
});
