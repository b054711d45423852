import type { HostIdentity } from '../bridge/bridge.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { type CgroupCandidate, cgroupPath } from './cgroup.ts';
import type { Attribution } from './container.ts';

/** Does the process have the host's mount namespace or root. */
export function hostView(event: ExecEvent, host: HostIdentity): { readonly any: boolean } {
  const root = event.rootDev === host.rootDev && event.rootIno === host.rootIno;
  const mounts = event.mntNs === host.mntNs;
  return { any: root || mounts };
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
