import { readlinkSync } from 'node:fs';
import { RecentMap } from '../../image-index/recent-map.ts';
import type { Ancestor, ExecEvent } from '../bridge/event.ts';
import { stillLives } from '../runtime/proc-stat.ts';
import { type Entry, entryOf, isCron, type Start } from './entry.ts';
import type { FindingParent } from './finding.ts';
import { isInstaller, isInstallerPath } from './installers.ts';
import { joinedText, textFields } from './text.ts';

/** `exe` as latin1 text of its bytes: a Buffer would keep alive the whole read that it was decoded from. */
type Known = {
  readonly startBootNs: bigint;
  readonly exe: string;
  readonly mntNs: number;
  readonly installer: boolean;
  /** The first process on the way in, as far as it was seen. */
  readonly start: Start;
  readonly up: { readonly pid: number; readonly startBootNs: bigint; readonly name: string } | undefined;
};

/** Deleted executables read from /proc carry this suffix; a name of its own may end so too, which only costs a suffix. */
const DELETED = Buffer.from(' (deleted)');

/** Paths are as long as a container makes them; those of 32,768 processes are rarely longer than 50 characters. */
const MAX_TEXT = 8 << 20;
/** What the kernel tells of ancestors (REC_ANCESTORS in record.h), and how far the chain is followed beyond them. */
const KERNEL_ANCESTORS = 8;
const MAX_ANCESTORS = 32;
const MAX_ARGV_TEXT = 1024;

/** What each recent container process runs and what it descends from: a finding names parents that are gone by then. */
export class ProcessTable {
  readonly #byPid: RecentMap<number, Known>;

  constructor(options: { maxProcesses: number }) {
    this.#byPid = new RecentMap(options.maxProcesses, {
      maxWeight: MAX_TEXT,
      weigh: ({ exe, start }) => exe.length + start.argv.length + 1,
    });
  }

  saw(event: ExecEvent): void {
    const exe = event.files[0];
    if (exe === undefined) return;
    const parent = event.ancestors[0];
    const path = exe.path.toString('latin1');
    this.#byPid.set(event.pid, {
      startBootNs: event.startBootNs,
      exe: path,
      mntNs: event.mntNs,
      installer: isInstaller(event, path),
      start: this.#startOf(event),
      up: parent && { pid: parent.pid, startBootNs: parent.startBootNs, name: parent.comm.toString('latin1') },
    });
  }

  /**
   * Nearest first. As the kernel saw them at the exec, else as they were seen to exec. Reads /proc for parents that never were
   * (the runtime's own); bounded by the event.
   */
  parentsOf(event: ExecEvent): FindingParent[] {
    return this.#ancestorsOf(event).map(({ pid, startBootNs, comm, exe: seen }) => {
      const last = this.#known(pid, startBootNs);
      // What it has exec'd since may have been answered in the kernel.
      const known = seen === undefined || last?.exe === seen.toString('latin1') ? last : undefined;
      const exe = seen ?? (known === undefined ? readExe(pid, startBootNs) : Buffer.from(known.exe, 'latin1'));
      const installer = known?.installer ?? (exe !== undefined && isInstallerPath(exe.toString('latin1')));
      return {
        pid,
        ...textFields('name', comm),
        ...(exe !== undefined && textFields('exe', exe)),
        ...(installer && { installer: true as const }),
      };
    });
  }

  /** How the process came to run in its container, whose first process is `initPid`; undefined where that is not known. */
  entryOf(event: ExecEvent, initPid: number | undefined): Entry | undefined {
    const ancestors = this.#ancestorsOf(event);
    const cron = ancestors.find(({ comm }) => isCron(comm));
    return entryOf({ event, ancestors, start: this.#inherited(event), initPid, cron });
  }

  /** The kernel's ancestors, and beyond the last of them those that it had when it was seen itself. */
  #ancestorsOf({ ancestors }: ExecEvent): readonly Ancestor[] {
    if (ancestors.length < KERNEL_ANCESTORS) return ancestors;
    const out = [...ancestors];
    for (let last = out.at(-1); last !== undefined && out.length < MAX_ANCESTORS; ) {
      const up: Known['up'] = this.#known(last.pid, last.startBootNs)?.up;
      last = up && { pid: up.pid, startBootNs: up.startBootNs, comm: Buffer.from(up.name, 'latin1') };
      if (last !== undefined) out.push(last);
    }
    return out;
  }

  /** From the process itself (it execs again) or its nearest known ancestor, while they are in one container. */
  #inherited({ pid, startBootNs, mntNs, ancestors }: ExecEvent): Start | undefined {
    const own = this.#known(pid, startBootNs);
    if (own !== undefined && own.mntNs === mntNs) return own.start;
    for (const ancestor of ancestors) {
      const known = this.#known(ancestor.pid, ancestor.startBootNs);
      if (known !== undefined && known.mntNs === mntNs) return known.start;
    }
    return undefined;
  }

  #startOf(event: ExecEvent): Start {
    const inherited = this.#inherited(event);
    if (inherited !== undefined) return inherited;
    const { pid, ancestors } = event;
    const inside = ancestors.some((each) => this.#known(each.pid, each.startBootNs) !== undefined);
    return {
      pid,
      comm: event.comm.toString('latin1'),
      argv: joinedText(event.argv, MAX_ARGV_TEXT).text,
      parents: ancestors.map((each) => each.pid),
      complete: ancestors.length < KERNEL_ANCESTORS || ancestors.some(isOutside),
      inside,
    };
  }

  #known(pid: number, startBootNs: bigint): Known | undefined {
    const known = this.#byPid.get(pid);
    return known?.startBootNs === startBootNs ? known : undefined;
  }
}

/** The chain has left the container: the host's first process, or the engine's own. The names count only where it is not `inside`. */
function isOutside({ pid, comm }: Ancestor): boolean {
  return pid === 1 || ENGINES.has(comm.toString('latin1'));
}

/** As the kernel cuts names. */
const ENGINES = new Set(['runc', 'crun', 'youki', 'conmon', 'containerd-shim', 'dockerd', 'podman']);

function readExe(pid: number, startBootNs: bigint): Buffer | undefined {
  try {
    if (!stillLives(pid, startBootNs)) return undefined;
    const path = readlinkSync(`/proc/${pid}/exe`, 'buffer');
    return path.subarray(-DELETED.length).equals(DELETED) ? path.subarray(0, -DELETED.length) : path;
  } catch {
    return undefined;
  }
}
