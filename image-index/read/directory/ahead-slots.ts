import type { FileKind, Owner } from '../../format/record.ts';
import type { Content } from '../content.ts';

/** Files of one directory that are handed over at a time: some 200 µs of work. */
export const BATCH = 16;
/** Batches that may wait at a time, of many small directories or a few large ones. */
export const BATCHES = 512;

/** A file that was read in one piece: it had one name. `sha256` may be a view that lasts until its batch's place is used again. */
export type ReadFile = Owner & { readonly content: Content };

const NAME_BYTES = 256;
const SHA256_BYTES = 32;
const NUMBERS = 4;
const KINDS = ['other', 'elf_exec', 'elf_shared'] as const satisfies readonly FileKind[];

/** The first word: how many batches were offered so far. Then three words a batch. */
const OFFERED = 0;
const HEAD = 8;
const BATCH_WORDS = 3;
const DIRECTORY = 1;
const COUNT = 2;

/** States of a batch. Who changes FREE to something else reads it. */
const FREE = 1;
const CLAIMED = 2;
const DONE = 3;
const TAKEN = 4;

const END = -1;

/**
 * The memory that both threads share: a ring of batches. One thread offers them in the order in which it needs them, and both claim from the
 * front. The names of a batch are in place before it is FREE, and its place is used again only when it is no longer FREE or CLAIMED.
 */
export class AheadSlots {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #names: Buffer;
  readonly #digests: Buffer;

  constructor(buffer?: SharedArrayBuffer) {
    const files = BATCH * BATCHES;
    const words = HEAD + BATCHES * BATCH_WORDS;
    const sizes = [words * 4, files * NUMBERS * 8, files * NAME_BYTES, files * SHA256_BYTES] as const;
    this.buffer = buffer ?? new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
    this.#words = new Int32Array(this.buffer, 0, words);
    this.#numbers = new Float64Array(this.buffer, sizes[0], files * NUMBERS);
    this.#names = Buffer.from(this.buffer, sizes[0] + sizes[1], sizes[2]);
    this.#digests = Buffer.from(this.buffer, sizes[0] + sizes[1] + sizes[2], sizes[3]);
  }

  /**
   * At most `BATCH` names (bytes as latin1 text) of files in the directory that is open as `fd`. `number` counts up by one; that of `BATCHES`
   * before must have been taken. False: a name is too long for it.
   */
  offer(number: number, fd: number, names: readonly string[]): boolean {
    const first = fileOf(number, 0) * NAME_BYTES;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      if (name.length >= NAME_BYTES) return false;
      this.#names[first + at * NAME_BYTES] = name.length;
      this.#names.write(name, first + at * NAME_BYTES + 1, 'latin1');
    }
    const word = wordOf(number);
    this.#words[word + DIRECTORY] = fd;
    this.#words[word + COUNT] = names.length;
    Atomics.store(this.#words, word, FREE);
    Atomics.store(this.#words, OFFERED, number + 1);
    Atomics.notify(this.#words, OFFERED);
    return true;
  }

  end(): void {
    Atomics.store(this.#words, OFFERED, END);
    Atomics.notify(this.#words, OFFERED);
  }

  /** True: nobody had begun with it, and whoever asks reads it. */
  claim(number: number): boolean {
    const word = wordOf(number);
    return Atomics.load(this.#words, word) === FREE && Atomics.compareExchange(this.#words, word, FREE, TAKEN) === FREE;
  }

  isRead(number: number): boolean {
    return Atomics.load(this.#words, wordOf(number)) === DONE;
  }

  /** Waits until the other thread has read what it claimed, at most `waitMs`. */
  wait(number: number, waitMs: number): void {
    Atomics.wait(this.#words, wordOf(number), CLAIMED, waitMs);
  }

  /** Of a batch that `isRead`; undefined where the offering thread is to read the file. */
  result(number: number, at: number): ReadFile | undefined {
    const file = fileOf(number, at);
    const numbers = this.#numbers;
    const packed = numbers[file * NUMBERS] as number;
    if (packed < 0) return undefined;
    const sha256 = this.#digests.subarray(file * SHA256_BYTES, (file + 1) * SHA256_BYTES);
    const size = numbers[file * NUMBERS + 3] as number;
    return {
      mode: Math.floor(packed / KINDS.length),
      uid: numbers[file * NUMBERS + 1] as number,
      gid: numbers[file * NUMBERS + 2] as number,
      content: { size, sha256, kind: KINDS[packed % KINDS.length] ?? 'other' },
    };
  }

  /** In the other thread: waits until more than `offered` batches were offered, and says how many; undefined at the end. */
  next(offered: number): number | undefined {
    Atomics.wait(this.#words, OFFERED, offered);
    const next = Atomics.load(this.#words, OFFERED);
    return next === END ? undefined : next;
  }

  /** In the other thread: reads this batch unless it is somebody else's, or the one that has taken its place. */
  serve(number: number, read: (fd: number, name: string) => ReadFile | undefined): void {
    const word = wordOf(number);
    if (Atomics.compareExchange(this.#words, word, FREE, CLAIMED) !== FREE) return;
    const fd = this.#words[word + DIRECTORY] as number;
    const count = this.#words[word + COUNT] as number;
    for (let at = 0; at < count; at++) {
      const file = fileOf(number, at);
      const start = file * NAME_BYTES + 1;
      this.#keep(file, read(fd, this.#names.toString('latin1', start, start + (this.#names[start - 1] as number))));
    }
    Atomics.store(this.#words, word, DONE);
    Atomics.notify(this.#words, word);
  }

  #keep(file: number, read: ReadFile | undefined): void {
    const numbers = this.#numbers;
    const kind = read === undefined ? -1 : (KINDS as readonly FileKind[]).indexOf(read.content.kind);
    numbers[file * NUMBERS] = read === undefined || kind < 0 ? -1 : read.mode * KINDS.length + kind;
    if (read === undefined) return;
    numbers[file * NUMBERS + 1] = read.uid;
    numbers[file * NUMBERS + 2] = read.gid;
    numbers[file * NUMBERS + 3] = read.content.size;
    this.#digests.set(read.content.sha256, file * SHA256_BYTES);
  }
}

function wordOf(number: number): number {
  return HEAD + (number % BATCHES) * BATCH_WORDS;
}

function fileOf(number: number, at: number): number {
  return (number % BATCHES) * BATCH + at;
}
