import { IndexError } from '../../error.ts';

export const TAR_BLOCK = 512;

/** What one header block says; extended headers have not been applied. */
export type RawHeader = {
  readonly name: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of data that follow. */
  readonly size: number;
  /** One character; NUL is given as `0`. */
  readonly typeFlag: string;
  readonly linkName: Buffer;
  /** POSIX `ustar`, GNU's variant of it, or older than both. */
  readonly format: 'ustar' | 'gnu' | 'v7';
};

/**
 * Decodes a header block. Offsets: POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". Undefined
 * for a block of zeros, the end mark. Throws `malformed`.
 */
export function decodeHeader(block: Buffer): RawHeader | undefined {
  if (isZero(block)) return undefined;
  checkSum(block);
  const format = formatOf(block);
  const prefix = format === 'ustar' ? text(block, 345, isStar(block) ? 131 : 155) : Buffer.alloc(0);
  const name = text(block, 0, 100);
  return {
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    mode: number(block, 100, 8) & 0o7777,
    uid: owner(number(block, 108, 8)),
    gid: owner(number(block, 116, 8)),
    size: sizeOf(number(block, 124, 12)),
    typeFlag: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    linkName: text(block, 157, 100),
    format,
  };
}

/** A numeric field: octal digits, or base 256 when the first bit is set. Throws `malformed`, also beyond 2^53. */
export function number(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  const value = (first & 0x80) === 0 ? octal(block, at, length) : base256(block, at, length);
  if (!Number.isSafeInteger(value)) throw malformed(`a number at ${at} is out of range`);
  return value;
}

/** Up to the first NUL. A view. */
export function text(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end));
}

export function isZero(block: Buffer): boolean {
  for (const byte of block) if (byte !== 0) return false;
  return true;
}

export function malformed(what: string): IndexError {
  return new IndexError('malformed', `malformed tar: ${what}`);
}

/** Sizes and counts are never negative; base 256 could say so. */
export function sizeOf(value: number): number {
  if (value < 0) throw malformed(`a size of ${value}`);
  return value;
}

/** uid_t: tar writers store -1 and the like in base 256; the kernel takes the low 32 bits. */
function owner(value: number): number {
  return value < 0 ? value + 2 ** 32 : value;
}

function octal(block: Buffer, at: number, length: number): number {
  const digits =
    block
      .toString('latin1', at, at + length)
      .replace(/^[ \0]+/, '')
      .split('\0', 1)[0]
      ?.trim() ?? '';
  if (!/^[0-7]*$/.test(digits)) throw malformed(`${JSON.stringify(digits)} is no octal number`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Two's complement, big-endian, in what the flag bit leaves. */
function base256(block: Buffer, at: number, length: number): number {
  const negative = ((block[at] ?? 0) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  for (let i = 0; i < length; i++) {
    const byte = block[at + i] ?? 0;
    value = (value << 8n) | BigInt(i === 0 ? (negative ? byte | 0x80 : byte & 0x7f) : byte);
  }
  return Number(value);
}

/** Bytes are summed as unsigned, by some old writers as signed; the sum's own field counts as blanks. */
function checkSum(block: Buffer): void {
  let unsigned = 8 * 0x20;
  let signed = 8 * 0x20;
  for (let at = 0; at < TAR_BLOCK; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  const stated = octal(block, 148, 8);
  if (stated !== unsigned && stated !== signed) throw malformed('the checksum of a header does not hold');
}

function formatOf(block: Buffer): RawHeader['format'] {
  const magic = block.toString('latin1', 257, 265);
  if (magic === 'ustar  \0') return 'gnu';
  return magic.startsWith('ustar\0') ? 'ustar' : 'v7';
}

/** Schilling's star keeps times where POSIX has the end of the prefix, and says so at the end of the block. */
function isStar(block: Buffer): boolean {
  return block.toString('latin1', 508, 512) === 'tar\0';
}
