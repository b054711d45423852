import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../../runtime/errno.ts';
import { MAX_LINE_BYTES, RecordingError } from './format.ts';

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;

/** The lines of a file, read in chunks: `next` goes from line to line, `fill` to the next chunk. */
export class LineFile {
  readonly #fd: number;
  readonly #memory = Buffer.allocUnsafe(MAX_LINE_BYTES + CHUNK_BYTES);
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** The line before `at` began in a chunk before. */
  #skipping = false;
  /** Where the line stands in `data`, until the next call. */
  start = 0;
  end = 0;
  /** It is longer than `MAX_LINE_BYTES`, and not there. */
  tooLong = false;
  /** The file ended inside a line; set once everything has been read. */
  cut = false;

  /** Throws a RecordingError where it cannot be opened or is no regular file. */
  constructor(path: string) {
    try {
      this.#fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (cause) {
      throw new RecordingError('unreadable', `${path} cannot be read (${errnoOf(cause)})`, { cause });
    }
    if (fstatSync(this.#fd).isFile()) return;
    closeSync(this.#fd);
    throw new RecordingError('unreadable', `${path} is not a regular file`);
  }

  /** Valid until `fill` is called. */
  get data(): Buffer {
    return this.#chunk;
  }

  /** False: there is no further line in this chunk. */
  next(): boolean {
    const end = this.#chunk.indexOf(LINE_FEED, this.#at);
    if (end === -1) return false;
    this.tooLong = this.#skipping || end - this.#at > MAX_LINE_BYTES;
    this.#skipping = false;
    this.start = this.tooLong ? end : this.#at;
    this.end = end;
    this.#at = end + 1;
    return true;
  }

  /** False at the end of the file. */
  fill(): boolean {
    const rest = this.#chunk.length - this.#at;
    const kept = rest > MAX_LINE_BYTES ? 0 : rest;
    if (kept < rest) this.#skipping = true;
    this.#memory.copyWithin(0, this.#chunk.length - kept, this.#chunk.length);
    const read = readSync(this.#fd, this.#memory, kept, CHUNK_BYTES, null);
    this.#chunk = this.#memory.subarray(0, kept + read);
    this.#at = 0;
    if (read === 0) this.cut = rest > 0 || this.#skipping;
    return read > 0;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
