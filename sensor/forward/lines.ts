import { closeSync, constants, fdatasync, fstatSync, openSync, readSync, type Stats, write } from 'node:fs';
import { promisify } from 'node:util';
import { sleep } from '../runtime/abort.ts';
import { errnoOf } from '../runtime/errno.ts';
import type { Ack, Outgoing, Output } from './output.ts';

const writeAsync = promisify(write);
const datasync = promisify(fdatasync);
const FILE_MODE = 0o640;
const LINE_FEED = 0x0a;
const NEWLINE = Buffer.from('\n');
/** A full pipe: its reader is asked again this soon. */
const EAGAIN_MS = 5;

/**
 * NDJSON to a file descriptor. A line that was cut short (disk full) is completed by the next write before anything else,
 * and one that an earlier run left behind is ended, so that a reader never sees two records in one line.
 */
export class LineOutput implements Output {
  readonly name: string;
  readonly #fd: number;
  readonly #owned: boolean;
  /** Rest of the first record of the next batch, whose beginning has been written already. */
  #carry: Buffer | undefined;
  /** Ends a line that an earlier run could not finish. */
  #lead: Buffer;

  private constructor(name: string, fd: number, owned: boolean, lead: Buffer = Buffer.alloc(0)) {
    this.name = name;
    this.#fd = fd;
    this.#owned = owned;
    this.#lead = lead;
  }

  /** A pipe is opened once more, since only an open file description of our own may be made non-blocking. */
  static stdout(): LineOutput {
    try {
      if (fstatSync(1).isFIFO()) {
        const fd = openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK);
        return new LineOutput('stdout', fd, true);
      }
    } catch {
      // Another user's pipe, or none: written to as it is.
    }
    return new LineOutput('stdout', 1, false);
  }

  /**
   * Appends; creates the file with mode 0640. Throws the errno of open(2); a FIFO that nobody reads is ENXIO. Non-blocking:
   * a thread that waits for a reader would keep the process from ending.
   */
  static file(path: string): LineOutput {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
    const fd = openSync(path, flags, FILE_MODE);
    return new LineOutput(
      `file:${path}`,
      fd,
      true,
      Buffer.from(fstatSync(fd).isFile() && endsInsideLine(path) ? '\n' : ''),
    );
  }

  /** A record is written in part; the rest has to go to the same file. */
  get insideLine(): boolean {
    return this.#carry !== undefined;
  }

  /** Whether this is the file that `there` describes. */
  isFile(there: Pick<Stats, 'dev' | 'ino'>): boolean {
    const { dev, ino } = fstatSync(this.#fd);
    return dev === there.dev && ino === there.ino;
  }

  async write(batch: readonly Outgoing[]): Promise<Ack> {
    const lead = await this.#writeAll(this.#lead);
    this.#lead = this.#lead.subarray(lead.done);
    if (lead.error !== undefined) return { accepted: 0, error: lead.error };

    const lines: Buffer[] = batch.map(({ payload }) => Buffer.concat([payload, NEWLINE]));
    if (this.#carry !== undefined && lines.length > 0) lines[0] = this.#carry;
    const buffer = Buffer.concat(lines);
    const { done, error } = await this.#writeAll(buffer);
    if (error === undefined) {
      if (lines.length > 0) this.#carry = undefined;
      return (await this.#durable()) ?? { accepted: batch.length };
    }
    // A record is accepted when its last byte is out, so that the caller comes again for the rest of a cut line.
    let accepted = 0;
    let end = 0;
    for (const line of lines) {
      if (end + line.length > done) break;
      end += line.length;
      accepted++;
    }
    if (done > 0) this.#carry = done > end ? lines[accepted]?.subarray(done - end) : undefined;
    return { accepted, error };
  }

  /** What is acknowledged leaves the spool: it has to survive a power cut here then. Gives the failure. */
  async #durable(): Promise<Ack | undefined> {
    if (!this.#owned || !fstatSync(this.#fd).isFile()) return undefined;
    try {
      await datasync(this.#fd);
      return undefined;
    } catch (error) {
      return { accepted: 0, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async #writeAll(buffer: Buffer): Promise<{ done: number; error?: Error }> {
    let done = 0;
    while (done < buffer.length) {
      try {
        const { bytesWritten } = await writeAsync(this.#fd, buffer, done, buffer.length - done, null);
        if (bytesWritten === 0) return { done, error: new Error('nothing could be written') };
        done += bytesWritten;
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

/** Whether a regular file's last byte is not a line feed; a file that may not be read counts as well ended. */
function endsInsideLine(path: string): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    const last = Buffer.alloc(1);
    return stat.isFile() && stat.size > 0 && readSync(fd, last, 0, 1, stat.size - 1) === 1 && last[0] !== LINE_FEED;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
