import type { FileKind } from '../format/record.ts';
import { MAX_INTERPRETER_BYTES } from '../limits.ts';

export type Sniffed = { readonly kind: FileKind; readonly interpreter?: Buffer };

/** Enough for the ELF header and some 70 program headers. */
const HEAD_BYTES = 4096;

/** 1,024 entries of 16 bytes; a real dynamic section has about 30. */
const MAX_DYNAMIC_BYTES = 16_384;

const ET_EXEC = 2;
const ET_DYN = 3;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NULL = 0;
const DT_SONAME = 14;
const DT_FLAGS_1 = 0x6ffffffb;
const DF_1_PIE = 0x08000000;

type Dynamic = {
  readonly offset: number;
  readonly length: number;
  readonly hasInterpreter: boolean;
  readonly layout: Layout;
};

/**
 * Tells what a file is while its bytes pass by, once and in order: nothing is read twice and nothing is kept but the
 * first 4 KiB and the ELF dynamic section.
 *
 * ET_EXEC is a program. ET_DYN is either: a program when the linker said so (DF_1_PIE), or when it names a loader
 * (PT_INTERP) and no SONAME; glibc's libc.so.6 has both of the latter and is a library.
 */
export class KindSniffer {
  #head: Buffer;
  #headLength = 0;
  #at = 0;
  #dynamic: Dynamic | undefined;
  #dynamicBytes: Buffer | undefined;
  #dynamicLength = 0;
  #parsed = false;

  constructor() {
    this.#head = Buffer.allocUnsafe(HEAD_BYTES);
  }

  reset(): void {
    this.#headLength = 0;
    this.#at = 0;
    this.#dynamic = undefined;
    this.#dynamicBytes = undefined;
    this.#dynamicLength = 0;
    this.#parsed = false;
  }

  feed(chunk: Buffer): void {
    const start = this.#at;
    this.#at += chunk.length;
    if (this.#headLength < HEAD_BYTES && start === this.#headLength) {
      this.#headLength += chunk.copy(this.#head, this.#headLength, 0, HEAD_BYTES - this.#headLength);
    }
    if (!this.#parsed && this.#headLength === HEAD_BYTES) this.#parse();
    this.#capture(chunk, start);
  }

  finish(): Sniffed {
    if (!this.#parsed) this.#parse();
    const head = this.#head.subarray(0, this.#headLength);
    if (head.length >= 2 && head[0] === 0x23 && head[1] === 0x21) return script(head);
    const layout = layoutOf(head);
    if (layout === undefined) return { kind: 'other' };
    const type = layout.u16(head, 16);
    if (type === ET_EXEC) return { kind: 'elf_exec' };
    if (type !== ET_DYN) return { kind: 'other' };
    const dynamic = this.#dynamic;
    if (dynamic === undefined) return { kind: 'elf_shared' };
    const bytes = this.#dynamicBytes?.subarray(0, this.#dynamicLength) ?? Buffer.alloc(0);
    const { pie, soname } = readDynamic(bytes, layout);
    return { kind: pie || (dynamic.hasInterpreter && !soname) ? 'elf_exec' : 'elf_shared' };
  }

  #parse(): void {
    this.#parsed = true;
    const head = this.#head.subarray(0, this.#headLength);
    this.#dynamic = findDynamic(head);
    if (this.#dynamic === undefined) return;
    this.#dynamicBytes = Buffer.alloc(this.#dynamic.length);
    this.#capture(head, 0);
  }

  /** Copies what of the dynamic section lies in this chunk and directly continues what is there. */
  #capture(chunk: Buffer, start: number): void {
    const dynamic = this.#dynamic;
    if (dynamic === undefined || this.#dynamicBytes === undefined) return;
    const want = dynamic.offset + this.#dynamicLength;
    if (this.#dynamicLength === dynamic.length || want < start || want >= start + chunk.length) return;
    this.#dynamicLength += chunk.copy(this.#dynamicBytes, this.#dynamicLength, want - start);
  }
}

/** Neither the first two bytes of a script nor those of an ELF file: `other`, whatever follows. */
export function isPlain(bytes: Buffer): boolean {
  const first = bytes[0];
  return !(first === 0x23 && bytes[1] === 0x21) && !(first === 0x7f && bytes[1] === 0x45);
}

/** How to read numbers of this class (32 or 64 bits) and byte order. */
type Layout = {
  readonly wide: boolean;
  u16(from: Buffer, at: number): number;
  u32(from: Buffer, at: number): number;
  /** An address-sized number; those beyond 2^53 become Infinity-like large and match nothing. */
  word(from: Buffer, at: number): number;
};

/** Undefined when it is no ELF file or its header is cut off. */
function layoutOf(head: Buffer): Layout | undefined {
  if (head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const wide = head[4] === 2;
  const little = head[5] === 1;
  if ((!wide && head[4] !== 1) || (!little && head[5] !== 2) || (wide && head.length < 64)) return undefined;
  const u16 = (from: Buffer, at: number) => (little ? from.readUInt16LE(at) : from.readUInt16BE(at));
  const u32 = (from: Buffer, at: number) => (little ? from.readUInt32LE(at) : from.readUInt32BE(at));
  const u64 = (from: Buffer, at: number) =>
    u32(from, at + (little ? 0 : 4)) + u32(from, at + (little ? 4 : 0)) * 2 ** 32;
  return { wide, u16, u32, word: wide ? u64 : u32 };
}

function findDynamic(head: Buffer): Dynamic | undefined {
  const layout = layoutOf(head);
  if (layout === undefined) return undefined;
  const { wide } = layout;
  const table = layout.word(head, wide ? 32 : 28);
  const entrySize = layout.u16(head, wide ? 54 : 42);
  const entries = layout.u16(head, wide ? 56 : 44);
  if (entrySize < (wide ? 56 : 32)) return undefined;
  let hasInterpreter = false;
  let place: { offset: number; length: number } | undefined;
  for (let index = 0; index < entries; index++) {
    const at = table + index * entrySize;
    if (at + entrySize > head.length) break;
    const type = layout.u32(head, at);
    if (type === PT_INTERP) hasInterpreter = true;
    if (type !== PT_DYNAMIC) continue;
    const offset = layout.word(head, at + (wide ? 8 : 4));
    const length = layout.word(head, at + (wide ? 32 : 16));
    place = { offset, length: Math.min(length, MAX_DYNAMIC_BYTES) };
  }
  return place === undefined ? undefined : { ...place, hasInterpreter, layout };
}

function readDynamic(bytes: Buffer, layout: Layout): { readonly pie: boolean; readonly soname: boolean } {
  const word = layout.wide ? 8 : 4;
  let pie = false;
  let soname = false;
  for (let at = 0; at + 2 * word <= bytes.length; at += 2 * word) {
    const tag = layout.word(bytes, at);
    if (tag === DT_NULL) break;
    if (tag === DT_SONAME) soname = true;
    if (tag === DT_FLAGS_1) pie = Math.floor(layout.word(bytes, at + word) / DF_1_PIE) % 2 === 1;
  }
  return { pie, soname };
}

/** fs/binfmt_script.c: blanks around the interpreter line are not part of it; a line without a name is no script. */
function script(head: Buffer): Sniffed {
  const window = head.subarray(2, 2 + MAX_INTERPRETER_BYTES);
  const newline = window.indexOf(0x0a);
  let start = 0;
  let end = newline < 0 ? window.length : newline;
  const nul = window.subarray(0, end).indexOf(0);
  if (nul >= 0) end = nul;
  while (start < end && isBlank(window[start])) start++;
  while (end > start && isBlank(window[end - 1])) end--;
  if (start === end) return { kind: 'other' };
  return { kind: 'script', interpreter: Buffer.from(window.subarray(start, end)) };
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
