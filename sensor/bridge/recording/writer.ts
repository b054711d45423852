import { closeSync, constants, fstatSync, fsyncSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf } from '../../runtime/errno.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Gap, HostIdentity } from '../bridge.ts';
import type { ExecEvent } from '../event.ts';
import { encodeEvent, type Share, sharedText } from './event.ts';
import { MAX_SHARED, type RecordingHeader } from './format.ts';
import { encodeValue } from './values.ts';

export type RecordingWriterOptions = {
  readonly path: string;
  /** The recording ends here. */
  readonly maxBytes: number;
};

/** May hold arguments with secrets in them. */
const FILE_MODE = 0o600;
/** What waits for the disk; beyond it execs are not recorded, and counted. */
const MAX_WAITING_BYTES = 32 << 20;
const FLUSH_BYTES = 256 << 10;
const FLUSH_MS = 250;

const writeAsync = promisify(write);

/** Appends to a recording. Never throws after `open`: what the disk refuses is logged once and counted. */
export class RecordingWriter {
  readonly #options: RecordingWriterOptions;
  readonly #log: Logger;
  readonly #fd: number;
  readonly #numbers = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #share: Share = (value) => this.#number(value);
  #nextNumber = 0;
  #lines: string[] = [];
  #waiting = 0;
  #bytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #unsaidDrops = 0;
  #hostText = '';
  #state: 'open' | 'full' | 'broken' = 'open';
  /** Judged files that are in the recording, and those that are not. */
  readonly counts = { recorded: 0, dropped: 0 };

  /** Throws the errno of open(2). An existing file is replaced. */
  static open(options: RecordingWriterOptions, header: RecordingHeader, deps: { log: Logger }): RecordingWriter {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NONBLOCK } = constants;
    const fd = openSync(options.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NONBLOCK, FILE_MODE);
    if (!fstatSync(fd).isFile()) {
      closeSync(fd);
      throw Object.assign(new Error('not a regular file'), { code: 'EINVAL' });
    }
    return new RecordingWriter(options, fd, header, deps.log);
  }

  private constructor(options: RecordingWriterOptions, fd: number, header: RecordingHeader, log: Logger) {
    this.#options = options;
    this.#fd = fd;
    this.#log = log;
    this.#line(header);
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** `answers`: what else the verdict rests on, with shared values already numbered by `share`. */
  exec(event: ExecEvent, host: HostIdentity, answers: (share: Share) => object): void {
    if (this.#state !== 'open' || this.#waiting > MAX_WAITING_BYTES) {
      this.counts.dropped++;
      this.#unsaidDrops++;
      return;
    }
    if (this.#unsaidDrops > 0) this.#line({ dropped: this.#unsaidDrops });
    this.#unsaidDrops = 0;
    const hostText = JSON.stringify(encodeValue({ mntNs: host.mntNs, rootDev: host.rootDev, rootIno: host.rootIno }));
    if (hostText !== this.#hostText) this.#text(`{"host":${hostText}}`);
    this.#hostText = hostText;
    if (this.#numbers.size > MAX_SHARED / 2) {
      this.#line({ reset: true });
      this.#numbers.clear();
    }
    this.#line({ x: encodeEvent(event, this.#share), ...answers(this.#share) });
    this.counts.recorded++;
  }

  gap(gap: Gap): void {
    this.#line({ gap: encodeValue(gap) });
  }

  tick(nowMs: number): void {
    this.#line({ tick: nowMs });
  }

  /** Writes what waits and the last line. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#unsaidDrops > 0) this.#line({ dropped: this.#unsaidDrops });
    this.#line({ end: 'stopped' });
    this.#flush();
    await this.#writing;
    try {
      fsyncSync(this.#fd);
    } finally {
      closeSync(this.#fd);
    }
  }

  #number(value: unknown): number {
    const text = sharedText(value);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#nextNumber++;
    this.#numbers.set(text, number);
    this.#text(`{"s":${number},"v":${text}}`);
    return number;
  }

  #line(value: object): void {
    this.#text(JSON.stringify(value));
  }

  #text(text: string): void {
    if (this.#state !== 'open') return;
    const size = Buffer.byteLength(text) + 1;
    this.#lines.push(text);
    this.#waiting += size;
    this.#bytes += size;
    if (this.#bytes > this.#options.maxBytes) this.#end();
    else if (this.#waiting >= FLUSH_BYTES) this.#flush();
  }

  #end(): void {
    this.#lines.push('{"end":"full"}');
    this.#state = 'full';
    this.#flush();
    this.#log.warn(
      { file: this.#options.path, bytes: this.#bytes },
      'the recording has its greatest size and has ended',
    );
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
    this.#writing = this.#writing.then(() => this.#write(bytes));
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await writeAsync(this.#fd, bytes, at, bytes.length - at, null)).bytesWritten;
      }
      this.#waiting -= bytes.length;
    } catch (error) {
      // A line may be cut now; nothing can follow it.
      if (this.#state !== 'broken')
        this.#log.error(
          { file: this.#options.path, error: errnoOf(error) },
          'the recording cannot be written and ends',
        );
      this.#state = 'broken';
    }
  }
}
