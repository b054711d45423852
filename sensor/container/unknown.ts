import { readlinkSync } from 'node:fs';
import type { HostIdentity } from '../bridge/bridge.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { parseNamespace } from '../bridge/procfs/read.ts';
import { type CgroupCandidate, cgroupPath } from './cgroup.ts';
import type { Attribution } from './container.ts';

/** Does the process have the host's mount namespace or root. */
export function hostView(event: ExecEvent, host: HostIdentity): { readonly any: boolean } {
  const root = event.rootDev === host.rootDev && event.rootIno === host.rootIno;
  const mounts = event.mntNs === host.mntNs;
  return { any: root || mounts };
}

/**
 * Whether a process is in the mount namespace of a container's first process, or descends from one that is. An engine gives each
 * container a namespace of its own, also where two share a root directory.
 */
export function livesWith(initPid: number | undefined, { mntNs, ancestors }: ExecEvent): boolean {
  const theirs = initPid === undefined ? 0 : mountNamespaceOf(initPid);
  return theirs !== 0 && (mntNs === theirs || ancestors.some(({ pid }) => mountNamespaceOf(pid) === theirs));
}

/** 0 where it is gone. */
function mountNamespaceOf(pid: number): number {
  try {
    return parseNamespace(readlinkSync(`/proc/${pid}/ns/mnt`));
  } catch {
    return 0;
  }
}

/**
 * One key for all processes of one container that no engine knows. Namespace numbers alone are reused, so a cgroup stands
 * in it, too.
 */
export function unknownAttribution(
  event: ExecEvent,
  candidates: readonly CgroupCandidate[],
): Extract<Attribution, { kind: 'unknown' }> {
  const cgroup = cgroupPath(event.cgroups);
  const nearest = candidates.find((c) => c.strength === 'engine');
  const key =
    nearest === undefined
      ? `ns:${event.cgroups[0]?.id ?? 0n}:${event.pidNs}:${event.mntNs}`
      : `cgroup:${cgroupPath(event.cgroups.slice(nearest.depth))}`;
  return { kind: 'unknown', key, cgroup };
}
