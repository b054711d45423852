import { kernelDev } from './dev.ts';
import { unescapeOctal } from './read.ts';

export type Range = { readonly start: bigint; readonly end: bigint };

/** A file of which a process has executable mappings. */
export type Mapping = {
  /** In the order of addresses, at least one. */
  readonly ranges: readonly [Range, ...Range[]];
  /** As the kernel numbers the device; on old kernels of the real inode behind an overlay's. */
  readonly dev: number;
  readonly ino: bigint;
  readonly path: Buffer;
};

export type Mappings = { readonly files: readonly Mapping[]; readonly truncated: boolean };

/** Distinct executable files of one process that are looked at. */
export const MAX_MAPPED_FILES = 512;

/** More ranges of one file than this are not needed to find a program's entry point. */
const MAX_RANGES = 64;

/** The files with executable mappings in /proc/PID/maps. */
export function parseMaps(text: Buffer): Mappings {
  const files = new Map<string, Mapping & { readonly ranges: Range[] }>();
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf(0x0a, at);
    // A line without an end was cut off by the bound on reading.
    if (newline === -1) break;
    const line = text.toString('latin1', at, newline);
    at = newline + 1;
    const m = /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) ..x. [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) (\d{1,20}) +(.*)$/.exec(line);
    if (m === null || m[5] === '0') continue;
    const [, start, end, major, minor, ino = '', path = ''] = m;
    const range = { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) };
    const dev = kernelDev(Number.parseInt(major ?? '', 16), Number.parseInt(minor ?? '', 16));
    const known = files.get(`${dev}:${ino}`);
    if (known !== undefined) {
      if (known.ranges.length < MAX_RANGES) known.ranges.push(range);
      continue;
    }
    if (files.size === MAX_MAPPED_FILES) return { files: [...files.values()], truncated: true };
    files.set(`${dev}:${ino}`, {
      ranges: [range],
      dev,
      ino: BigInt(ino),
      // Only a newline is escaped here; a backslash is not, so this is exact except for a name that spells `\012`.
      path: unescapeOctal(Buffer.from(path, 'latin1'), '\n'),
    });
  }
  return { files: [...files.values()], truncated: false };
}

/** The name of a mapping below /proc/PID/map_files. */
export function mapFilesName(range: Range): string {
  return `${range.start.toString(16)}-${range.end.toString(16)}`;
}

const AT_ENTRY = 9n;

/** The program's entry point as the kernel noted it at exec (/proc/PID/auxv, 64-bit little-endian pairs). */
export function entryPoint(auxv: Buffer): bigint | undefined {
  for (let at = 0; at + 16 <= auxv.length; at += 16) {
    if (auxv.readBigUInt64LE(at) === AT_ENTRY) return auxv.readBigUInt64LE(at + 8);
  }
  return undefined;
}
