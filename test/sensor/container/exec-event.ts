import type { HostIdentity } from '../../../sensor/bridge/bridge.ts';
import type { ExecEvent } from '../../../sensor/bridge/event.ts';

export const HOST: HostIdentity = { mntNs: 1000, rootDev: 10, rootIno: 2n };

const EMPTY = Buffer.alloc(0);

/** An exec below `path` (root first, as in /proc/PID/cgroup); cgroup ids are `ids`, leaf first, else 0. */
export function execEvent(path: string, changes: Partial<ExecEvent> = {}, ids: readonly bigint[] = []): ExecEvent {
  const names = path
    .split('/')
    .filter((n) => n !== '')
    .reverse();
  return {
    source: 'ebpf',
    id: 1n,
    timeNs: 0n,
    pid: 4_000_000,
    ppid: 1,
    startBootNs: 0n,
    uid: 0,
    gid: 0,
    cgroups: names.slice(0, 4).map((name, i) => ({ id: ids[i] ?? 0n, name })),
    imageSlot: 0n,
    mntNs: 2000,
    pidNs: 3000,
    userNs: 1,
    rootDev: 77,
    rootIno: 5n,
    comm: EMPTY,
    filename: EMPTY,
    interp: EMPTY,
    argv: [],
    argvTruncated: false,
    cwd: EMPTY,
    tty: false,
    files: [],
    ancestors: [],
    backfill: false,
    ...changes,
  };
}

/** What the runtime's own start-up looks like: in the container's cgroup, with the host's namespace and root. */
export const ON_HOST = { mntNs: HOST.mntNs, rootDev: HOST.rootDev, rootIno: HOST.rootIno } as const;
