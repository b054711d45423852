import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../runtime/errno.ts';

/** Which file is expected behind a path; what is opened is compared with it before a byte is believed. */
export type ExpectedFile = {
  readonly ino: bigint;
  readonly realIno: bigint;
  readonly size: bigint;
  readonly ctimeNs: bigint;
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
    }
  | { readonly kind: 'unread'; readonly reason: ReadFailure; readonly detail?: string };

export type ReadLimits = { readonly maxBytes: bigint };

const O_PATH = 0o10000000;
const MAX_READS = 3;

/**
 * Opens the file (never a device, FIFO or socket: an O_PATH handle is checked first and has no side effects) and returns
 * its sha256 if it did not change while it was read; on a change it reads again, at most three times. Blocks.
 */
export function readAndHash(path: string, expected: ExpectedFile, limits: ReadLimits, buffer: Buffer): ReadResult {
  let handle: number | undefined;
  let fd: number | undefined;
  try {
    handle = openSync(path, O_PATH);
    const found = fstatSync(handle, { bigint: true });
    if (!found.isFile()) return { kind: 'unread', reason: 'vanished', detail: 'no longer a regular file' };
    if (found.ino !== expected.ino && found.ino !== expected.realIno) return { kind: 'unread', reason: 'vanished' };
    if (found.size > limits.maxBytes && found.blocks * 512n > limits.maxBytes)
      return { kind: 'unread', reason: 'too_large' };
    fd = openSync(`/proc/self/fd/${handle}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return hashStable(fd, expected, buffer);
  } catch (error) {
    const errno = errnoOf(error);
    const gone = errno === 'ENOENT' || errno === 'ESRCH' || errno === 'ESTALE';
    return { kind: 'unread', reason: gone ? 'vanished' : 'unreadable', detail: errno };
  } finally {
    if (fd !== undefined) closeSync(fd);
    if (handle !== undefined) closeSync(handle);
  }
}

function hashStable(fd: number, expected: ExpectedFile, buffer: Buffer): ReadResult {
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const before = fstatSync(fd, { bigint: true });
    const hash = createHash('sha256');
    let position = 0;
    for (;;) {
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
        changedSinceExec: after.ctimeNs !== expected.ctimeNs || after.size !== expected.size,
      };
    }
  }
  return { kind: 'unread', reason: 'changed_while_reading' };
}
