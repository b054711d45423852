import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { IndexError } from '../error.ts';
import type { Chunks } from './chunks.ts';

const READ_BYTES = 1 << 18;

/** Part of a file; `length` undefined: to its end. */
export type FileRange = { readonly path: string; readonly offset?: number; readonly length?: number };

/** Read synchronously: from the page cache that is faster, and the decompressor works in another thread meanwhile. */
export async function* fileChunks({ path, offset = 0, length }: FileRange): Chunks {
  const fd = openSync(path, 'r');
  try {
    if (!fstatSync(fd).isFile()) throw new IndexError('io', `${path} is no regular file`);
    let at = offset;
    const end = length === undefined ? Number.POSITIVE_INFINITY : offset + length;
    while (at < end) {
      // A new buffer each time: the decompressor still holds the last one.
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at));
      const got = readSync(fd, buffer, 0, buffer.length, at);
      if (got === 0) return;
      at += got;
      yield buffer.subarray(0, got);
    }
  } finally {
    closeSync(fd);
  }
}
