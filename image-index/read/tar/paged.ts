/** Numbers and bytes in pages: they grow without being copied, and cost what they hold. */

const PAGE_NUMBERS = 1 << 16;
const PAGE_BYTES = 1 << 20;

/** 32-bit numbers by position; those never written are 0. */
export class PagedNumbers {
  readonly #pages: Uint32Array[] = [];

  get(at: number): number {
    return this.#pages[at >>> 16]?.[at & (PAGE_NUMBERS - 1)] ?? 0;
  }

  set(at: number, value: number): void {
    const number = at >>> 16;
    while (this.#pages.length <= number) this.#pages.push(new Uint32Array(PAGE_NUMBERS));
    const page = this.#pages[number];
    if (page !== undefined) page[at & (PAGE_NUMBERS - 1)] = value;
  }
}

/** Short pieces of bytes, at most 1 MiB each and 4 GiB together, by the address that `append` gave. */
export class PagedBytes {
  readonly #pages: Buffer[] = [];
  #used = PAGE_BYTES;

  append(bytes: Buffer): number {
    if (this.#used + bytes.length > PAGE_BYTES) {
      if (this.#pages.length === 4096) throw new RangeError('more than 4 GiB of names');
      this.#pages.push(Buffer.allocUnsafe(PAGE_BYTES));
      this.#used = 0;
    }
    const page = this.#pages.length - 1;
    this.#pages[page]?.set(bytes, this.#used);
    const address = page * PAGE_BYTES + this.#used;
    this.#used += bytes.length;
    return address;
  }

  /** A view. */
  get(address: number, length: number): Buffer {
    const start = address & (PAGE_BYTES - 1);
    return (this.#pages[address >>> 20] as Buffer).subarray(start, start + length);
  }

  /** As `Buffer.compare`, without making views. */
  compare(a: number, aLength: number, b: number, bLength: number): number {
    const first = this.#pages[a >>> 20] as Buffer;
    const second = this.#pages[b >>> 20] as Buffer;
    const aStart = a & (PAGE_BYTES - 1);
    const bStart = b & (PAGE_BYTES - 1);
    const common = Math.min(aLength, bLength);
    for (let at = 0; at < common; at++) {
      const difference = (first[aStart + at] as number) - (second[bStart + at] as number);
      if (difference !== 0) return difference;
    }
    return aLength - bLength;
  }
}
