import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { run } from './command.ts';

/**
 * Starts `script` (bash) as a detached process in a mount namespace of its own, so that what an engine mounts vanishes
 * with it. Output goes to `log`. Gives the process id.
 */
export function startHidden(script: string, log: string): number {
  const out = openSync(log, 'a');
  try {
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'bash', '-c', script], {
      detached: true,
      stdio: ['ignore', out, out],
    });
    // Without this an engine that is missing would end the test run.
    child.once('error', () => {});
    child.unref();
    if (child.pid === undefined) throw new Error('cannot start unshare(1)');
    return child.pid;
  } finally {
    closeSync(out);
  }
}

/** What an engine consists of. Others that name its directory (a sensor watching its socket) are not ours to end. */
const ENGINE_PROGRAMS = /^(?:[^\0]*\/)?(?:unshare|bash|dockerd|containerd|containerd-shim[^/\0]*|docker-proxy)\0/;

/** Ids of the engine processes whose command line names `needle` (the engine's temporary directory). */
export function processesNaming(needle: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const line = commandLine(pid);
      return ENGINE_PROGRAMS.test(line) && line.includes(needle);
    });
}

/** SIGTERMs the processes that name `needle`, waits up to `graceMs`, then SIGKILLs what is left. */
export async function endProcessesNaming(needle: string, graceMs: number): Promise<void> {
  const end = Date.now() + graceMs;
  for (const pid of processesNaming(needle)) signal(pid, 'SIGTERM');
  while (processesNaming(needle).length > 0) {
    if (Date.now() > end) for (const pid of processesNaming(needle)) signal(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Removes empty cgroups that an engine leaves behind, in every hierarchy. `path` is relative to a hierarchy's root. */
export async function removeCgroups(path: string): Promise<void> {
  const script =
    'for d in /sys/fs/cgroup "/sys/fs/cgroup/"*; do [ -d "$d/$1" ] && find "$d/$1" -depth -type d -exec rmdir {} + ; done; :';
  await run(['sh', '-c', `${script}`, 'sh', path]);
}

/** The end of a log file, for an error message. */
export function tail(path: string, lines = 15): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended on its own.
  }
}
