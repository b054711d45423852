import type { CgroupName } from '../bridge/event.ts';
import type { RuntimeType } from './container.ts';

/**
 * cgroup names → container ids.
 *
 * Names are hints that a privileged container can forge (a sub-cgroup called like another container's), so a candidate
 * counts only when an engine knows it and its cgroup ids do not contradict (see registry.ts).
 */
export type CgroupCandidate = {
  readonly id: string;
  /** The engine whose naming scheme it is; absent where several use it. */
  readonly runtime?: RuntimeType;
  /** `engine`: made by a container engine. `name`: any directory name; runc containers are called as their user likes. */
  readonly strength: 'engine' | 'name';
  /** Inode number of that cgroup; 0n where the source does not know it. */
  readonly cgroupId: bigint;
  /** Position in the names, leaf = 0. */
  readonly depth: number;
};

/** All engines but runc draw 256-bit ids. */
const HEX64 = /^[0-9a-f]{64}$/;
const PREFIXED = /^(.*[-:])([0-9a-f]{64})(?:\.scope)?$/;
/** BuildKit's ids: base 32 of 16 random bytes, below a cgroup called `buildkit`. */
const BUILDKIT_ID = /^[0-9a-z]{20,32}$/;
/** runc's own rule for ids (libcontainer `validateID`); what it refuses never reaches a path. */
const RUNC_ID = /^[\w+.-]{1,255}$/;

const PREFIX_RUNTIME: ReadonlyMap<string, RuntimeType> = new Map([
  ['docker-', 'docker'],
  ['cri-containerd-', 'containerd'],
  ['nerdctl-', 'containerd'],
  ['crio-', 'cri-o'],
  ['libpod-', 'podman'],
]);

/** Processes of the engine itself (conmon), in a cgroup beside the container's. */
const HELPER = /^(?:libpod-conmon|crio-conmon)-/;

/** Directories that systemd, kubelet and the engines make and that never are a container. */
const NEVER =
  /^(?:.*\.(?:slice|service|mount|socket|swap)|init\.scope|session-[^/]*\.scope|kubepods.*|pod[0-9a-f-]{36}|docker|buildkit|libpod_parent|conmon|system|user|kubelet|burstable|besteffort)$/;

/** True for a string that may be used as a container id, also inside a path. */
export function isContainerId(id: string): boolean {
  return RUNC_ID.test(id) && id !== '.' && id !== '..';
}

export function isEngineId(id: string): boolean {
  return HEX64.test(id);
}

/** Candidates, nearest first. `cgroups` is leaf first, without the hierarchy's root. */
export function cgroupCandidates(cgroups: readonly CgroupName[]): CgroupCandidate[] {
  const out: CgroupCandidate[] = [];
  for (let depth = 0; depth < cgroups.length; depth++) {
    const cgroup = cgroups[depth];
    const parent = cgroups[depth + 1]?.name;
    if (cgroup === undefined || HELPER.test(cgroup.name) || isPodmanPod(cgroup.name, parent)) continue;
    const engine = engineCandidate(cgroup.name, parent);
    if (engine !== undefined) {
      out.push({ ...engine, strength: 'engine', cgroupId: cgroup.id, depth });
    } else if (isContainerId(cgroup.name) && !NEVER.test(cgroup.name)) {
      out.push({ id: cgroup.name, runtime: 'runc', strength: 'name', cgroupId: cgroup.id, depth });
    }
  }
  return out;
}

/** A pod's directory holds its containers', each with a prefix, and beside them what Podman runs for it (conmon, `runc exec`). */
function isPodmanPod(name: string, parent: string | undefined): boolean {
  return parent === 'libpod_parent' && HEX64.test(name);
}

/** The pod's UID from `pod<uid>` (cgroupfs) or `kubepods-burstable-pod<uid with _>.slice` (systemd). */
export function podUid(cgroups: readonly CgroupName[]): string | undefined {
  for (const { name } of cgroups) {
    const uid = /^(?:kubepods[a-z-]*-)?pod([0-9a-f_-]{32,36})(?:\.slice)?$/.exec(name)?.[1];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return undefined;
}

/** For messages and keys: root first, as it would stand in /proc/PID/cgroup. */
export function cgroupPath(cgroups: readonly CgroupName[]): string {
  return `/${cgroups
    .map((c) => c.name)
    .reverse()
    .join('/')}`;
}

function engineCandidate(name: string, parent: string | undefined): { id: string; runtime?: RuntimeType } | undefined {
  if (HEX64.test(name)) return parent === 'docker' ? { id: name, runtime: 'docker' } : { id: name };
  if (parent === 'buildkit' && BUILDKIT_ID.test(name)) return { id: name };
  const match = PREFIXED.exec(name);
  const prefix = match?.[1];
  const id = match?.[2];
  if (prefix === undefined || id === undefined) return undefined;
  // `<slice>:cri-containerd:<id>`: containerd was told a systemd path while runc used cgroupfs.
  const runtime = prefix.endsWith(':') ? colonRuntime(prefix) : PREFIX_RUNTIME.get(prefix);
  return runtime === undefined ? { id } : { id, runtime };
}

function colonRuntime(prefix: string): RuntimeType | undefined {
  const scheme = prefix.slice(0, -1).split(':').at(-1);
  return PREFIX_RUNTIME.get(`${scheme}-`);
}
