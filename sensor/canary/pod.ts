/**
 * The canary of a sensor that cannot make a container (in a pod): it runs in the sensor's own container. Its clean
 * file is the payload of the sensor's image, its drifted one lies in a directory of that container (an emptyDir). So the
 * engine, the image's index and the cgroup are proved with a container like any other of the node.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanaryPlace } from './place.ts';

/** CAP_SYS_ADMIN of linux/capability.h: mount(2) asks for it. */
const SYS_ADMIN = 1n << 21n;

export function openPodPlace(options: { readonly payloadPath: string; readonly directory: string }): CanaryPlace {
  const { payloadPath, directory } = options;
  const running = new Set<ChildProcess>();
  return {
    alive: true,
    runClean: (lingerMs) => runFile(payloadPath, lingerMs, running),
    runDrifted: async (program, lingerMs) => {
      const path = join(directory, `drift-sensor-canary-${randomBytes(6).toString('hex')}`);
      const remove = () => rmSync(path, { force: true });
      try {
        writeFileSync(path, program, { mode: 0o755, flag: 'wx' });
        await runFile(path, lingerMs, running);
        return { remove };
      } catch (error) {
        remove();
        throw error;
      }
    },
    close: async () => {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}

/**
 * Whether this process is in a container and cannot make another one there: it may not mount, or cgroups are read-only, as in
 * every pod that is not privileged. `hostMntNs`: 0 where it is not known.
 */
export function mustStayInPod(hostMntNs: number, cgroupRoot: string): boolean {
  if (ownMountNamespace() === hostMntNs) return false;
  return !mayMount(readFileSync('/proc/self/status', 'latin1')) || !isWritable(cgroupRoot);
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of /proc/PID/status (proc(5)). */
export function mayMount(status: string): boolean {
  const effective = /^CapEff:\s*([0-9a-f]{1,16})$/m.exec(status)?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) & SYS_ADMIN) !== 0n;
}

function ownMountNamespace(): number {
  return Number(/\[(\d+)\]/.exec(readlinkSync('/proc/self/ns/mnt'))?.[1] ?? -1);
}

/** With an argument the payload sleeps until it is killed (sensor/bridge/native/payload.c). */
function runFile(path: string, lingerMs: number, running: Set<ChildProcess>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, lingerMs === 0 ? [] : ['linger'], { stdio: 'ignore' });
    running.add(child);
    const timer = lingerMs === 0 ? undefined : setTimeout(() => child.kill('SIGKILL'), lingerMs);
    child.once('error', (cause) => {
      clearTimeout(timer);
      running.delete(child);
      reject(new Error(`${path} could not be run: ${cause.message}`, { cause }));
    });
    child.once('exit', () => {
      clearTimeout(timer);
      running.delete(child);
      resolve();
    });
  });
}
