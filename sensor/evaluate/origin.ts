import type { FileFacts } from '../bridge/event.ts';
import { TMPFS_MAGIC } from '../bridge/magic.ts';
import type { Origin } from '../digest/evidence.ts';

/** `s_magic`, from linux/magic.h. */
const RAMFS_MAGIC = 0x858458f6;
const HUGETLBFS_MAGIC = 0x958458f6;

const SLASH = 0x2f;

export type OriginContext = {
  /** Root of the container (kernel dev_t, inode), where it is known. */
  readonly rootDev: number | undefined;
  readonly rootIno: bigint | undefined;
  /** Creation of the container: what changed later on a root without layers was written at run time. */
  readonly createdNs: bigint | undefined;
  readonly hostMntNs: number;
  /** The path that the caller gave to execve(2): a file whose name it ends in had that name at the exec. */
  readonly calledAs: Buffer;
  /** It was found running: whether it had a name when it was executed is not known any more. */
  readonly swept?: boolean;
};

/**
 * Where the code lived. The first that fits: memfd, (argument, stdin,) deleted, tmpfs, volume, host, writable_layer,
 * image_layer. Decides nothing about drift: content does.
 */
export function originOf(file: FileFacts, context: OriginContext): Origin {
  if (isMemfd(file)) return 'memfd';
  if (file.unlinked && !hadName(file, context)) return 'deleted';

  const onRoot = isOnRoot(file, context);
  // A nested overlay (only a privileged or user-namespaced process has one) is as trustworthy as what lies behind it.
  const behind = file.layer === 'none' || onRoot ? file.magic : file.realMagic;
  if (!onRoot && isMemoryFilesystem(behind)) return 'tmpfs';
  if (!onRoot && file.mountNs !== 0 && file.mountNs === context.hostMntNs) return 'host';
  if (!onRoot && !(file.layer !== 'none' && file.realDev === context.rootDev)) return 'volume';

  // Lower is the image's only on the container's own root: anybody can make a directory of theirs the lower of an overlay.
  if (file.layer === 'lower') return onRoot ? 'image_layer' : 'writable_layer';
  if (file.layer === 'upper') return 'writable_layer';
  return context.createdNs !== undefined && file.ctimeNs < context.createdNs ? 'image_layer' : 'writable_layer';
}

/**
 * The kernel reports an exec when the caller of vfork(2) may run again already, and may have unlinked the file. What was called
 * by its own name had one; what is reached through a descriptor (`/dev/fd/N`, `/proc/self/fd/N`) is called by a number. What
 * was found running had a name unless the kernel calls it by its inode's number (d_tmpfile: O_TMPFILE).
 */
function hadName(file: FileFacts, { calledAs, swept }: OriginContext): boolean {
  const own = file.path.subarray(file.path.lastIndexOf(SLASH) + 1);
  // The same file has the same origin before and after its name is gone, so that a sweep tells what is known already.
  if (swept === true) return own.length > 0 && !own.equals(Buffer.from(`#${file.ino}`));
  return own.length > 0 && own.equals(calledAs.subarray(calledAs.lastIndexOf(SLASH) + 1));
}

function isMemfd(file: FileFacts): boolean {
  return file.internalMount && isMemoryFilesystem(file.magic);
}

function isMemoryFilesystem(magic: number): boolean {
  return magic === TMPFS_MAGIC || magic === RAMFS_MAGIC || magic === HUGETLBFS_MAGIC;
}

/**
 * An overlay root has a superblock of its own. A plain directory shares its host's: there the mount must also start at
 * the container's root directory, or every bind mount from the same disk would count as the root.
 */
function isOnRoot(file: FileFacts, { rootDev, rootIno }: OriginContext): boolean {
  if (rootDev === undefined) return file.layer !== 'none';
  if (file.dev !== rootDev) return false;
  if (file.layer !== 'none') return true;
  return rootIno === undefined || file.mountRootIno === 0n || file.mountRootIno === rootIno;
}
