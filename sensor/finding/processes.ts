import { readlinkSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import type { ExecEvent } from '../bridge/event.ts';
import { stillLives } from '../runtime/proc-stat.ts';
import type { FindingParent } from './finding.ts';
import { textFields } from './text.ts';

/** `exe` as latin1 text of its bytes: a Buffer would keep alive the whole read that it was decoded from. */
type Known = { readonly startBootNs: bigint; readonly exe: string };

/** Deleted executables read from /proc carry this suffix; a name of its own may end so too, which only costs a suffix. */
const DELETED = Buffer.from(' (deleted)');

/** Paths are as long as a container makes them; those of 32,768 processes are rarely longer than 50 characters. */
const MAX_TEXT = 8 << 20;

/** Which executable each recent container process runs, so that a finding can name parents that are gone by then. */
export class ProcessTable {
  readonly #byPid: LRUCache<number, Known>;

  constructor(options: { maxProcesses: number }) {
    this.#byPid = new LRUCache({
      max: options.maxProcesses,
      maxSize: MAX_TEXT,
      sizeCalculation: ({ exe }) => exe.length + 1,
    });
  }

  saw(event: ExecEvent): void {
    const exe = event.files[0];
    if (exe !== undefined)
      this.#byPid.set(event.pid, { startBootNs: event.startBootNs, exe: exe.path.toString('latin1') });
  }

  /** Nearest first. Reads /proc for parents that were never seen to exec (the runtime's own); bounded by the event. */
  parentsOf(event: ExecEvent): FindingParent[] {
    return event.ancestors.map(({ pid, startBootNs, comm }) => {
      const known = this.#byPid.get(pid);
      const exe = known?.startBootNs === startBootNs ? Buffer.from(known.exe, 'latin1') : readExe(pid, startBootNs);
      return { pid, ...textFields('name', comm), ...(exe !== undefined && textFields('exe', exe)) };
    });
  }
}

function readExe(pid: number, startBootNs: bigint): Buffer | undefined {
  try {
    if (!stillLives(pid, startBootNs)) return undefined;
    const path = readlinkSync(`/proc/${pid}/exe`, 'buffer');
    return path.subarray(-DELETED.length).equals(DELETED) ? path.subarray(0, -DELETED.length) : path;
  } catch {
    return undefined;
  }
}
