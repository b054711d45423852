import { closeSync, openSync, readSync } from 'node:fs';

/** Most files of procfs are a page or less; argument lists can be longer. */
const SCRATCH_BYTES = 64 * 1024;
/** One for all of a thread, since nothing waits while it is in use: `readFileSync` takes as much anew for every file whose size is said to be 0. */
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/** A file of procfs, at most its first 64 KiB. Throws what open(2) and read(2) fail with. */
export function readProcFile(path: string): string;
export function readProcFile(path: string, encoding: 'buffer'): Buffer;
export function readProcFile(path: string, encoding: 'latin1' | 'buffer' = 'latin1'): string | Buffer {
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    while (length < SCRATCH_BYTES) {
      const count = readSync(fd, scratch, length, SCRATCH_BYTES - length, null);
      if (count === 0) break;
      length += count;
    }
    return encoding === 'buffer' ? Buffer.from(scratch.subarray(0, length)) : scratch.toString('latin1', 0, length);
  } finally {
    closeSync(fd);
  }
}
