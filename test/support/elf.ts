import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

export type ElfOptions = {
  /** Default 0. */
  readonly exitCode?: number;
  /** Sleeps this long before it exits. Default 0: no sleep at all. */
  readonly sleepMs?: number;
  /** Embedded after the code, so that two files differ; default 16 random bytes. */
  readonly nonce?: Buffer;
  /** Padded with zeros up to exactly this many bytes. */
  readonly size?: number;
  readonly arch?: 'x64' | 'arm64';
};

const BASE = 0x400000n;
const HEADERS = 64 + 56;

/**
 * A static ELF executable without libc, made in microseconds: optional nanosleep(2), then exit(2).
 * One PT_LOAD segment maps the whole file readable and executable (System V ABI, ELF-64 object file format).
 */
export function elf(options: ElfOptions = {}): Buffer {
  const arch = options.arch ?? (process.arch === 'arm64' ? 'arm64' : 'x64');
  const code = arch === 'arm64' ? arm64(options) : x64(options);
  const nonce = options.nonce ?? randomBytes(16);
  const body = Buffer.concat([code, nonce]);
  const size = Math.max(options.size ?? 0, HEADERS + body.length);
  if (options.size !== undefined && size !== options.size)
    throw new RangeError(`an ELF of ${options.size} bytes is too small`);
  const file = Buffer.alloc(size);
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(arch === 'arm64' ? 183 : 62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BASE + BigInt(HEADERS), 24); // entry
  file.writeBigUInt64LE(64n, 32); // program headers
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64); // PT_LOAD
  file.writeUInt32LE(5, 68); // R | X
  file.writeBigUInt64LE(BASE, 80);
  file.writeBigUInt64LE(BASE, 88);
  file.writeBigUInt64LE(BigInt(size), 96);
  file.writeBigUInt64LE(BigInt(size), 104);
  file.writeBigUInt64LE(0x10000n, 112);
  body.copy(file, HEADERS);
  return file;
}

/** Writes a distinct executable at `path` and gives its bytes. */
export function writeElf(path: string, options: ElfOptions = {}): Buffer {
  const bytes = elf(options);
  writeFileSync(path, bytes, { mode: 0o755 });
  return bytes;
}

function timespec(ms: number): Buffer {
  const ts = Buffer.alloc(16);
  ts.writeBigInt64LE(BigInt(Math.floor(ms / 1000)), 0);
  ts.writeBigInt64LE(BigInt(ms % 1000) * 1_000_000n, 8);
  return ts;
}

function x64({ exitCode = 0, sleepMs = 0 }: ElfOptions): Buffer {
  const exit = Buffer.from([0xbf, exitCode, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05]); // mov edi, code; mov eax, 60; syscall
  if (sleepMs === 0) return exit;
  // lea rdi, [rip + distance to the timespec]; xor esi, esi; mov eax, 35; syscall
  const sleep = Buffer.from([0x48, 0x8d, 0x3d, 9 + exit.length, 0, 0, 0, 0x31, 0xf6, 0xb8, 35, 0, 0, 0, 0x0f, 0x05]);
  return Buffer.concat([sleep, exit, timespec(sleepMs)]);
}

function arm64({ exitCode = 0, sleepMs = 0 }: ElfOptions): Buffer {
  const movz = (register: number, value: number): number => (0xd2800000 | (value << 5) | register) >>> 0;
  const svc = 0xd4000001;
  const exit = [movz(0, exitCode), movz(8, 93), svc];
  if (sleepMs === 0) return words(exit);
  const distance = (4 + exit.length) * 4;
  const adrX0 = (0x10000000 | ((distance >> 2) << 5)) >>> 0;
  return Buffer.concat([words([adrX0, movz(1, 0), movz(8, 101), svc, ...exit]), timespec(sleepMs)]);
}

function words(values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) out.writeUInt32LE(value, i * 4);
  return out;
}
