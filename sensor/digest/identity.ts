import type { FileFacts } from '../bridge/event.ts';

/** Filesystems whose kernel does not vouch for the bytes: a server, possibly the attacker's own, answers each read. */
const UNTRUSTED_MAGIC = new Set<number>([
  0x65735546, // FUSE
  0x6969, // NFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9p
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x6b414653, // kAFS
  0x47504653, // GPFS
  0x0bd00bd0, // Lustre
  0x7461636f, // OCFS2
  0x01161970, // GFS2
]);

/** Time that must lie between a file's ctime and its hashing: ctime is as coarse as one tick, and some filesystems' one second. */
const REMEMBER_AFTER_NS = 1_000_000_000n;

export function isTrustedFilesystem(file: FileFacts): boolean {
  return isTrustedMagic(file.magic) && isTrustedMagic(file.realMagic);
}

/** `magic`: `f_type` of statfs(2). */
export function isTrustedMagic(magic: number): boolean {
  return !UNTRUSTED_MAGIC.has(magic);
}

/** The key that is being made: three numbers of 64 bits, two of 32, and all of them as bytes. */
const memory = new ArrayBuffer(32);
const long = new BigUint64Array(memory, 0, 3);
const short = new Uint32Array(memory, 24, 2);
const bytes = Buffer.from(memory);

/**
 * Equal for two files only when they are the same inode with the same bytes, as far as ctime tells (see `mayRemember`). Bytes
 * as text: decimal digits of the numbers take five times as long, at every exec.
 */
export function identityKey(file: FileFacts): string {
  long[0] = file.realIno;
  long[1] = file.size;
  long[2] = file.ctimeNs;
  short[0] = file.realDev;
  short[1] = file.realGeneration;
  return bytes.toString('latin1');
}

/**
 * Whether what was read at `hashedFromNs` may answer for this identity later: the file had been at rest for a second, and
 * nobody could write to it through a descriptor or a shared mapping. A source that cannot see writers cannot remember.
 */
export function mayRemember(file: FileFacts, hashedFromNs: bigint): boolean {
  return (
    file.layer !== 'unknown' &&
    file.writers !== undefined &&
    file.writers <= 0 &&
    file.writableMappings === 0 &&
    hashedFromNs - file.ctimeNs >= REMEMBER_AFTER_NS &&
    isTrustedFilesystem(file)
  );
}
