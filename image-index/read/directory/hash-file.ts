import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { IndexError } from '../../error.ts';
import { type Content, ContentReader } from '../content.ts';
import type { ReadControl } from '../layer-source.ts';
import type { ReadFile } from './ahead-slots.ts';

/** 1 MiB: measured 1.1 to 1.3 GB/s, as fast as OpenSSL in C; larger buffers gain nothing. */
const BUFFER_BYTES = 1 << 20;

const ATTEMPTS = 3;

/** Larger ones are left to `read`, which can be told to stop. */
const MAX_SIMPLE_BYTES = BUFFER_BYTES - 1;

/** O_NONBLOCK keeps a FIFO that took the file's place from blocking. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** `content` undefined: not wanted. */
export type FileRead = { readonly stat: BigIntStats; readonly content: Content | undefined };

/** What is known of an opened file before it is read: its content, that it is not wanted, or neither. */
export type Known = (stat: BigIntStats) => Content | 'unwanted' | undefined;

/** Reads files one after another with one buffer. */
export class FileHasher {
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #content = new ContentReader();

  /**
   * A regular file of one name and less than 1 MiB that does not change while it is read, as nearly all are: with numbers instead of bigints
   * this takes two thirds of the time. Undefined for every other, and for whatever goes wrong: `read` says what it is.
   */
  readSimple(path: string | Buffer): ReadFile | undefined {
    let fd = -1;
    try {
      fd = openSync(path, FLAGS);
      const { size, nlink, mode, uid, gid, ctimeMs } = fstatSync(fd);
      if ((mode & constants.S_IFMT) !== constants.S_IFREG || nlink !== 1 || size > MAX_SIMPLE_BYTES) return undefined;
      // One byte more than it has shows that it ends there.
      const got = readSync(fd, this.#buffer, 0, size + 1, null);
      if (got !== size) return undefined;
      const content = this.#content.whole(this.#buffer.subarray(0, size));
      const after = fstatSync(fd);
      // As numbers they tell times apart that are 0.25 µs from each other; a write takes longer.
      return after.ctimeMs === ctimeMs && after.size === size ? { mode: mode & 0o7777, uid, gid, content } : undefined;
    } catch {
      return undefined;
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }

  /**
   * Of the regular file at `path`, called `shown` in messages. Throws `changed` when it does not stay one, and the same, while it is read,
   * and `io`.
   */
  read(path: string | Buffer, shown: () => string, control: ReadControl, known: Known = () => undefined): FileRead {
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const read = this.#readOnce(path, control, known);
        if (read !== undefined) return read;
      }
    } catch (error) {
      if (error instanceof IndexError) throw error;
      throw new IndexError('io', `cannot read ${shown()}`, { cause: error });
    }
    throw new IndexError('changed', `${shown()} changed while it was read, ${ATTEMPTS} times`);
  }

  #readOnce(path: string | Buffer, control: ReadControl, known: Known): FileRead | undefined {
    const fd = openSync(path, FLAGS);
    try {
      const stat = fstatSync(fd, { bigint: true });
      if (!stat.isFile()) return undefined;
      const before = known(stat);
      if (before !== undefined) return { stat, content: before === 'unwanted' ? undefined : before };
      const content = this.#contentOf(fd, Number(stat.size), control);
      const after = fstatSync(fd, { bigint: true });
      const same = stat.size === after.size && stat.ctimeNs === after.ctimeNs;
      return same && BigInt(content.size) === after.size ? { stat, content } : undefined;
    } finally {
      closeSync(fd);
    }
  }

  /** `size`: as stated. A file that is all in the buffer is not asked for more: its size is compared afterwards. */
  #contentOf(fd: number, size: number, control: ReadControl): Content {
    const buffer = this.#buffer;
    let got = readSync(fd, buffer, 0, buffer.length, null);
    control.check();
    control.progress(0, got);
    if (got === size && got < buffer.length) return this.#content.whole(buffer.subarray(0, got));
    this.#content.begin();
    while (got > 0) {
      this.#content.feed(buffer.subarray(0, got));
      got = readSync(fd, buffer, 0, buffer.length, null);
      control.check();
      control.progress(0, got);
    }
    return this.#content.finish();
  }
}
