import { IndexError } from '../../error.ts';
import { malformed, number, sizeOf, TAR_BLOCK } from './header.ts';
import { decimal, type PaxRecords, paxNumber } from './pax.ts';

/** One stretch of stored bytes; everything between is zeros. */
export type Fragment = { readonly offset: number; readonly length: number };

/** How a sparse file's stored bytes become the file. */
export type SparseMap = { readonly fragments: readonly Fragment[]; readonly size: number };

const MAX_FRAGMENTS = 1_000_000;
const ZEROS = Buffer.alloc(1 << 18);

/**
 * The largest file of ext4 with 4 KiB blocks. A header can claim any size for a hole that takes no bytes; hashing what could
 * never be unpacked would only take time.
 */
const MAX_FILE_BYTES = 2 ** 44;

/** Checks order and bounds, and that the fragments are as long as the stored data. */
export function sparseMap(fragments: readonly Fragment[], size: number, stored: number): SparseMap {
  if (size > MAX_FILE_BYTES) throw new IndexError('too_large', `a sparse file of ${size} bytes`);
  let end = 0;
  let total = 0;
  for (const { offset, length } of fragments) {
    if (offset < end || offset + length > size) throw malformed('a sparse map is out of order or out of bounds');
    end = offset + length;
    total += length;
  }
  if (total !== stored) throw malformed(`a sparse map of ${total} bytes for ${stored} stored ones`);
  return { fragments, size };
}

/**
 * The old GNU form: four fragments in the header at 386 with a continuation flag at 482 and the real size at 483; extension
 * blocks hold 21 fragments and a flag at 504 (GNU tar manual, "Old GNU Format").
 */
export function gnuFragments(
  block: Buffer,
  extension: boolean,
): { readonly fragments: Fragment[]; readonly more: boolean } {
  const [start, count, flag] = extension ? [0, 21, 504] : [386, 4, 482];
  const fragments: Fragment[] = [];
  for (let index = 0; index < count; index++) {
    const at = start + index * 24;
    // An unused place is empty; numbers are never written as blanks.
    if (block[at] === 0) break;
    fragments.push({ offset: sizeOf(number(block, at, 12)), length: sizeOf(number(block, at + 12, 12)) });
  }
  return { fragments, more: block[flag] !== 0 };
}

export function gnuRealSize(block: Buffer): number {
  return sizeOf(number(block, 483, 12));
}

/** The PAX forms 0.0 (repeated keywords) and 0.1 (one list); undefined when there is neither. */
export function paxFragments(pax: PaxRecords): Fragment[] | undefined {
  const list = pax.values.get('GNU.sparse.map');
  if (list !== undefined) return pairs(list.length === 0 ? [] : splitNumbers(list));
  const stated = pax.sparseNumbers.length > 0 || pax.values.has('GNU.sparse.numblocks');
  return stated ? pairs(pax.sparseNumbers) : undefined;
}

/** Version 1.0 has its map in front of the data. */
export function isPaxSparse1(pax: PaxRecords): boolean {
  return paxNumber(pax, 'GNU.sparse.major') === 1 && paxNumber(pax, 'GNU.sparse.minor') === 0;
}

/**
 * Reads the map of version 1.0 from the data, block by block: the number of fragments, then offset and length of each, every
 * number in decimal on a line of its own; padded with NUL to whole blocks.
 */
export class SparseMapReader {
  readonly #numbers: number[] = [];
  #digits = '';
  #expected: number | undefined;

  /** The fragments, once this block completes them. Throws `malformed`. */
  add(block: Buffer): Fragment[] | undefined {
    for (let at = 0; at < TAR_BLOCK; at++) {
      const byte = block[at] ?? 0;
      if (byte !== 0x0a) {
        this.#digits += String.fromCharCode(byte);
        if (this.#digits.length > 20) throw malformed('a sparse map');
        continue;
      }
      const value = decimal(Buffer.from(this.#digits, 'latin1'));
      this.#digits = '';
      if (this.#expected === undefined) {
        if (value > MAX_FRAGMENTS) throw new IndexError('too_large', `a sparse map of ${value} fragments`);
        this.#expected = value * 2;
      } else {
        this.#numbers.push(value);
      }
      if (this.#numbers.length === this.#expected) return pairs(this.#numbers);
    }
    return undefined;
  }
}

/** Gives the file's bytes, holes as zeros, for the stored ones. */
export class SparseExpansion {
  readonly #map: SparseMap;
  readonly #to: (bytes: Buffer) => void;
  #index = 0;
  #position = 0;

  constructor(map: SparseMap, to: (bytes: Buffer) => void) {
    this.#map = map;
    this.#to = to;
  }

  add(stored: Buffer): void {
    let rest = stored;
    while (rest.length > 0) {
      const fragment = this.#map.fragments[this.#index];
      if (fragment === undefined) throw malformed('a sparse map is too short');
      this.#zeros(fragment.offset);
      const piece = rest.subarray(0, fragment.offset + fragment.length - this.#position);
      if (piece.length > 0) this.#give(piece);
      rest = rest.subarray(piece.length);
      if (this.#position === fragment.offset + fragment.length) this.#index++;
    }
  }

  /** The hole at the end. */
  finish(): void {
    this.#zeros(this.#map.size);
  }

  #zeros(until: number): void {
    while (this.#position < until) this.#give(ZEROS.subarray(0, until - this.#position));
  }

  #give(piece: Buffer): void {
    this.#to(piece);
    this.#position += piece.length;
  }
}

function splitNumbers(list: Buffer): number[] {
  const words = list.toString('latin1').split(',');
  if (words.length > 2 * MAX_FRAGMENTS) throw new IndexError('too_large', 'a sparse map');
  return words.map((word) => decimal(Buffer.from(word, 'latin1')));
}

function pairs(numbers: readonly number[]): Fragment[] {
  if (numbers.length % 2 !== 0) throw malformed('a sparse map with half a fragment');
  const fragments: Fragment[] = [];
  for (let at = 0; at < numbers.length; at += 2)
    fragments.push({ offset: numbers[at] ?? 0, length: numbers[at + 1] ?? 0 });
  return fragments;
}
