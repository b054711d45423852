import { IndexError } from '../error.ts';

/**
 * Little-endian base-128 numbers up to 2^53 - 1, and bytes, appended to a growing buffer.
 * `take` returns a view that the next `reset` invalidates.
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 4096) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** As `bytes`, of what follows `start`. */
  tail(value: Uint8Array, start: number): void {
    const length = value.length - start;
    this.#reserve(length);
    const buffer = this.#buffer;
    // For keys: a call into the engine's copy costs more than some dozen bytes.
    for (let at = 0; at < length; at++) buffer[this.#length + at] = value[start + at] as number;
    this.#length += length;
  }

  /** As `bytes`, of the part from `start` to `end`. */
  part(value: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const buffer = this.#buffer;
    for (let at = start; at < end; at++) buffer[this.#length++] = value[at] as number;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    larger.set(this.view());
    this.#buffer = larger;
  }
}

/** Reads what `ByteWriter` wrote. Never reads outside its bytes: whatever does not fit is `damaged`. */
export class ByteReader {
  #buffer: Buffer;
  #at: number;
  #end: number;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer;
    this.#at = start;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** What it reads from; positions count from its start. */
  get source(): Buffer {
    return this.#buffer;
  }

  byte(): number {
    if (this.#at >= this.#end) throw damaged('a record ends too early');
    return this.#buffer[this.#at++] ?? 0;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw damaged('a number is out of range');
      if (byte < 0x80) return value;
      scale *= 0x80;
      if (scale > 2 ** 49) throw damaged('a number is too long');
    }
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    if (length > this.#end - this.#at) throw damaged('a length points outside its record');
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  /** Copies the next `length` bytes into `to`, which has room for them: for keys, of which a view would cost more than its bytes. */
  copy(length: number, to: Buffer, start: number): void {
    const from = this.#at;
    this.skip(length);
    const buffer = this.#buffer;
    for (let at = 0; at < length; at++) to[start + at] = buffer[from + at] as number;
  }

  skip(length: number): void {
    if (length > this.#end - this.#at) throw damaged('a length points outside its record');
    this.#at += length;
  }
}

export function damaged(what: string, options?: ErrorOptions): IndexError {
  return new IndexError('damaged', `damaged index: ${what}`, options);
}
