import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { IndexError } from '../../error.ts';
import { ByteReader, ByteWriter } from '../../format/bytes.ts';
import { decodeRecord, encodeRecord, type PathRecord } from '../../format/record.ts';
import { RecentMap } from '../../recent-map.ts';

/** A record has at most some 4,200 bytes (a symlink's target) and never crosses pages; its length stands before it, in two bytes. */
const PAGE_BYTES = 1 << 16;

/** 8 MiB: some 150,000 files. What is more goes to a file. */
const PAGES_IN_MEMORY = 128;

/** Records come back in the order of the tree, which is nearly the archive's: few pages are needed at a time. */
const PAGES_CACHED = 32;

/** Records of one layer, written once and read back later, in bounded memory. Addresses count from 1; 4 GiB at most. */
export class RecordArena {
  readonly #scratchPath: string;
  readonly #memory: Buffer[] = [];
  readonly #cached = new RecentMap<number, Buffer>(PAGES_CACHED);
  readonly #writer = new ByteWriter();
  #page: Buffer = Buffer.alloc(PAGE_BYTES);
  #number = 0;
  #used = 1;
  #fd: number | undefined;

  /** `scratchPath`: where a file may be made; it has no name any more once it is open. */
  constructor(scratchPath: string) {
    this.#scratchPath = scratchPath;
  }

  append(record: PathRecord): number {
    this.#writer.reset();
    encodeRecord(this.#writer, record, 0);
    const bytes = this.#writer.view();
    if (this.#used + 2 + bytes.length > PAGE_BYTES) this.#turn();
    const address = this.#number * PAGE_BYTES + this.#used;
    this.#page[this.#used] = bytes.length & 0xff;
    this.#page[this.#used + 1] = bytes.length >>> 8;
    this.#page.set(bytes, this.#used + 2);
    this.#used += 2 + bytes.length;
    return address;
  }

  read(address: number): PathRecord {
    return decodeRecord(new ByteReader(this.encoded(address))).record;
  }

  /** As `encodeRecord` wrote it. A view that the next call may invalidate. */
  encoded(address: number): Buffer {
    const page = this.#pageAt(Math.floor(address / PAGE_BYTES));
    const start = address % PAGE_BYTES;
    const length = (page[start] as number) | ((page[start + 1] as number) << 8);
    return page.subarray(start + 2, start + 2 + length);
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #turn(): void {
    if (this.#number < PAGES_IN_MEMORY) {
      this.#memory.push(this.#page);
      this.#page = Buffer.allocUnsafe(PAGE_BYTES);
    } else {
      this.#fd ??= openNameless(this.#scratchPath);
      for (let done = 0; done < PAGE_BYTES; )
        done += writeSync(this.#fd, this.#page, done, PAGE_BYTES - done, this.#number * PAGE_BYTES + done);
    }
    this.#number++;
    this.#used = 0;
    if (this.#number >= 2 ** 16) throw new IndexError('too_large', 'more than 4 GiB of entries in one layer');
  }

  #pageAt(number: number): Buffer {
    if (number === this.#number) return this.#page;
    const held = this.#memory[number] ?? this.#cached.get(number);
    if (held !== undefined) return held;
    const page = Buffer.allocUnsafe(PAGE_BYTES);
    const got = this.#fd === undefined ? 0 : readSync(this.#fd, page, 0, PAGE_BYTES, number * PAGE_BYTES);
    if (got !== PAGE_BYTES) throw new IndexError('io', `a temporary file beside ${this.#scratchPath} is cut off`);
    this.#cached.set(number, page);
    return page;
  }
}

function openNameless(path: string): number {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(path, flags, 0o600);
  unlinkSync(path);
  return fd;
}
