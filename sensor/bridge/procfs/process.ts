import type { HostIdentity } from '../bridge.ts';
import { splitArgv } from '../decode.ts';
import type { Ancestor, ExecEvent } from '../event.ts';
import { type CgroupIds, isContainerLike, parseCgroup } from './cgroup.ts';
import { fromStatDev } from './dev.ts';
import { statFollowing } from './facts.ts';
import { processFiles } from './files.ts';
import { parseMountinfo } from './mounts.ts';
import { namespaceInode, readBounded, readLinkBytes } from './read.ts';
import { type ProcStat, parseIds, parseStat } from './status.ts';

const MAX_STAT_BYTES = 4096;
const MAX_STATUS_BYTES = 64 * 1024;
const MAX_CGROUP_BYTES = 64 * 1024;
const MAX_MOUNTINFO_BYTES = 4 * 1024 * 1024;
const MAX_CMDLINE_BYTES = 4096;
const MAX_ANCESTORS = 8;
const MAX_CGROUPS = 4;

/** What a look at one process gave. */
export type Look =
  | {
      readonly kind: 'event';
      readonly event: Omit<ExecEvent, 'id' | 'timeNs' | 'backfill'>;
      readonly exeNotMapped: boolean;
      readonly truncated: boolean;
    }
  | { readonly kind: 'host' }
  /** A kernel thread, or a process that has ended already: nothing of its runs. */
  | { readonly kind: 'no_program' }
  /** It exec'd or ended while it was looked at. */
  | { readonly kind: 'changed' };

export type LookContext = {
  readonly host: HostIdentity;
  readonly cgroups: CgroupIds;
  /** The slot registered for a cgroup; 0n: none. */
  readonly slotOf: (cgroupId: bigint) => bigint;
};

/** Undefined where the text is not that of a process's stat. Rejects with the errno's error. */
export async function readStat(pid: number): Promise<ProcStat | undefined> {
  return parseStat((await readBounded(`/proc/${pid}/stat`, MAX_STAT_BYTES)).bytes);
}

/** False for a kernel thread and for a process that has ended and only waits to be collected. */
export function hasProgram(stat: ProcStat): boolean {
  return !stat.kernelThread && !'ZXx'.includes(stat.state);
}

/** Looks at one process. Rejects with the error of the first read that failed (EACCES, ESRCH, ENOENT). */
export async function lookAt(pid: number, context: LookContext): Promise<Look> {
  const stat = await readStat(pid);
  if (stat === undefined || !hasProgram(stat)) return { kind: 'no_program' };
  const exeBefore = await readLinkBytes(`/proc/${pid}/exe`);
  const who = await attributes(pid, context);
  if (who.isHost) return { kind: 'host' };

  const mountinfo = await readBounded(`/proc/${pid}/mountinfo`, MAX_MOUNTINFO_BYTES);
  const mounts = parseMountinfo(mountinfo.bytes);
  const found = await processFiles({ pid, mntNs: who.mntNs, mounts });
  const cmdline = await readBounded(`/proc/${pid}/cmdline`, MAX_CMDLINE_BYTES);
  const { argv } = splitArgv(cmdline.bytes, countNuls(cmdline.bytes), cmdline.truncated);
  const status = parseIds((await readBounded(`/proc/${pid}/status`, MAX_STATUS_BYTES)).bytes.toString('latin1'));
  const cwd = await readLinkBytes(`/proc/${pid}/cwd`);
  const parents = await ancestors(stat.ppid);

  const after = await readStat(pid);
  const exeAfter = await readLinkBytes(`/proc/${pid}/exe`);
  if (after?.startBootNs !== stat.startBootNs || !exeAfter.equals(exeBefore)) return { kind: 'changed' };

  return {
    kind: 'event',
    exeNotMapped: found.exeNotMapped,
    truncated: found.truncated,
    event: {
      source: 'procfs',
      pid,
      ppid: stat.ppid,
      startBootNs: stat.startBootNs,
      uid: status?.uid ?? 0,
      gid: status?.gid ?? 0,
      cgroups: who.cgroups.slice(0, MAX_CGROUPS),
      imageSlot: who.slot,
      mntNs: who.mntNs,
      pidNs: await namespaceInode(pid, 'pid'),
      userNs: await namespaceInode(pid, 'user'),
      rootDev: who.rootDev,
      rootIno: who.rootIno,
      comm: stat.comm,
      // How it was started is not kept by the kernel: the file's own name stands in.
      filename: found.files[0]?.path ?? exeBefore,
      interp: found.files[0]?.path ?? exeBefore,
      argv,
      argvTruncated: cmdline.truncated,
      cwd,
      tty: stat.tty,
      files: found.files,
      ancestors: parents,
    },
  };
}

async function attributes(pid: number, { host, cgroups, slotOf }: LookContext) {
  const text = (await readBounded(`/proc/${pid}/cgroup`, MAX_CGROUP_BYTES)).bytes.toString('utf8');
  const names = parseCgroup(text);
  const levels = await cgroups.lookup(names);
  const slot = levels.map((level) => slotOf(level.id)).find((s) => s !== 0n) ?? 0n;
  const mntNs = await namespaceInode(pid, 'mnt');
  // With the slash the link is followed to the directory itself.
  const root = await statFollowing(`/proc/${pid}/root/`);
  const rootDev = fromStatDev(root.dev);
  const hostRoot = rootDev === host.rootDev && root.ino === host.rootIno;
  // Services with a private mount namespace keep the host's root; a container's process inside the host's namespaces
  // (nsenter) keeps its cgroup.
  const isHost = (hostRoot || (mntNs !== 0 && mntNs === host.mntNs)) && slot === 0n && !isContainerLike(names);
  return { cgroups: levels, slot, mntNs, rootDev, rootIno: root.ino, isHost };
}

async function ancestors(first: number): Promise<Ancestor[]> {
  const out: Ancestor[] = [];
  for (let pid = first; pid > 0 && out.length < MAX_ANCESTORS; ) {
    // A parent may be gone or hidden: the chain ends there.
    const stat = await readStat(pid).catch(() => undefined);
    if (stat === undefined) break;
    out.push({ pid, startBootNs: stat.startBootNs, comm: stat.comm });
    pid = stat.ppid;
  }
  return out;
}

/** A process may rewrite its command line without a final NUL. */
function countNuls(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0) count++;
  return bytes.length > 0 && bytes.at(-1) !== 0 ? count + 1 : count;
}
