import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Where the kernel gives each session its own share of the CPU (sched(7), autogroup; Debian's default), niceness ranks threads only
 * within their session: before those of others comes a process only with its session. Does nothing for a process that shares its
 * session with others, as with the shell that it was started from, and where it is refused or there is no such thing.
 */
export function reniceSession(pid: number, niceness: number): void {
  try {
    if (isSessionLeader(pid)) writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // No autogroups, no CAP_SYS_NICE, or the process has ended.
  }
}

/** proc_pid_stat(5): the session is the sixth field; the second, in parentheses, may hold anything. */
function isSessionLeader(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3] === String(pid);
}
