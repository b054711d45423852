import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CgroupName } from '../event.ts';
import type { Mount } from './mounts.ts';

const MAX_DEPTH = 32;

/**
 * The names of a process's cgroup from the root down, from /proc/PID/cgroup (cgroups(7)): of the unified hierarchy,
 * else of systemd's, else of the deepest controller's. Empty for the root.
 */
export function parseCgroup(text: string): string[] {
  let unified: string[] = [];
  let systemd: string[] = [];
  let deepest: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const names = splitPath(match[3] ?? '');
    if (match[1] === '0' && match[2] === '') unified = names;
    else if (match[2] === 'name=systemd') systemd = names;
    else if (names.length > deepest.length) deepest = names;
  }
  if (unified.length > 0) return unified;
  return systemd.length > 0 ? systemd : deepest;
}

function splitPath(path: string): string[] {
  // A removed cgroup is marked; `..` stands for what lies outside of the reader's cgroup namespace.
  const live = path.endsWith(' (deleted)') ? path.slice(0, -' (deleted)'.length) : path;
  return live
    .split('/')
    .filter((name) => name !== '' && name !== '..' && name !== '.')
    .slice(0, MAX_DEPTH);
}

/** Names that container engines and the kubelet give (a hint: `container` interprets them). */
export function isContainerLike(names: readonly string[]): boolean {
  return names.some((name) =>
    /^(docker|cri-containerd|crio|libpod|nerdctl)-|:cri-containerd:|[0-9a-f]{64}|^kubepods|^(docker|libpod_parent|lxc)$/.test(
      name,
    ),
  );
}

export type CgroupIds = {
  /** Leaf first: every level, with the inode number of its directory in the unified hierarchy, 0n where there is none. */
  lookup(names: readonly string[]): Promise<CgroupName[]>;
};

/** Where the unified hierarchy is mounted, from the sensor's own mounts. */
export function unifiedMountPoint(mounts: readonly Mount[]): string | undefined {
  return mounts.find((m) => m.type === 'cgroup2' && m.root.equals(Buffer.from('/')))?.point.toString('utf8');
}

/** cgroupfs answers by itself: its directories can be asked without fear of a remote filesystem. */
export function cgroupIds(mountPoint: string | undefined): CgroupIds {
  return {
    async lookup(names) {
      const out: CgroupName[] = [];
      for (let depth = names.length; depth > 0; depth--) {
        out.push({ id: await inode(names.slice(0, depth)), name: names[depth - 1] ?? '' });
      }
      return out;
    },
  };

  async function inode(path: readonly string[]): Promise<bigint> {
    if (mountPoint === undefined) return 0n;
    try {
      return (await stat(join(mountPoint, ...path), { bigint: true })).ino;
    } catch {
      return 0n;
    }
  }
}
