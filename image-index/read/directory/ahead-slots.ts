import type { FileKind, Owner } from '../../format/record.ts';
import type { Content } from '../content.ts';

/** Files of one directory that two threads read between them. */
export const WINDOW = 256;

/** A file that the other thread read: it had one name and was no script. */
export type ReadFile = Owner & { readonly content: Content };

/** NAME_MAX of most filesystems; FUSE allows four times as much. */
export const MAX_NAME_BYTES = 255;

/** The length stands before it. */
const NAME_BYTES = 1 + MAX_NAME_BYTES;
const SHA256_BYTES = 32;
const NUMBERS = 4;
const KINDS = ['other', 'elf_exec', 'elf_shared'] as const satisfies readonly FileKind[];

/** Words before the files' states. */
const GENERATION = 0;
const DIRECTORY = 1;
const COUNT = 2;
const HEAD = 8;
const WORDS = HEAD + WINDOW;

/** States of a file. Who changes FREE to something else reads it. */
const FREE = 1;
const CLAIMED = 2;
const DONE = 3;
const TAKEN = 4;

const END = -1;

/**
 * The memory that both threads share. One offers the files of a directory (`offer`) and takes them in their order, the other one claims them
 * from the end: they meet somewhere. What is FREE is read by whoever is first; names are in place before anything is FREE, and a new
 * window is offered only when nothing of the last one is FREE or CLAIMED.
 */
export class AheadSlots {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #names: Buffer;
  readonly #digests: Buffer;

  constructor(buffer?: SharedArrayBuffer) {
    const sizes = [WORDS * 4, WINDOW * NUMBERS * 8, WINDOW * NAME_BYTES, WINDOW * SHA256_BYTES] as const;
    this.buffer = buffer ?? new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
    this.#words = new Int32Array(this.buffer, 0, WORDS);
    this.#numbers = new Float64Array(this.buffer, sizes[0], WINDOW * NUMBERS);
    this.#names = Buffer.from(this.buffer, sizes[0] + sizes[1], sizes[2]);
    this.#digests = Buffer.from(this.buffer, sizes[0] + sizes[1] + sizes[2], sizes[3]);
  }

  /** At most `WINDOW` names of files in the directory that is open as `fd`, none longer than `MAX_NAME_BYTES`. */
  offer(fd: number, names: readonly Buffer[]): void {
    names.forEach((name, at) => {
      this.#names[at * NAME_BYTES] = name.length;
      this.#names.set(name, at * NAME_BYTES + 1);
    });
    this.#words[DIRECTORY] = fd;
    this.#words[COUNT] = names.length;
    for (let at = 0; at < names.length; at++) Atomics.store(this.#words, HEAD + at, FREE);
    Atomics.add(this.#words, GENERATION, 1);
    Atomics.notify(this.#words, GENERATION);
  }

  end(): void {
    Atomics.store(this.#words, GENERATION, END);
    Atomics.notify(this.#words, GENERATION);
  }

  /**
   * Each file of a window once, in their order: what the other thread read, or undefined where this one shall; `lost` when the other one
   * keeps it for longer than `waitMs`.
   */
  take(at: number, waitMs: number): ReadFile | 'lost' | undefined {
    const word = HEAD + at;
    if (Atomics.compareExchange(this.#words, word, FREE, TAKEN) === FREE) return undefined;
    if (Atomics.load(this.#words, word) === CLAIMED) Atomics.wait(this.#words, word, CLAIMED, waitMs);
    const state = Atomics.load(this.#words, word);
    if (state === DONE) return this.#result(at);
    return state === CLAIMED ? 'lost' : undefined;
  }

  /** In the other thread: waits for a window after `generation`; undefined at the end. */
  next(generation: number): number | undefined {
    Atomics.wait(this.#words, GENERATION, generation);
    const next = Atomics.load(this.#words, GENERATION);
    return next === END ? undefined : next;
  }

  /** In the other thread: reads what is free, the last file first. */
  serve(read: (fd: number, name: Buffer) => ReadFile | undefined): void {
    for (let at = (this.#words[COUNT] as number) - 1; at >= 0; at--) {
      const was = Atomics.compareExchange(this.#words, HEAD + at, FREE, CLAIMED);
      // The thread that offers has come this far.
      if (was === TAKEN) return;
      if (was !== FREE) continue;
      const start = at * NAME_BYTES + 1;
      const name = this.#names.subarray(start, start + (this.#names[start - 1] as number));
      const file = read(this.#words[DIRECTORY] as number, name);
      const kept = file !== undefined && this.#keep(at, file);
      Atomics.store(this.#words, HEAD + at, kept ? DONE : TAKEN);
      Atomics.notify(this.#words, HEAD + at);
    }
  }

  #keep(at: number, { mode, uid, gid, content }: ReadFile): boolean {
    const kind = (KINDS as readonly FileKind[]).indexOf(content.kind);
    if (kind < 0) return false;
    this.#numbers.set([mode * KINDS.length + kind, uid, gid, content.size], at * NUMBERS);
    this.#digests.set(content.sha256, at * SHA256_BYTES);
    return true;
  }

  #result(at: number): ReadFile {
    const [packed = 0, uid = 0, gid = 0, size = 0] = this.#numbers.subarray(at * NUMBERS, (at + 1) * NUMBERS);
    const sha256 = Buffer.from(this.#digests.subarray(at * SHA256_BYTES, (at + 1) * SHA256_BYTES));
    const kind = KINDS[packed % KINDS.length] ?? 'other';
    return { mode: Math.floor(packed / KINDS.length), uid, gid, content: { size, sha256, kind } };
  }
}
