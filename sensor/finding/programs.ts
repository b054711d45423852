import { readlinkSync } from 'node:fs';
import { RecentMap } from '../../image-index/recent-map.ts';
import { splitArgv } from '../bridge/decode.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { readProcFile } from '../runtime/proc-file.ts';
import { stillLives } from '../runtime/proc-stat.ts';
import { joinedText } from './text.ts';

/** What a process runs: of its last exec. */
export type Program = {
  readonly exe: Buffer;
  readonly argv: readonly Buffer[];
  readonly argvTruncated: boolean;
  readonly cwd: Buffer;
};

/** Text, latin1 of its bytes, so that nothing keeps alive the read that it was decoded from. */
type Known = {
  readonly startBootNs: bigint;
  readonly exe: string;
  readonly argv: string;
  readonly argc: number;
  readonly truncated: boolean;
  readonly cwd: string;
};

const MAX_ARGV_TEXT = 1024;
const MAX_TEXT = 8 << 20;
const MAX_CMDLINE = 4096;

/** The programs of recent container processes, for what they map later. */
export class Programs {
  readonly #byPid: RecentMap<number, Known>;

  constructor(options: { maxProcesses: number }) {
    this.#byPid = new RecentMap(options.maxProcesses, {
      maxWeight: MAX_TEXT,
      weigh: ({ exe, argv, cwd }) => exe.length + argv.length + cwd.length + 1,
    });
  }

  saw(event: ExecEvent): void {
    const exe = event.files[0];
    if (exe === undefined) return;
    const { text, cut } = joinedText(event.argv, MAX_ARGV_TEXT);
    this.#byPid.set(event.pid, {
      startBootNs: event.startBootNs,
      exe: exe.path.toString('latin1'),
      argv: text,
      argc: event.argv.length,
      truncated: event.argvTruncated || cut,
      cwd: event.cwd.toString('latin1'),
    });
  }

  /** Of the process that the event is about: as it exec'd, else as /proc shows it, else what it was forked from. */
  of(event: ExecEvent): Program | undefined {
    // What is known of it, or of its parent, is what was executed before.
    if (event.mapping?.unsaid === true) return readProgram(event.pid, event.startBootNs);
    const own = this.#known(event.pid, event.startBootNs) ?? readProgram(event.pid, event.startBootNs);
    const [parent] = event.ancestors;
    return own ?? (parent === undefined ? undefined : this.#known(parent.pid, parent.startBootNs));
  }

  #known(pid: number, startBootNs: bigint): Program | undefined {
    const known = this.#byPid.get(pid);
    if (known?.startBootNs !== startBootNs) return undefined;
    const { argv } = splitArgv(Buffer.from(known.argv, 'latin1'), known.argc, known.truncated);
    const exe = Buffer.from(known.exe, 'latin1');
    return { exe, argv, argvTruncated: known.truncated, cwd: Buffer.from(known.cwd, 'latin1') };
  }
}

function readProgram(pid: number, startBootNs: bigint): Program | undefined {
  try {
    const exe = readlinkSync(`/proc/${pid}/exe`, 'buffer');
    const cwd = readlinkSync(`/proc/${pid}/cwd`, 'buffer');
    const text = readProcFile(`/proc/${pid}/cmdline`, 'buffer');
    if (!stillLives(pid, startBootNs)) return undefined;
    const argc = text.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
    const { argv, truncated } = splitArgv(text.subarray(0, MAX_CMDLINE), argc, text.length > MAX_CMDLINE);
    return { exe, argv, argvTruncated: truncated, cwd };
  } catch {
    return undefined;
  }
}
