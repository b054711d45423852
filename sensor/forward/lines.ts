import { closeSync, constants, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { sleep } from '../runtime/abort.ts';
import { errnoOf } from '../runtime/errno.ts';
import type { Ack, Output, OutputRecord } from './output.ts';

const writeAsync = promisify(write);
const FILE_MODE = 0o640;
/** A full pipe: its reader is asked again this soon. */
const EAGAIN_MS = 5;

/**
 * NDJSON to a file descriptor. A line that was cut short (disk full, pipe full) is completed by the next write before
 * anything else, so that a reader never sees two records in one line.
 */
export class LineOutput implements Output {
  readonly name: string;
  readonly #fd: number;
  readonly #owned: boolean;
  /** Rest of a line whose beginning has been written already. */
  #carry: Buffer = Buffer.alloc(0);

  private constructor(name: string, fd: number, owned: boolean) {
    this.name = name;
    this.#fd = fd;
    this.#owned = owned;
  }

  static stdout(): LineOutput {
    return new LineOutput('stdout', 1, false);
  }

  /** Appends; creates the file with mode 0640. Throws the errno of open(2). */
  static file(path: string): LineOutput {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
    return new LineOutput(`file:${path}`, openSync(path, flags, FILE_MODE), true);
  }

  async write(batch: readonly OutputRecord[]): Promise<Ack> {
    const late = await this.#writeAll(this.#carry);
    this.#carry = this.#carry.subarray(late.done);
    if (late.error !== undefined) return { accepted: 0, error: late.error };

    const lines = batch.map((record) => Buffer.from(`${JSON.stringify(record)}\n`));
    const buffer = Buffer.concat(lines);
    const { done, error } = await this.#writeAll(buffer);
    if (error === undefined) return { accepted: batch.length };
    // A record whose first bytes are out counts as accepted: its rest is carried and goes first.
    let accepted = 0;
    let end = 0;
    for (const line of lines) {
      if (end >= done) break;
      end += line.length;
      accepted++;
    }
    this.#carry = buffer.subarray(done, end);
    return { accepted, error };
  }

  async #writeAll(buffer: Buffer): Promise<{ done: number; error?: Error }> {
    let done = 0;
    while (done < buffer.length) {
      try {
        done += (await writeAsync(this.#fd, buffer, done, buffer.length - done, null)).bytesWritten;
      } catch (error) {
        if (errnoOf(error) === 'EAGAIN') await sleep(EAGAIN_MS);
        else return { done, error: error instanceof Error ? error : new Error(String(error)) };
      }
    }
    return { done };
  }

  async close(): Promise<void> {
    if (this.#owned) closeSync(this.#fd);
  }
}
