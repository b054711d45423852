import { statSync } from 'node:fs';
import type { ExecEvent, FileFacts } from '../../../sensor/bridge/event.ts';
import { fromStatDev } from '../../../sensor/bridge/procfs/dev.ts';

export const EXT4_MAGIC = 0xef53;
export const TMPFS_MAGIC = 0x01021994;
export const FUSE_MAGIC = 0x65735546;

/** A file at rest on the container's overlay root (device 50), as the bridge would report it. */
export function fileFacts(overrides: Partial<FileFacts> = {}): FileFacts {
  return {
    role: 'exe',
    layer: 'upper',
    dev: 50,
    ino: 1001n,
    magic: 0x794c7630,
    realDev: 8,
    realIno: 2001n,
    realGeneration: 1,
    realMagic: EXT4_MAGIC,
    size: 4096n,
    ctimeNs: 1_000_000_000_000_000_000n,
    mtimeNs: 1_000_000_000_000_000_000n,
    mode: 0o100755,
    uid: 0,
    gid: 0,
    nlink: 1,
    writers: 0,
    writableMappings: 0,
    path: Buffer.from('/usr/bin/thing'),
    pathTruncated: false,
    unlinked: false,
    internalMount: false,
    parentIno: 900n,
    mountRootIno: 2n,
    mountNs: 4026532001,
    pin: undefined,
    pinError: undefined,
    ...overrides,
  };
}

/** The facts of a real file, pinned by its own path. */
export function factsOf(path: string, overrides: Partial<FileFacts> = {}): FileFacts {
  const stat = statSync(path, { bigint: true });
  return fileFacts({
    ino: stat.ino,
    realDev: fromStatDev(stat.dev),
    realIno: stat.ino,
    size: stat.size,
    ctimeNs: stat.ctimeNs,
    mtimeNs: stat.mtimeNs,
    mode: Number(stat.mode),
    path: Buffer.from(path),
    pin: { path },
    ...overrides,
  });
}

export function execEvent(overrides: Partial<ExecEvent> = {}): ExecEvent {
  return {
    source: 'ebpf',
    id: 1n,
    timeNs: 1_700_000_000_123_456_789n,
    pid: 4_000_000,
    ppid: 1,
    startBootNs: 5_000_000_000n,
    uid: 0,
    gid: 0,
    cgroups: [],
    imageSlot: 0n,
    mntNs: 4026532001,
    pidNs: 4026532002,
    userNs: 4026531837,
    rootDev: 50,
    rootIno: 2n,
    comm: Buffer.from('thing'),
    filename: Buffer.from('/usr/bin/thing'),
    interp: Buffer.from('/usr/bin/thing'),
    argv: [Buffer.from('thing'), Buffer.from('-x')],
    argvTruncated: false,
    cwd: Buffer.from('/'),
    tty: false,
    files: [],
    ancestors: [],
    backfill: false,
    ...overrides,
  };
}

/** A clock that the test sets; both of its times advance together. */
export function manualClock(startNs: bigint): { now(): bigint; monotonicMs(): number; advanceMs(ms: number): void } {
  let ns = startNs;
  return {
    now: () => ns,
    monotonicMs: () => Number((ns - startNs) / 1_000_000n),
    advanceMs: (ms) => {
      ns += BigInt(ms) * 1_000_000n;
    },
  };
}
