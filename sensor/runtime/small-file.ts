import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from './errno.ts';

export type SmallFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly message: string };

/** Reads a regular file of at most `maxBytes`. A device or FIFO is refused before it is read, a file that grows while it is too. */
export function readSmallFile(path: string, maxBytes: number): SmallFile {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return refused('is not a regular file');
    if (stat.size > maxBytes) return refused(`larger than ${maxBytes} bytes`);
    // One byte more than it should have shows that it grew.
    const buffer = Buffer.allocUnsafe(Math.min(stat.size, maxBytes) + 1);
    let length = 0;
    while (length < buffer.length) {
      const count = readSync(fd, buffer, length, buffer.length - length, length);
      if (count === 0) return { kind: 'read', bytes: buffer.subarray(0, length) };
      length += count;
    }
    return refused('grew while it was read');
  } catch (error) {
    return refused(`cannot be read (${errnoOf(error)})`);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function refused(message: string): SmallFile {
  return { kind: 'refused', message };
}
