/**
 * What has been said of each finding, over the sensor's death: its greatest revision and its count. Receivers key on
 * (id, revision); a sensor that counted from one again would have its news taken for what they know already.
 *
 * A journal of lines, each with its checksum; a finding's last line counts. What is said in one turn of the event loop is
 * written in one write, before an output reads it: after a `kill -9` nothing is said under a revision that was used. It is
 * made durable every second or so; after a power cut (another boot, and no good end) every revision skips what that time can
 * have used. The file is read at the start and rewritten when it is long.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { errnoOf } from '../runtime/errno.ts';
import type { Logger } from '../runtime/log.ts';

/** What is kept of one finding. */
export type Said = {
  readonly revision: number;
  readonly count: number;
  readonly firstSeen: string;
  /** The process that was counted last: one that runs on is no second occurrence. */
  readonly pid: number;
  readonly startedAtMs: number;
};

export type RevisionsOptions = {
  readonly path: string;
  /** Findings that are kept; the one said longest ago makes room. */
  readonly maxFindings: number;
  /** Of the journal, before it is rewritten. */
  readonly maxBytes?: number;
  /** Tells a power cut from a death. */
  readonly bootId: string;
};

const MAX_BYTES = 8 << 20;
/** A longer file is not ours. */
const MAX_READ_BYTES = 64 << 20;
const FILE_MODE = 0o600;
const SYNC_MS = 1_000;
const LINE = /^([0-9a-f]{64}) (\d{1,10}) (\d{1,15}) (\d{1,10}) (-?\d{1,16}) ([0-9TZ:.+-]{1,40})$/;
const HEAD = /^drift-sensor\.revisions\/1 (\S{1,64})$/;
const END = 'end';
/** A finding is repeated once a second at most, and what was said within about two seconds may not have become durable. */
const POWER_CUT_SKIPS = 8;

export class Revisions {
  readonly #options: RevisionsOptions;
  readonly #log: Logger;
  /** In order of what was said last. */
  readonly #said = new Map<string, Said>();
  #lines: string[] = [];
  #fd: number | undefined;
  #bytes = 0;
  #unsynced = false;
  #syncing = false;
  #syncedAtMs = 0;
  /** The journal lacks something: it is written anew. */
  #behind = true;
  #failure: string | undefined;
  /** Lines that were damaged. */
  damaged = 0;

  private constructor(options: RevisionsOptions, deps: { log: Logger }) {
    this.#options = options;
    this.#log = deps.log;
  }

  /** Never throws: where nothing can be read or written, revisions begin anew, and that is logged. */
  static open(options: RevisionsOptions, deps: { log: Logger }): Revisions {
    const revisions = new Revisions(options, deps);
    revisions.#load();
    revisions.#write(true);
    return revisions;
  }

  get size(): number {
    return this.#said.size;
  }

  /** Why nothing is kept; undefined where it is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  recall(id: string): Said | undefined {
    return this.#said.get(id);
  }

  /** Call before it is said. */
  note(id: string, { revision, count, firstSeen, pid, startedAtMs }: Said): void {
    const said = { revision, count, firstSeen, pid, startedAtMs };
    this.#said.delete(id);
    this.#said.set(id, said);
    this.#forgetOldest();
    // Before the promises that the saying itself resolves: outputs come after.
    if (this.#lines.length === 0) queueMicrotask(() => this.#write());
    this.#lines.push(lineOf(id, said));
  }

  /** Now and then makes durable what was written, or tries again what could not be written. Call often. */
  tick(nowMs: number): void {
    if (this.#syncing || nowMs - this.#syncedAtMs < SYNC_MS) return;
    this.#syncedAtMs = nowMs;
    if (this.#behind) this.#write(true);
    const fd = this.#fd;
    if (fd === undefined || !this.#unsynced) return;
    this.#unsynced = false;
    this.#syncing = true;
    fdatasync(fd, (error) => {
      this.#syncing = false;
      // A file that was replaced meanwhile needs it no more.
      if (error !== null && fd === this.#fd) this.#failed(error);
    });
  }

  /** The good end: the next start skips nothing. */
  close(): void {
    this.#write(true);
    const fd = this.#fd;
    if (fd === undefined) return;
    try {
      if (!this.#behind) this.#append(fd, withChecksum(END));
      fdatasyncSync(fd);
    } catch (error) {
      this.#failed(error);
    }
    closeSync(fd);
    this.#fd = undefined;
    this.#behind = true;
  }

  #load(): void {
    const { path, bootId } = this.#options;
    let text: string;
    try {
      if (statSync(path).size > MAX_READ_BYTES) throw new Error('it is longer than it can be');
      text = readFileSync(path, 'latin1');
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT')
        this.#log.error({ path, why: String(error) }, 'revisions of findings begin anew: the journal cannot be read');
      return;
    }
    let boot = '';
    let ended = false;
    for (const line of text.split('\n')) {
      const rest = checked(line);
      if (rest === undefined) {
        if (line !== '') this.damaged++;
        continue;
      }
      ended = rest === END;
      boot = HEAD.exec(rest)?.[1] ?? boot;
      const [, id, revision, count, pid, startedAtMs, firstSeen] = LINE.exec(rest) ?? [];
      if (id === undefined || firstSeen === undefined) continue;
      this.#said.delete(id);
      const numbers = { pid: Number(pid), startedAtMs: Number(startedAtMs) };
      this.#said.set(id, { revision: Number(revision), count: Number(count), firstSeen, ...numbers });
      this.#forgetOldest();
    }
    // One torn line at the end is how a death looks.
    if (this.damaged > 1)
      this.#log.warn({ path, lines: this.damaged }, 'damage in the journal of revisions was skipped');
    if (ended || boot === bootId) return;
    for (const [id, said] of this.#said) this.#said.set(id, { ...said, revision: said.revision + POWER_CUT_SKIPS });
  }

  #forgetOldest(): void {
    if (this.#said.size <= this.#options.maxFindings) return;
    for (const [oldest] of this.#said) {
      this.#said.delete(oldest);
      return;
    }
  }

  /** After a failure only where `again` is said: a full disk is not written to with every finding. */
  #write(again = false): void {
    const text = this.#lines.join('');
    this.#lines = [];
    if (this.#behind && !again) return;
    try {
      const long = this.#bytes > (this.#options.maxBytes ?? MAX_BYTES);
      if (this.#behind || this.#fd === undefined || long) this.#rewrite();
      else this.#append(this.#fd, text);
      if (this.#failure !== undefined)
        this.#log.info({ path: this.#options.path }, 'revisions of findings are kept again');
      this.#failure = undefined;
    } catch (error) {
      this.#behind = true;
      this.#failed(error);
    }
  }

  #append(fd: number, text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    this.#bytes += bytes.length;
    this.#unsynced = true;
  }

  /** A file of its own that takes the old one's name when it is durable. */
  #rewrite(): void {
    const { path, bootId } = this.#options;
    const temporary = `${path}.tmp`;
    const fd = openSync(temporary, 'w', FILE_MODE);
    try {
      const lines = [withChecksum(`drift-sensor.revisions/1 ${bootId}`)];
      for (const [id, said] of this.#said) lines.push(lineOf(id, said));
      this.#bytes = 0;
      this.#append(fd, lines.join(''));
      fdatasyncSync(fd);
      renameSync(temporary, path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = fd;
    this.#behind = false;
  }

  #failed(error: unknown): void {
    const why = errnoOf(error);
    if (this.#failure === undefined)
      this.#log.error(
        { path: this.#options.path, why },
        'revisions of findings cannot be kept: after a restart they may repeat',
      );
    this.#failure = why;
  }
}

function lineOf(id: string, { revision, count, pid, startedAtMs, firstSeen }: Said): string {
  return withChecksum(`${id} ${revision} ${count} ${pid} ${startedAtMs} ${firstSeen}`);
}

function withChecksum(rest: string): string {
  return `${crc32(rest).toString(16).padStart(8, '0')} ${rest}\n`;
}

function checked(line: string): string | undefined {
  const rest = line.slice(9);
  return line.length < 200 && line.slice(0, 9) === `${crc32(rest).toString(16).padStart(8, '0')} ` ? rest : undefined;
}
