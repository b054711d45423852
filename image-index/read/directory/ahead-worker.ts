/** The far end of read-ahead.ts: reads the files of the directory that the other thread is at, from the last one on. */
import type { BigIntStats } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { AheadSlots, type ReadFile } from './ahead-slots.ts';
import { FileHasher } from './hash-file.ts';

/** Larger ones are left to the thread that may be told to stop. */
const MAX_BYTES = 1n << 20n;

const CONTROL = { check: () => {}, progress: () => {} };

const hasher = new FileHasher();
const slots = new AheadSlots(workerData as SharedArrayBuffer);
for (let generation = slots.next(0); generation !== undefined; generation = slots.next(generation)) slots.serve(read);

/** Undefined, also for whatever goes wrong: the other thread reads it and says what is the matter. */
function read(fd: number, name: Buffer): ReadFile | undefined {
  try {
    const path = Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), name]);
    const { stat, content } = hasher.read(path, CONTROL, (opened) => (isSimple(opened) ? undefined : 'unwanted'));
    if (content === undefined) return undefined;
    return { mode: Number(stat.mode & 0o7777n), uid: Number(stat.uid), gid: Number(stat.gid), content };
  } catch {
    return undefined;
  }
}

function isSimple({ nlink, size }: BigIntStats): boolean {
  return nlink === 1n && size <= MAX_BYTES;
}
