import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { detectHost } from '../bridge/procfs/host.ts';
import { readProcFile } from '../runtime/proc-file.ts';
import { startTicksOf } from '../runtime/proc-stat.ts';
import { isEngineId } from './cgroup.ts';

/**
 * What /proc says about a container's process. All of it can be gone or refused at any time (undefined), and is
 * bounded: a container writes its own mount table.
 */
const MAX_CGROUP_BYTES = 64 * 1024;
/** 100,000 mounts (the kernel's default limit per namespace) at 160 bytes. */
const MAX_MOUNTINFO_BYTES = 16 * 1024 * 1024;
const MAX_MOUNTINFO_NOW_BYTES = 256 * 1024;
/** Of what is read at once, one for all. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

export type ProcessFacts = {
  /** cgroup v2 where it is mounted, else one v1 hierarchy. */
  readonly cgroupIds: readonly bigint[];
  readonly rootDev?: number;
  readonly rootIno?: bigint;
};

/** `st_dev` as libuv gives it (glibc's makedev) → the kernel's dev_t, major << 20 | minor. */
export function kernelDev(statDev: bigint): number {
  const major = ((statDev >> 8n) & 0xfffn) | ((statDev >> 32n) & 0xfffff000n);
  const minor = (statDev & 0xffn) | ((statDev >> 12n) & 0xffffff00n);
  return Number((major << 20n) | minor);
}

/** At most `maxBytes`; undefined when it is longer, gone or refused. */
export async function readBounded(path: string, maxBytes: number): Promise<string | undefined> {
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    // A FIFO in somebody's rootless storage must not block us.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) return undefined;
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(64 * 1024));
      if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
      total += bytesRead;
      if (total > maxBytes) return undefined;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } catch {
    return undefined;
  } finally {
    await file?.close().catch(() => undefined);
  }
}

/**
 * As {@link readBounded}, at once: for small files of memory filesystems (procfs, tmpfs) about a container that may be gone a
 * millisecond later, when each step through the thread pool would be one wait more.
 */
export function readBoundedNow(path: string, maxBytes: number): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(fd).isFile()) return undefined;
    let text = Buffer.alloc(0);
    for (;;) {
      const bytesRead = readSync(fd, scratch);
      if (bytesRead === 0) return text.toString('utf8');
      if (text.length + bytesRead > maxBytes) return undefined;
      text = Buffer.concat([text, scratch.subarray(0, bytesRead)]);
    }
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

export async function readMountinfo(pid: number | 'self', procDir = '/proc'): Promise<string | undefined> {
  const path = `${procDir}/${pid}/mountinfo`;
  // A container that makes mounts by the thousand waits for its own table.
  return readBoundedNow(path, MAX_MOUNTINFO_NOW_BYTES) ?? (await readBounded(path, MAX_MOUNTINFO_BYTES));
}

export type ProcCgroup = {
  /** The `0::` line. */
  readonly v2?: string;
  /** `name=systemd`, else the first controller. */
  readonly v1?: string;
};

/** /proc/PID/cgroup, see cgroups(7). */
export function parseProcCgroup(text: string): ProcCgroup {
  let v2: string | undefined;
  let v1: string | undefined;
  let systemd: string | undefined;
  for (const line of text.split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    if (first < 0 || second < 0) continue;
    const controllers = line.slice(first + 1, second);
    const path = line.slice(second + 1);
    if (!path.startsWith('/')) continue;
    if (line.startsWith('0::')) v2 = path;
    else if (controllers === 'name=systemd') systemd = path;
    else v1 ??= path;
  }
  const old = systemd ?? v1;
  return { ...(v2 === undefined ? {} : { v2 }), ...(old === undefined ? {} : { v1: old }) };
}

export async function readProcCgroup(pid: number, procDir = '/proc'): Promise<ProcCgroup | undefined> {
  const text = readBoundedNow(`${procDir}/${pid}/cgroup`, MAX_CGROUP_BYTES);
  return text === undefined ? undefined : parseProcCgroup(text);
}

/** Where the hierarchies are mounted here. */
export type CgroupMounts = { readonly v2?: string; readonly v1?: string };

export function parseCgroupMounts(mountinfo: string): CgroupMounts {
  let v2: string | undefined;
  let v1: string | undefined;
  let systemd: string | undefined;
  for (const line of mountinfo.split('\n')) {
    const [head, tail] = line.split(' - ');
    const fields = head?.split(' ');
    const [type, , options] = tail?.split(' ') ?? [];
    const point = fields?.[4];
    // A bind of a part of the hierarchy would need its prefix cut off; the whole one is what hosts have.
    if (point === undefined || fields?.[3] !== '/') continue;
    if (type === 'cgroup2') v2 ??= point;
    if (type === 'cgroup' && options?.includes('name=systemd')) systemd ??= point;
    else if (type === 'cgroup') v1 ??= point;
  }
  const old = systemd ?? v1;
  return { ...(v2 === undefined ? {} : { v2 }), ...(old === undefined ? {} : { v1: old }) };
}

/** Cuts a cgroup path after the directory that carries the container's id: its processes may sit in directories below. */
export function containerCgroupPath(path: string, id: string): string | undefined {
  const parts = path.split('/');
  // Ids that users choose can be a part of another directory's name: of their own namespace's, in containerd.
  const at = isEngineId(id)
    ? parts.findIndex((p) => p.includes(id) && !p.includes('conmon-'))
    : parts.findLastIndex((p) => p === id || (p.endsWith(`-${id}.scope`) && !p.includes('conmon-')));
  return at < 0 ? undefined : parts.slice(0, at + 1).join('/');
}

/** Inode number of a cgroup's directory = its cgroup id (kernfs). */
export async function cgroupId(dir: string): Promise<bigint | undefined> {
  try {
    return (await stat(dir, { bigint: true })).ino;
  } catch {
    return undefined;
  }
}

/** Superblock and inode of a process's root directory. */
export async function rootIdentity(
  pid: number | 'self',
  procDir = '/proc',
): Promise<{ rootDev: number; rootIno: bigint } | undefined> {
  try {
    const s = await stat(`${procDir}/${pid}/root/`, { bigint: true });
    return { rootDev: kernelDev(s.dev), rootIno: s.ino };
  } catch {
    return undefined;
  }
}

/**
 * A pod on cgroup v2 has a cgroup namespace, whose root is its container: for a sensor in there `/` names no container but its own,
 * and everybody else's path leads out of it, where nothing of the hierarchy is mounted.
 */
async function isOwnContainer({ v2 }: ProcCgroup, procDir: string): Promise<boolean> {
  return v2 === '/' && (await readProcCgroup(1, procDir))?.v2?.startsWith('/..') === true;
}

/**
 * cgroup ids and root of a container's process; undefined when `pid` is gone or, having been reused, is not in a
 * cgroup named after the container `id` (engines with 64-digit ids).
 */
export async function processFacts(pid: number, id: string, procDir = '/proc'): Promise<ProcessFacts | undefined> {
  const cgroup = await readProcCgroup(pid, procDir);
  if (cgroup === undefined) return undefined;
  const path = [cgroup.v2, cgroup.v1].find((p) => p !== undefined && containerCgroupPath(p, id) !== undefined);
  const isOwn = path === undefined && (await isOwnContainer(cgroup, procDir));
  if (path === undefined && isEngineId(id) && !isOwn) return undefined;
  const mounts = parseCgroupMounts((await readMountinfo('self', procDir)) ?? '');
  const ids: bigint[] = [];
  // v1 numbers can equal another cgroup's v2 number: only where there is no v2.
  const useV2 = mounts.v2 !== undefined && cgroup.v2 !== undefined;
  const [mount, own] = useV2 ? [mounts.v2, cgroup.v2] : [mounts.v1, cgroup.v1];
  // A runtime joins one hierarchy after the other: in this one it may still be where the engine is, with all of the host.
  const mine = own === undefined ? undefined : (containerCgroupPath(own, id) ?? (isEngineId(id) ? undefined : own));
  const ours = await readProcCgroup(process.pid);
  const directory = isOwn && useV2 ? '' : mine === (useV2 ? ours?.v2 : ours?.v1) || mine === '/' ? undefined : mine;
  if (mount !== undefined && directory !== undefined && !directory.startsWith('/..')) {
    const found = await cgroupId(mount + directory);
    if (found !== undefined) ids.push(found);
  }
  return { cgroupIds: ids, ...(await pivotedRoot(pid, procDir)) };
}

/** The root of a container's process; undefined before its runtime has pivoted: until then it has the host's, which is not ours in a pod. */
export async function pivotedRoot(
  pid: number,
  procDir = '/proc',
): Promise<{ rootDev: number; rootIno: bigint } | undefined> {
  const root = await rootIdentity(pid, procDir);
  const host = detectHost();
  return root !== undefined && (root.rootDev !== host.rootDev || root.rootIno !== host.rootIno) ? root : undefined;
}

/** Start of a process in clock ticks since boot (field 22 of /proc/PID/stat): with the pid it names a process for good. */
export async function startTicks(pid: number, procDir = '/proc'): Promise<bigint | undefined> {
  try {
    return startTicksOf(readProcFile(`${procDir}/${pid}/stat`));
  } catch {
    return undefined;
  }
}
