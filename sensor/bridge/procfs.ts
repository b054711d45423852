import { readdir, readFile } from 'node:fs/promises';
import { sleep, withDeadline } from '../runtime/abort.ts';
import type { Clock } from '../runtime/clock.ts';
import { errnoOf } from '../runtime/errno.ts';
import type { Logger } from '../runtime/log.ts';
import type { EventSink, ExecSource, HostIdentity } from './bridge.ts';
import type { ExecEvent } from './event.ts';
import { type CgroupIds, cgroupIds, unifiedMountPoint } from './procfs/cgroup.ts';
import { parseMountinfo } from './procfs/mounts.ts';
import { hasProgram, lookAt, readStat } from './procfs/process.ts';
import { readBounded, readLinkBytes } from './procfs/read.ts';

export { detectHost, hostRoot } from './procfs/host.ts';

export type ProcfsSourceOptions = {
  /** Between two looks at /proc in `run`; default 250. */
  readonly intervalMs?: number;
  /** For one process; default 5,000. A file on a dead server costs this once. */
  readonly processTimeoutMs?: number;
};

export type ProcfsSourceDeps = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly host: HostIdentity;
};

export type ProcfsStats = {
  readonly sweeps: number;
  readonly looked: number;
  readonly reported: number;
  readonly host: number;
  /** Processes that could not be read, by errno, `timeout` or `blocked`. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Processes that ended, or exec'd again and again, while they were looked at. */
  readonly vanished: number;
  /** Processes of which nothing that /proc/PID/exe names is mapped executable. */
  readonly exeNotMapped: number;
  /** Processes with more executable mappings than are looked at. */
  readonly truncated: number;
};

/** Reads of one process that never return hold a thread of Node's pool (four); one is left for everybody else. */
const MAX_HUNG = 3;
const MAX_BATCH = 64;
/** A process that execs at every look is left after so many. */
const MAX_LOOKS = 3;
const MAX_MOUNTINFO_BYTES = 4 * 1024 * 1024;

type Scan = { readonly all: boolean; readonly backfill: boolean; readonly signal: AbortSignal | undefined };

type Known = { readonly startBootNs: bigint; readonly exe: string };

/**
 * Execs as /proc shows them. `sweep` reports what runs now; `run` polls and can miss what lives shorter than its interval.
 * Without root only processes of the own user can be read; the rest is counted in `stats().unreadable`.
 */
export class ProcfsSource implements ExecSource {
  readonly name = 'procfs';
  readonly complete = false;
  readonly host: HostIdentity;
  #options: ProcfsSourceOptions;
  #deps: ProcfsSourceDeps;
  #slots = new Map<bigint, bigint>();
  #known = new Map<number, Known>();
  #hung = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  #nextId = 1n;
  #unreadable = new Map<string, number>();
  #counts = { sweeps: 0, looked: 0, reported: 0, host: 0, vanished: 0, exeNotMapped: 0, truncated: 0 };

  constructor(options: ProcfsSourceOptions, deps: ProcfsSourceDeps) {
    this.#options = options;
    this.#deps = deps;
    this.host = deps.host;
  }

  stats(): ProcfsStats {
    return { ...this.#counts, unreadable: Object.fromEntries(this.#unreadable) };
  }

  /** What a user should know of this source's sight. */
  state(): { readonly allProcesses: boolean; readonly detail: string } {
    const allProcesses = process.geteuid?.() === 0;
    return {
      allProcesses,
      detail: allProcesses
        ? 'short-lived processes can be missed'
        : 'short-lived processes can be missed, and without root only processes of the own user are seen',
    };
  }

  /** Pins are paths under /proc: there is nothing to release. */
  ack(): void {}

  registerContainer(cgroupId: bigint, slot: bigint): void {
    if (slot === 0n) this.#slots.delete(cgroupId);
    else this.#slots.set(cgroupId, slot);
  }

  /** Reports every process of a container that runs now, as `backfill`. */
  async sweep(sink: EventSink, signal?: AbortSignal): Promise<void> {
    this.#counts.sweeps++;
    await this.#scan(sink, { all: true, backfill: true, signal });
  }

  async run(signal: AbortSignal, sink: EventSink): Promise<void> {
    this.#deps.log.warn(
      { interval_ms: this.#options.intervalMs ?? 250 },
      `execs come from /proc: ${this.state().detail}`,
    );
    let backfill = this.#known.size === 0;
    while (!signal.aborted) {
      await this.#scan(sink, { all: false, backfill, signal });
      backfill = false;
      await sleep(this.#options.intervalMs ?? 250, signal);
    }
  }

  /** One scan at a time: a sweep and the polling look at the same processes. */
  #scan(sink: EventSink, how: Scan): Promise<void> {
    const mine = this.#turn.then(() => this.#scanAll(sink, how));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #scanAll(sink: EventSink, { all, backfill, signal }: Scan): Promise<void> {
    const ids = await this.#cgroupIds();
    const bootNs = await this.#bootTimeNs();
    const pids = (await readdir('/proc')).filter((name) => /^\d{1,10}$/.test(name)).map(Number);
    let batch: ExecEvent[] = [];
    for (const pid of pids) {
      if (signal?.aborted) break;
      if (pid === process.pid) continue;
      const event = await this.#one(pid, all, ids, bootNs, backfill);
      if (event !== undefined) batch.push(event);
      if (batch.length < MAX_BATCH) continue;
      sink.execs(batch);
      batch = [];
    }
    if (batch.length > 0) sink.execs(batch);
    const alive = new Set(pids);
    for (const pid of this.#known.keys()) if (!alive.has(pid)) this.#known.delete(pid);
  }

  async #one(
    pid: number,
    all: boolean,
    cgroups: CgroupIds,
    bootNs: bigint,
    backfill: boolean,
  ): Promise<ExecEvent | undefined> {
    let startBootNs = -1n;
    try {
      const stat = await readStat(pid);
      if (stat === undefined || !hasProgram(stat)) return undefined;
      startBootNs = stat.startBootNs;
      // Reading the link touches no filesystem; an exec of the very same path does not show by it, as `complete` says.
      const exe = (await readLinkBytes(`/proc/${pid}/exe`)).toString('latin1');
      if (!all && this.#isKnown(pid, { startBootNs, exe })) return undefined;
      this.#known.set(pid, { startBootNs, exe });
      return await this.#look(pid, `${pid}:${startBootNs}`, cgroups, bootNs, backfill);
    } catch (error) {
      const errno = errnoOf(error);
      // A process that stays unreadable is counted once, not at every look.
      const unreadable = { startBootNs, exe: `(${errno})` };
      if (all || !this.#isKnown(pid, unreadable)) this.#failed(errno);
      this.#known.set(pid, unreadable);
      return undefined;
    }
  }

  #isKnown(pid: number, { startBootNs, exe }: Known): boolean {
    const known = this.#known.get(pid);
    return known !== undefined && known.startBootNs === startBootNs && known.exe === exe;
  }

  async #look(
    pid: number,
    key: string,
    cgroups: CgroupIds,
    bootNs: bigint,
    backfill: boolean,
  ): Promise<ExecEvent | undefined> {
    // What has not come back is not asked again, and with most of the pool gone nobody is.
    if (this.#hung.has(key) || this.#hung.size >= MAX_HUNG) {
      this.#failed('blocked');
      return undefined;
    }
    this.#counts.looked++;
    const context = { host: this.host, cgroups, slotOf: (id: bigint) => this.#slots.get(id) ?? 0n };
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      this.#hung.add(key);
      const work = lookAt(pid, context).finally(() => this.#hung.delete(key));
      const look = await withDeadline(this.#options.processTimeoutMs ?? 5000, () => work);
      if (!look.ok) {
        this.#failed('timeout');
        return undefined;
      }
      switch (look.value.kind) {
        case 'host':
          this.#counts.host++;
          return undefined;
        case 'no_program':
          return undefined;
        case 'changed':
          continue;
        case 'event': {
          const { event, exeNotMapped, truncated } = look.value;
          this.#counts.reported++;
          if (truncated) this.#counts.truncated++;
          if (exeNotMapped) {
            this.#counts.exeNotMapped++;
            this.#deps.log.warn({ pid }, 'nothing of what /proc/PID/exe names is mapped: all its mappings are judged');
          }
          return { ...event, id: this.#nextId++, timeNs: bootNs + event.startBootNs, backfill };
        }
      }
    }
    this.#counts.vanished++;
    return undefined;
  }

  #failed(reason: string): void {
    if (reason === 'ENOENT' || reason === 'ESRCH') this.#counts.vanished++;
    else this.#unreadable.set(reason, (this.#unreadable.get(reason) ?? 0) + 1);
  }

  /** Mounts come and go: found again for each scan. */
  async #cgroupIds(): Promise<CgroupIds> {
    const mountinfo = await readBounded('/proc/self/mountinfo', MAX_MOUNTINFO_BYTES);
    return cgroupIds(unifiedMountPoint(parseMountinfo(mountinfo.bytes)));
  }

  /** CLOCK_REALTIME of the boot, to within the 10 ms that /proc/uptime shows. */
  async #bootTimeNs(): Promise<bigint> {
    const seconds = Number((await readFile('/proc/uptime', 'latin1')).split(' ', 1)[0]);
    return this.#deps.clock.now() - BigInt(Math.round(seconds * 1000)) * 1_000_000n;
  }
}
