import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../runtime/errno.ts';

/** Which file is expected behind a path; what is opened is compared with it before a byte is believed. */
export type ExpectedFile = {
  readonly ino: bigint;
  readonly realIno: bigint;
  readonly size: bigint;
  readonly ctimeNs: bigint;
  /** Instead of size and ctime, where these are not known: the bytes count as unchanged when the ctime is older. */
  readonly unchangedSinceNs?: bigint;
};

export type ReadFailure = 'vanished' | 'unreadable' | 'changed_while_reading' | 'too_large';

export type ReadResult =
  | {
      readonly kind: 'hashed';
      readonly sha256: string;
      readonly size: bigint;
      readonly ctimeNs: bigint;
      /** Size or ctime are no longer those of the exec: the bytes may have changed between exec and reading. */
      readonly changedSinceExec: boolean;
      /** The last name was gone when the file was read. */
      readonly deleted: boolean;
    }
  | { readonly kind: 'unread'; readonly reason: ReadFailure; readonly detail?: string };

export type ReadLimits = {
  /** Data on disk; holes are not counted. */
  readonly maxBytes: bigint;
  /** Length with holes: they cost no reading but must be hashed all the same (about 1 s a GiB). */
  readonly maxLength: bigint;
};

const O_PATH = 0o10000000;
const MAX_READS = 3;

/**
 * Opens the file (never a device, FIFO or socket: an O_PATH handle is checked first and has no side effects) and returns
 * its sha256 if it did not change while it was read; on a change it reads again, at most three times. Blocks, for no
 * longer than reading `maxLength` three times takes: a file that grows meanwhile is not followed.
 */
export function readAndHash(path: string, expected: ExpectedFile, limits: ReadLimits, buffer: Buffer): ReadResult {
  let handle: number | undefined;
  let fd: number | undefined;
  try {
    handle = openSync(path, O_PATH);
    const found = fstatSync(handle, { bigint: true });
    if (!found.isFile()) return { kind: 'unread', reason: 'vanished', detail: 'no longer a regular file' };
    if (found.ino !== expected.ino && found.ino !== expected.realIno) return { kind: 'unread', reason: 'vanished' };
    if (isTooLarge(found, limits)) return { kind: 'unread', reason: 'too_large' };
    fd = openSync(`/proc/self/fd/${handle}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return hashStable(fd, expected, limits, buffer);
  } catch (error) {
    const errno = errnoOf(error);
    const gone = errno === 'ENOENT' || errno === 'ESRCH' || errno === 'ESTALE';
    return { kind: 'unread', reason: gone ? 'vanished' : 'unreadable', detail: errno };
  } finally {
    if (fd !== undefined) closeSync(fd);
    if (handle !== undefined) closeSync(handle);
  }
}

function isTooLarge(stat: BigIntStats, { maxBytes, maxLength }: ReadLimits): boolean {
  return stat.size > maxLength || (stat.size > maxBytes && stat.blocks * 512n > maxBytes);
}

function hashStable(fd: number, expected: ExpectedFile, limits: ReadLimits, buffer: Buffer): ReadResult {
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const before = fstatSync(fd, { bigint: true });
    if (isTooLarge(before, limits)) return { kind: 'unread', reason: 'too_large' };
    const hash = createHash('sha256');
    let position = 0;
    while (position <= before.size) {
      const read = readSync(fd, buffer, 0, buffer.length, position);
      if (read === 0) break;
      hash.update(read === buffer.length ? buffer : buffer.subarray(0, read));
      position += read;
    }
    const after = fstatSync(fd, { bigint: true });
    if (before.ctimeNs === after.ctimeNs && before.size === after.size && BigInt(position) === after.size) {
      return {
        kind: 'hashed',
        sha256: hash.digest('hex'),
        size: after.size,
        ctimeNs: after.ctimeNs,
        changedSinceExec: hasChanged(after, expected),
        deleted: after.nlink === 0n,
      };
    }
  }
  return { kind: 'unread', reason: 'changed_while_reading' };
}

/** ctime is as coarse as one tick, 10 ms at the most. */
const TICK_NS = 10_000_000n;

function hasChanged(now: BigIntStats, { size, ctimeNs, unchangedSinceNs }: ExpectedFile): boolean {
  if (unchangedSinceNs !== undefined) return now.ctimeNs >= unchangedSinceNs - TICK_NS;
  return now.ctimeNs !== ctimeNs || now.size !== size;
}
