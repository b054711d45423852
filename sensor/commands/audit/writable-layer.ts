import { closeSync, constants, openSync, readSync, statfsSync } from 'node:fs';
import { findMount } from '../../../image-index/read/mount.ts';
import { parseOverlayOptions } from '../../../image-index/read/overlay-options.ts';
import { blankFile } from '../../bridge/blank.ts';
import type { FileFacts } from '../../bridge/event.ts';
import { OVERLAYFS_MAGIC } from '../../bridge/magic.ts';
import { fromStatDev } from '../../bridge/procfs/dev.ts';
import { type Mount, mountOf, parseMountinfo, remoteMagic } from '../../bridge/procfs/mounts.ts';
import { readBounded } from '../../bridge/procfs/read.ts';
import type { Container } from '../../container/container.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { type WalkedFile, type WalkReport, walkFiles } from './walk.ts';

/** Entries of one container's layer, and levels of directories. */
const MAX_ENTRIES = 2_000_000;
const MAX_DEPTH = 512;
const MAX_MOUNTINFO_BYTES = 16 << 20;
const EXECUTE = 0o111n;

/** Where a container's own writes are. */
export type WritableLayer =
  /** An overlay's upper directory: everything in it was written since the container was made. */
  | { readonly kind: 'upper'; readonly dir: string; readonly mounted: ReadonlySet<string> }
  /** A plain directory: what changed since `sinceNs` was written by the container. */
  | { readonly kind: 'changed'; readonly dir: string; readonly sinceNs: bigint; readonly mounted: ReadonlySet<string> }
  /** A read-only root, or one that cannot be looked at; `why` then says so. */
  | { readonly kind: 'none'; readonly why: string | undefined };

/** `pid`: a process whose root is the container's. */
export async function findWritableLayer(container: Container, pid: number): Promise<WritableLayer> {
  let text: Buffer;
  try {
    text = (await readBounded(`/proc/${pid}/mountinfo`, MAX_MOUNTINFO_BYTES)).bytes;
  } catch (error) {
    return { kind: 'none', why: `its mounts cannot be read (${errnoOf(error)})` };
  }
  const mounts = parseMountinfo(text);
  const root = findMount(text.toString('utf8'), '/');
  if (root === undefined) return { kind: 'none', why: 'its root is not among its mounts' };
  if (root.fsType === 'overlay') return upperOf(root.superOptions);
  if (remoteMagic(root.fsType) !== undefined) {
    return { kind: 'none', why: `its root is on ${root.fsType}, whose server may never answer` };
  }
  if (container.createdNs === undefined) return { kind: 'none', why: 'it is not known when it was made' };
  return { kind: 'changed', dir: `/proc/${pid}/root/`, sinceNs: container.createdNs, mounted: pointsOf(mounts) };
}

async function upperOf(superOptions: string): Promise<WritableLayer> {
  const upper = parseOverlayOptions(superOptions)?.upperDir;
  // An overlay without an upper directory cannot be written to.
  if (upper === undefined) return { kind: 'none', why: undefined };
  if (!upper.startsWith('/')) return { kind: 'none', why: 'its upper directory has a relative name' };
  const own = parseMountinfo((await readBounded('/proc/self/mountinfo', MAX_MOUNTINFO_BYTES)).bytes);
  const mount = mountOf(own, Buffer.from(upper));
  if (mount !== undefined && remoteMagic(mount.type) !== undefined) {
    return { kind: 'none', why: `its upper directory is on ${mount.type}, whose server may never answer` };
  }
  return { kind: 'upper', dir: upper, mounted: pointsOf(own, upper) };
}

/** Mount points below `dir`, as paths from there. */
function pointsOf(mounts: readonly Mount[], dir = ''): ReadonlySet<string> {
  const prefix = Buffer.from(dir);
  return new Set(
    mounts
      .filter(({ point }) => point.length > prefix.length && point.subarray(0, prefix.length).equals(prefix))
      .map(({ point }) => point.toString('latin1', prefix.length))
      .filter((path) => path.startsWith('/') && path.length > 1),
  );
}

/** An executable file of the writable layer, as an exec's file would be described; its pin is good until the next one. */
export type ChangedFile = FileFacts;

/**
 * Files that could be run: with an execute bit, an ELF header or `#!`. Empty ones, which engines leave as mount points,
 * cannot. Throws the errno of opening the layer's directory.
 */
export function* changedFiles(
  layer: Exclude<WritableLayer, { kind: 'none' }>,
  container: Container,
  report: WalkReport,
): Generator<ChangedFile, void, void> {
  const options = { maxEntries: MAX_ENTRIES, maxDepth: MAX_DEPTH, mounted: layer.mounted };
  const magic = statfsSync(layer.dir).type >>> 0;
  for (const file of walkFiles(layer.dir, options, report)) {
    if (file.stat.size === 0n) continue;
    if (layer.kind === 'changed' && file.stat.ctimeNs < layer.sinceNs) continue;
    const head = headOf(file, report);
    if (head === undefined) continue;
    const script = head.equals(SHEBANG);
    if (!script && !head.equals(ELF) && (file.stat.mode & EXECUTE) === 0n) continue;
    yield factsOf(file, layer.kind, container, magic, script ? 'script' : roleOf(file.path));
  }
}

const SHEBANG = Buffer.from('#!');
const ELF = Buffer.from('\u007fE');

/** Its first two bytes; undefined where it cannot be read (then it is counted, unless it has gone). */
function headOf({ handle }: WalkedFile, report: WalkReport): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(handle, constants.O_RDONLY | constants.O_NONBLOCK);
    const head = Buffer.alloc(2);
    return head.subarray(0, readSync(fd, head, 0, 2, 0));
  } catch {
    report.unreadable++;
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** A name is all that tells a library from a program here; it decides about no verdict. */
function roleOf(path: Buffer): FileFacts['role'] {
  return /\.so(\.[\d.]+)?$/.test(path.toString('latin1')) ? 'library' : 'exe';
}

function factsOf(
  { path, handle, stat }: WalkedFile,
  kind: 'upper' | 'changed',
  container: Container,
  magic: number,
  role: FileFacts['role'],
): ChangedFile {
  const realDev = fromStatDev(stat.dev);
  const isUpper = kind === 'upper';
  return {
    ...blankFile(),
    role,
    layer: isUpper ? 'upper' : 'none',
    dev: container.rootDev ?? realDev,
    ino: stat.ino,
    magic: isUpper ? OVERLAYFS_MAGIC : magic,
    realDev,
    realIno: stat.ino,
    realMagic: magic,
    size: stat.size,
    ctimeNs: stat.ctimeNs,
    mtimeNs: stat.mtimeNs,
    mode: Number(stat.mode),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    nlink: Number(stat.nlink),
    path,
    pin: { path: handle },
  };
}
