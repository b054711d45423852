import { NS_PER_TICK } from '../../runtime/proc-stat.ts';

/** From /proc/PID/stat. */
export type ProcStat = {
  readonly comm: Buffer;
  /** `R`, `S`, `Z`, … */
  readonly state: string;
  readonly ppid: number;
  readonly tty: boolean;
  readonly kernelThread: boolean;
  /** CLOCK_BOOTTIME, in steps of a tick. */
  readonly startBootNs: bigint;
};

const PF_KTHREAD = 0x0020_0000;

/** Undefined when it is not what proc(5) describes. The name is bounded by the last parenthesis: it may contain any. */
export function parseStat(text: Buffer): ProcStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open === -1 || close < open) return undefined;
  const fields = text
    .toString('latin1', close + 2)
    .trim()
    .split(' ');
  // fields[0] is the third of proc(5), the state.
  const [state, ppid, tty, flags, start] = [fields[0], fields[1], fields[4], fields[6], fields[19]];
  if (state === undefined || !isNumber(ppid) || !isNumber(flags) || !isNumber(start)) return undefined;
  return {
    comm: Buffer.from(text.subarray(open + 1, close)),
    state,
    ppid: Number(ppid),
    tty: tty !== '0',
    kernelThread: (Number(flags) & PF_KTHREAD) !== 0,
    startBootNs: BigInt(start) * NS_PER_TICK,
  };
}

/** Effective uid and gid from /proc/PID/status. */
export function parseIds(text: string): { readonly uid: number; readonly gid: number } | undefined {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(text)?.[1];
  const gid = /^Gid:\t\d+\t(\d+)/m.exec(text)?.[1];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,20}$/.test(text);
}
