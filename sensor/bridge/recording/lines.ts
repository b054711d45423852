import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../../runtime/errno.ts';
import { MAX_LINE_BYTES, RecordingError } from './format.ts';

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;

/** The lines of a file, read in chunks. A line longer than `MAX_LINE_BYTES` is given as undefined. */
export class LineFile {
  readonly #fd: number;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;
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

  /** The lines of the next chunk, perhaps none; undefined at the end. */
  next(): (string | undefined)[] | undefined {
    const read = readSync(this.#fd, this.#chunk, 0, CHUNK_BYTES, null);
    if (read === 0) {
      this.cut = this.#rest.length > 0 || this.#skipping;
      return undefined;
    }
    const lines: (string | undefined)[] = [];
    const data =
      this.#rest.length === 0
        ? this.#chunk.subarray(0, read)
        : Buffer.concat([this.#rest, this.#chunk.subarray(0, read)]);
    let at = 0;
    for (let end = data.indexOf(LINE_FEED); end !== -1; end = data.indexOf(LINE_FEED, at)) {
      if (this.#skipping || end - at > MAX_LINE_BYTES) lines.push(undefined);
      else lines.push(data.toString('utf8', at, end));
      this.#skipping = false;
      at = end + 1;
    }
    this.#rest = Buffer.from(data.subarray(at));
    if (this.#rest.length > MAX_LINE_BYTES) {
      this.#rest = Buffer.alloc(0);
      this.#skipping = true;
    }
    return lines;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
