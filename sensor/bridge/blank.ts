/** Events and files of which nothing is known yet: each source fills in what it can tell, and what it cannot stays so. */
import type { ExecEvent, FileFacts } from './event.ts';

/** Of a record while it is being put together. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const NOTHING: Buffer = Buffer.alloc(0);

/** `writers` and `writableMappings` undefined: nobody has counted them. */
export function blankFile(): Mutable<FileFacts> {
  return {
    role: 'exe',
    layer: 'none',
    dev: 0,
    ino: 0n,
    magic: 0,
    realDev: 0,
    realIno: 0n,
    realGeneration: 0,
    realMagic: 0,
    size: 0n,
    ctimeNs: 0n,
    mtimeNs: 0n,
    mode: 0,
    uid: 0,
    gid: 0,
    nlink: 0,
    writers: undefined,
    writableMappings: undefined,
    path: NOTHING,
    pathTruncated: false,
    unlinked: false,
    internalMount: false,
    parentIno: 0n,
    mountRootIno: 0n,
    mountNs: 0,
    pin: undefined,
    pinError: undefined,
  };
}

export function blankExec(source: ExecEvent['source']): Mutable<ExecEvent> {
  return {
    source,
    id: 0n,
    timeNs: 0n,
    pid: 0,
    ppid: 0,
    startBootNs: 0n,
    uid: 0,
    gid: 0,
    cgroups: [],
    imageSlot: 0n,
    mntNs: 0,
    pidNs: 0,
    userNs: 0,
    rootDev: 0,
    rootIno: 0n,
    comm: NOTHING,
    tty: false,
    ancestors: [],
    backfill: false,
    filename: NOTHING,
    interp: NOTHING,
    argv: [],
    argvTruncated: false,
    cwd: NOTHING,
    files: [],
  };
}
