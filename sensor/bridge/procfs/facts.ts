import type { BigIntStats } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { blankFile } from '../blank.ts';
import type { FileFacts, FileRole } from '../event.ts';
import { OVERLAYFS_MAGIC } from '../magic.ts';
import { fromStatDev } from './dev.ts';
import type { Mount } from './mounts.ts';

/** The process whose files are looked at. */
export type ProcessView = {
  readonly pid: number;
  readonly mntNs: number;
  readonly mounts: readonly Mount[];
};

type Name = { readonly path: Buffer; readonly unlinked: boolean; readonly internalMount: boolean };

/** Facts of a file that `pinPath` reaches. */
export async function statFacts(
  view: ProcessView,
  role: FileRole,
  pinPath: string,
  st: BigIntStats,
  name: Name,
): Promise<FileFacts> {
  const magic = (await statfs(pinPath)).type >>> 0;
  const dev = fromStatDev(st.dev);
  return {
    ...unknownFacts(view, role, { dev, ino: st.ino, magic, path: name.path }, 'none'),
    // What lies behind an overlay's inode stat(2) does not say.
    layer: magic === OVERLAYFS_MAGIC ? 'unknown' : 'none',
    size: st.size,
    ctimeNs: st.ctimeNs,
    mtimeNs: st.mtimeNs,
    mode: Number(st.mode),
    uid: Number(st.uid),
    gid: Number(st.gid),
    nlink: Number(st.nlink),
    unlinked: name.unlinked,
    internalMount: name.internalMount,
    pin: { path: pinPath },
    pinError: undefined,
  };
}

/** What can be said of a file that may not or cannot be asked: its identity and why. */
export function unknownFacts(
  view: ProcessView,
  role: FileRole,
  file: { readonly dev: number; readonly ino: bigint; readonly magic: number; readonly path: Buffer },
  pinError: string,
): FileFacts {
  return {
    ...blankFile(),
    role,
    layer: 'unknown',
    dev: file.dev,
    ino: file.ino,
    magic: file.magic,
    realDev: file.dev,
    realIno: file.ino,
    realMagic: file.magic,
    path: file.path,
    mountNs: view.mounts.some((m) => m.dev === file.dev) ? view.mntNs : 0,
    pinError,
  };
}

export function statFollowing(path: string | Buffer): Promise<BigIntStats> {
  return stat(path, { bigint: true });
}

/** `path` as the process sees it, for a look from outside. Symbolic links in it are the reader's: compare what is found. */
export function belowRoot(pid: number, path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/${pid}/root`), path]);
}
