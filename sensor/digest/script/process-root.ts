/** The root directory that a process had when it was seen, as a handle. Blocks: for threads. */
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { fromStatDev } from '../../bridge/procfs/dev.ts';
import { parseNamespace } from '../../bridge/procfs/read.ts';
import type { CodeRequest } from './code-request.ts';
import type { Start } from './walk.ts';

const O_PATH = 0o10000000;
const ROOT_FLAGS = O_PATH | constants.O_DIRECTORY;

/** Inode number of every subvolume's root directory. */
const BTRFS_ROOT = 256n;

type Who = Pick<CodeRequest, 'pid' | 'startTicks' | 'initPid' | 'mntNs' | 'rootDev' | 'rootIno'>;

/**
 * Calls `use` with the process's own root while it lives (`alive`), else with that of its container's first process if it is
 * the same directory in the same mount namespace, else with undefined.
 */
export function withRoot<T>(who: Who, use: (start: Start | undefined, alive: boolean) => T): T {
  const own = openRoot(who, who.pid);
  const alive = own !== undefined && startTicks(who.pid) === who.startTicks;
  if (own !== undefined && alive) {
    try {
      return use({ ...own, prefix: prefixOf(who.pid), pid: who.pid }, true);
    } finally {
      closeSync(own.root);
    }
  }
  if (own !== undefined) closeSync(own.root);
  const init = who.initPid === 0 || mountNamespace(who.initPid) !== who.mntNs ? undefined : openRoot(who, who.initPid);
  if (init === undefined) return use(undefined, false);
  try {
    return use({ ...init, prefix: prefixOf(who.initPid), pid: who.pid }, false);
  } finally {
    closeSync(init.root);
  }
}

/** Reads at most `maxBytes` of a file under /proc; throws the errno's error. */
export function readBounded(path: string, maxBytes: number): Buffer {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < maxBytes) {
      const chunk = Buffer.allocUnsafe(Math.min(16 * 1024, maxBytes - total));
      const read = readSync(fd, chunk, 0, chunk.length, null);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      total += read;
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  } finally {
    closeSync(fd);
  }
}

const once = Buffer.alloc(4096);

/** A file of procfs that fits in one reading. */
function readOnce(path: string): string {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    return once.toString('latin1', 0, readSync(fd, once, 0, once.length, 0));
  } finally {
    closeSync(fd);
  }
}

function openRoot({ rootDev, rootIno }: Who, pid: number): Pick<Start, 'root' | 'rootStat'> | undefined {
  try {
    const root = openSync(`/proc/${pid}/root`, ROOT_FLAGS);
    const rootStat = fstatSync(root, { bigint: true });
    // A process may change its root after the exec, or has ended and its number is another's. (A btrfs subvolume has a
    // device number in stat(2) that the superblock has not: the inode number decides there.)
    if (rootStat.ino === rootIno && (fromStatDev(rootStat.dev) === rootDev || rootIno === BTRFS_ROOT))
      return { root, rootStat };
    closeSync(root);
    return undefined;
  } catch {
    return undefined;
  }
}

/** Where a root lies in its mount tree: empty for the top, as in a container. */
function prefixOf(pid: number): string {
  try {
    const path = readlinkSync(`/proc/${pid}/root`, 'latin1');
    return path === '/' ? '' : path;
  } catch {
    return '';
  }
}

function mountNamespace(pid: number): number {
  try {
    return parseNamespace(readlinkSync(`/proc/${pid}/ns/mnt`));
  } catch {
    return 0;
  }
}

/** Field 22, starttime in clock ticks, counted after the parenthesised name. */
function startTicks(pid: number): bigint | undefined {
  try {
    const stat = readOnce(`/proc/${pid}/stat`);
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : BigInt(ticks);
  } catch {
    return undefined;
  }
}
