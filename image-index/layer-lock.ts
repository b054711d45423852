import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { errnoOf } from './error.ts';

/** A holder shows that it lives by touching its file; after this long without, it is taken to be dead. At once, where its process is seen to be gone. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;
const POLL_MS = 50;
const MAX_HOLDER_BYTES = 64;

let counter = 0;

/**
 * Keeps several processes from doing the same work at the same time. It only saves work: whoever takes a lock from a holder
 * that was merely slow does the work twice, and the files are written so that this does no harm.
 */
export class WorkLock {
  readonly #path: string;
  #touched: number;

  private constructor(path: string) {
    this.#path = path;
    this.#touched = Date.now();
  }

  /** Waits until the lock is ours, or `done` says that the work has been done: then undefined. `check` may throw to give up. */
  static async acquire(path: string, done: () => boolean, check: () => void): Promise<WorkLock | undefined> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    for (;;) {
      if (create(path)) return new WorkLock(path);
      check();
      if (done()) return undefined;
      if (isStale(path)) remove(path);
      else await sleep(POLL_MS);
    }
  }

  /** To be called often while working; touches the file every 5 s. */
  touch(): void {
    const now = Date.now();
    if (now - this.#touched < TOUCH_MS) return;
    this.#touched = now;
    try {
      utimesSync(this.#path, now / 1000, now / 1000);
    } catch (error) {
      // Somebody took us for dead: they do the same work, and one result replaces the other.
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  release(): void {
    unlinkIfThere(this.#path);
  }
}

function create(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx', 0o644);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(fd, `${process.pid} ${pidNamespace()}`);
  } catch {
    // Without a name it is a lock all the same, and the disk's fault will show.
  } finally {
    closeSync(fd);
  }
  return true;
}

function isStale(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && (Math.abs(Date.now() - stat.mtimeMs) > STALE_MS || isHolderGone(path, stat.size));
}

/** Only where its number means the same process here: several containers may share the directory. */
function isHolderGone(path: string, size: number): boolean {
  if (size > MAX_HOLDER_BYTES) return false;
  try {
    const [pid = '', namespace] = readFileSync(path, 'latin1').split(' ');
    if (!/^[1-9][0-9]{0,9}$/.test(pid) || namespace !== pidNamespace()) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // ENOENT: it is released; EPERM: it lives.
    return errnoOf(error) === 'ESRCH';
  }
}

/** `pid:[4026531836]`. */
function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}

/** Renamed first, so that of several who find it stale only one removes it. */
function remove(path: string): void {
  const aside = `${path}.${process.pid}.${threadId}.${counter++}.tmp`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  unlinkIfThere(aside);
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
