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

type Who = Pick<CodeRequest, 'pid' | 'startTicks' | 'rootPin' | 'initPid' | 'mntNs' | 'rootDev' | 'rootIno'>;

/**
 * Calls `use` with the process's own root while it lives (`alive`), else as the bridge held it, else with that of its
 * container's first process if it is the same directory in the same mount namespace, else with undefined.
 */
export function withRoot<T>(who: Who, use: (start: Start | undefined, alive: boolean) => T): T {
  const own = openRoot(who, `/proc/${who.pid}/root`);
  const alive = own !== undefined && startTicks(who.pid) === who.startTicks;
  if (own !== undefined && alive) {
    try {
      return use({ ...own, prefix: prefixOf(`/proc/${who.pid}/root`), pid: who.pid }, true);
    } finally {
      closeSync(own.root);
    }
  }
  if (own !== undefined) closeSync(own.root);
  const held = who.rootPin === '' ? undefined : openRoot(who, who.rootPin);
  const other = held ?? rootOfInit(who);
  if (other === undefined) return use(undefined, false);
  try {
    const link = held === undefined ? `/proc/${who.initPid}/root` : who.rootPin;
    // Its number may be another process's by now: 0 is nobody's.
    return use({ ...other, prefix: prefixOf(link), pid: 0 }, false);
  } finally {
    closeSync(other.root);
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

function rootOfInit(who: Who): ReturnType<typeof openRoot> {
  if (who.initPid === 0 || mountNamespace(who.initPid) !== who.mntNs) return undefined;
  return openRoot(who, `/proc/${who.initPid}/root`);
}

function openRoot({ rootDev, rootIno }: Who, link: string): Pick<Start, 'root' | 'rootStat'> | undefined {
  try {
    const root = openSync(link, ROOT_FLAGS);
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
function prefixOf(link: string): string {
  try {
    const path = readlinkSync(link, 'latin1');
    // The root of a mount that has been taken down has no place any more; it was a container's top.
    return path === '/' || path[0] !== '/' ? '' : path;
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
