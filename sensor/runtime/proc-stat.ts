import { readProcFile } from './proc-file.ts';

/** USER_HZ is 100 on every architecture that Linux exports to user space. */
export const NS_PER_TICK = 10_000_000n;

/** Start of a process in clock ticks since boot: field 22 of proc(5)'s stat. With the pid it names a process for good. */
export function startTicksOf(stat: string): bigint | undefined {
  // The name (field 2) may hold spaces and parentheses: count from its last one.
  const field = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return field !== undefined && /^\d+$/.test(field) ? BigInt(field) : undefined;
}

/** Whether this very process (not a later one with its number) still exists. */
export function stillLives(pid: number, startBootNs: bigint): boolean {
  try {
    return startTicksOf(readProcFile(`/proc/${pid}/stat`)) === startBootNs / NS_PER_TICK;
  } catch {
    return false;
  }
}
