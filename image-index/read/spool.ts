import { closeSync, constants, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { asIndexError, IndexError } from '../error.ts';
import type { Chunks } from './chunks.ts';
import type { ReadControl } from './layer-source.ts';

export type Spooled = { readonly path: string; readonly bytes: number; remove(): void };

/** This much of the filesystem stays free. */
const KEEP_FREE_BYTES = 256 << 20;
const LOOK_EVERY_BYTES = 32 << 20;

let counter = 0;

/**
 * Writes a stream to a temporary file, for what must be read out of order. At most `maxBytes`, and never the last 256 MiB of
 * the disk. Throws `too_large` or `io`; nothing is left then.
 */
export async function spool(source: Chunks, dir: string, maxBytes: number, control: ReadControl): Promise<Spooled> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `spool.${process.pid}.${threadId}.${counter++}.tmp`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(path, flags, 0o600);
  let bytes = 0;
  let looked = -LOOK_EVERY_BYTES;
  try {
    for await (const chunk of source) {
      control.check();
      bytes += chunk.length;
      if (bytes > maxBytes) throw new IndexError('too_large', `more than ${maxBytes} bytes were sent`);
      if (bytes - looked >= LOOK_EVERY_BYTES) {
        looked = bytes;
        expectRoom(dir);
      }
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
      control.progress(0, chunk.length);
    }
    return { path, bytes, remove: () => rmSync(path, { force: true }) };
  } catch (error) {
    rmSync(path, { force: true });
    throw asIndexError(error, 'cannot keep a temporary copy');
  } finally {
    closeSync(fd);
  }
}

function expectRoom(dir: string): void {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < KEEP_FREE_BYTES)
    throw new IndexError('too_large', `less than ${KEEP_FREE_BYTES >> 20} MiB are free for a temporary copy in ${dir}`);
}
