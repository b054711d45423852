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
  /** One character; NUL, an old file's, is not `0`: a slash behind the name of such a one says that it is a directory. */
  readonly typeFlag: string;
  readonly linkName: Buffer;
  /** POSIX `ustar`, GNU's variant of it, or older than both. */
  readonly format: 'ustar' | 'gnu' | 'v7';
};

const CHECKSUM = 148;
const MAGIC = 257;
const USTAR = Buffer.from('ustar');
const PREFIX = 345;
const SLASH = Buffer.from('/');
const NOTHING = Buffer.alloc(0);

/**
 * Decodes a header block. Offsets: POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". Undefined
 * for a block of zeros, the end mark. The names are views of the block. Throws `malformed`.
 */
export function decodeHeader(block: Buffer): RawHeader | undefined {
  const sum = byteSum(block, 0, TAR_BLOCK);
  if (sum === 0) return undefined;
  checkSum(block, sum);
  const format = formatOf(block);
  const name = text(block, 0, 100);
  const prefixed = format === 'ustar' && block[PREFIX] !== 0;
  return {
    name: prefixed ? Buffer.concat([text(block, PREFIX, isStar(block) ? 131 : 155), SLASH, name]) : name,
    mode: number(block, 100, 8) & 0o7777,
    uid: owner(number(block, 108, 8)),
    gid: owner(number(block, 116, 8)),
    size: sizeOf(number(block, 124, 12)),
    typeFlag: String.fromCharCode(block[156] as number),
    linkName: block[157] === 0 ? NOTHING : text(block, 157, 100),
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
function text(block: Buffer, at: number, length: number): Buffer {
  const limit = at + length;
  let end = at;
  while (end < limit && block[end] !== 0) end++;
  return block.subarray(at, end);
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

/** Digits with blanks and NULs before them, and a NUL or blanks behind them. */
function octal(block: Buffer, start: number, length: number): number {
  const end = start + length;
  let at = start;
  while (at < end && isFiller(block[at] as number)) at++;
  let value = 0;
  for (; at < end && ((block[at] as number) & 0xf8) === 0x30; at++) value = value * 8 + ((block[at] as number) & 7);
  return at === end || block[at] === 0 ? value : octalBeforeBlanks(block, start, length);
}

/** The rare and the wrong ones. */
function octalBeforeBlanks(block: Buffer, start: number, length: number): number {
  const field = block.toString('latin1', start, start + length).replace(/^[ \0]+/, '');
  const digits = field.split('\0', 1)[0]?.trim() ?? '';
  if (!/^[0-7]*$/.test(digits)) throw malformed(`${JSON.stringify(digits)} is no octal number`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function isFiller(byte: number): boolean {
  return byte === 0 || byte === 0x20;
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
function checkSum(block: Buffer, sumOfAll: number): void {
  const unsigned = sumOfAll - byteSum(block, CHECKSUM, CHECKSUM + 8) + 8 * 0x20;
  const stated = octal(block, CHECKSUM, 8);
  if (stated === unsigned) return;
  let signed = unsigned;
  for (let at = 0; at < TAR_BLOCK; at++) {
    if ((at < CHECKSUM || at >= CHECKSUM + 8) && (block[at] as number) >= 0x80) signed -= 0x100;
  }
  if (stated !== signed) throw malformed('the checksum of a header does not hold');
}

function byteSum(block: Buffer, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += block[at] as number;
  return sum;
}

/** `ustar` and a NUL, or `ustar`, two blanks and a NUL. */
function formatOf(block: Buffer): RawHeader['format'] {
  for (let at = 0; at < USTAR.length; at++) if (block[MAGIC + at] !== USTAR[at]) return 'v7';
  const next = block[MAGIC + 5];
  if (next === 0) return 'ustar';
  return next === 0x20 && block[MAGIC + 6] === 0x20 && block[MAGIC + 7] === 0 ? 'gnu' : 'v7';
}

/** Schilling's star keeps times where POSIX has the end of the prefix, and says so at the end of the block. */
function isStar(block: Buffer): boolean {
  return block.toString('latin1', 508, 512) === 'tar\0';
}
