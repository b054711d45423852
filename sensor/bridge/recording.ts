import type { z } from 'zod';
import type { EventSink, ExecSource, Gap, HostIdentity } from './bridge.ts';
import type { ExecEvent } from './event.ts';
import { decodeEvent, type Shared } from './recording/event.ts';
import {
  gapSchema,
  headerSchema,
  hostSchema,
  MAX_SHARED,
  RecordingError,
  type RecordingHeader,
} from './recording/format.ts';
import { LineFile } from './recording/lines.ts';
import { decodeValue } from './recording/values.ts';

export { RecordingError, type RecordingHeader } from './recording/format.ts';
export { RecordingWriter } from './recording/writer.ts';

export type RecordingDeps = {
  /** The sensor's folding looked for repeats, at this time of its monotonic clock. Everything before it has been given. */
  readonly onTick: (nowMs: number) => void;
};

/** What a recording turned out to hold. */
export type RecordingReport = {
  readonly execs: number;
  /** Lines that could not be used, the first of them by number and reason. */
  readonly damaged: number;
  readonly firstDamage: string | undefined;
  /** The file ends inside a line: the rest of it was never written. */
  readonly cut: boolean;
  /** Why it ends; undefined: the sensor was killed. */
  readonly end: string | undefined;
  /** Judged files that the sensor could not record. */
  readonly dropped: number;
};

/** What else was recorded with an exec, as it stands in the file, and the values that it refers to. */
export type Recorded = { readonly line: Readonly<Record<string, unknown>>; readonly shared: Shared };

type SharedValue = { readonly raw: unknown; kind: z.ZodType<unknown> | undefined; decoded: unknown };

const BATCH = 256;

/** Execs from a file that `RecordingWriter` wrote: an untrusted one, since recordings are passed around. */
export class RecordingSource implements ExecSource {
  readonly name = 'recording';
  readonly complete = true;
  readonly header: RecordingHeader;
  readonly #lines: LineFile;
  readonly #deps: RecordingDeps;
  readonly #shared = new Map<number, SharedValue>();
  readonly #recorded = new WeakMap<ExecEvent, Recorded>();
  #pending: (string | undefined)[];
  #host: HostIdentity = { mntNs: 0, rootDev: 0, rootIno: 0n };
  #lineNumber = 1;
  #batch: ExecEvent[] = [];
  readonly #report = {
    execs: 0,
    damaged: 0,
    firstDamage: undefined as string | undefined,
    cut: false,
    end: undefined as string | undefined,
    dropped: 0,
  };

  /** Throws a RecordingError when the file is no recording, or one of another version. */
  constructor(path: string, deps: RecordingDeps) {
    this.#deps = deps;
    this.#lines = new LineFile(path);
    try {
      let first: (string | undefined)[] | undefined = [];
      while (first?.length === 0) first = this.#lines.next();
      this.header = parseHeader(path, first?.[0]);
      this.#pending = first?.slice(1) ?? [];
    } catch (error) {
      this.#lines.close();
      throw error;
    }
  }

  /** At this point of the recording. */
  get host(): HostIdentity {
    return this.#host;
  }

  report(): RecordingReport {
    return { ...this.#report };
  }

  /** What was recorded with an event that this source gave. */
  recordedWith(event: ExecEvent): Recorded {
    const recorded = this.#recorded.get(event);
    if (recorded === undefined) throw new TypeError('an event of another source');
    return recorded;
  }

  ack(): void {}

  registerContainer(): void {}

  /**
   * Gives everything in the order of the file; resolves at its end or when `signal` aborts. Once only. Waits for `written`
   * after each chunk.
   */
  async run(signal: AbortSignal, sink: EventSink, written?: () => Promise<void>): Promise<void> {
    try {
      let lines: (string | undefined)[] | undefined = this.#pending;
      while (lines !== undefined) {
        for (const line of lines) this.#take(line, sink);
        this.#give(sink);
        // Signals and outputs get their turn.
        await new Promise((resolve) => setImmediate(resolve));
        await written?.();
        if (signal.aborted) return;
        lines = this.#lines.next();
      }
      this.#report.cut = this.#lines.cut;
    } finally {
      this.#lines.close();
    }
  }

  /** A line that cannot be used is counted; the rest of the recording still is. */
  damaged(why: string, line = this.#lineNumber): void {
    this.#report.damaged++;
    this.#report.firstDamage ??= `line ${line}: ${why}`;
  }

  #take(text: string | undefined, sink: EventSink): void {
    this.#lineNumber++;
    try {
      if (text === undefined) throw new RangeError('too long');
      this.#use(JSON.parse(text) as Record<string, unknown>, sink);
    } catch (error) {
      this.damaged(reasonOf(error));
    }
  }

  #use(line: Record<string, unknown>, sink: EventSink): void {
    if (line.x !== undefined) this.#exec(line);
    else if (typeof line.s === 'number') this.#define(line.s, line.v);
    else if (line.host !== undefined) {
      // Events before this line are judged with the host as it was.
      this.#give(sink);
      this.#host = hostSchema.parse(decodeValue(line.host));
    } else if (typeof line.tick === 'number') {
      this.#give(sink);
      this.#deps.onTick(line.tick);
    } else if (line.gap !== undefined) {
      const gap: Gap = gapSchema.parse(decodeValue(line.gap));
      this.#give(sink);
      sink.gap(gap);
    } else if (typeof line.dropped === 'number') this.#report.dropped += line.dropped;
    else if (line.reset === true) {
      this.#give(sink);
      this.#shared.clear();
    } else if (typeof line.end === 'string') this.#report.end = line.end;
    else throw new RangeError('of no known kind');
    if (this.#batch.length >= BATCH) this.#give(sink);
  }

  #exec(line: Record<string, unknown>): void {
    // Values are looked up when the event is used, which is before any later line changes them (`reset` gives first).
    const shared = this.#lookup;
    const event = decodeEvent(line.x, shared);
    this.#recorded.set(event, { line, shared });
    this.#report.execs++;
    this.#batch.push(event);
  }

  #give(sink: EventSink): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    sink.execs(batch);
  }

  #define(number: number, raw: unknown): void {
    if (this.#shared.size >= MAX_SHARED) throw new RangeError('more shared values than there can be');
    this.#shared.set(number, { raw, kind: undefined, decoded: undefined });
  }

  readonly #lookup: Shared = <T>(number: unknown, kind: z.ZodType<T>): T => {
    const value = typeof number === 'number' ? this.#shared.get(number) : undefined;
    if (value === undefined) throw new RangeError(`refers to a value that is not there: ${String(number)}`);
    if (value.kind !== kind) {
      value.decoded = kind.parse(decodeValue(value.raw));
      value.kind = kind;
    }
    return value.decoded as T;
  };
}

function parseHeader(path: string, line: string | undefined): RecordingHeader {
  let raw: unknown;
  try {
    raw = JSON.parse(line ?? '');
  } catch (cause) {
    throw new RecordingError('not_a_recording', `${path} is no recording: its first line is no header`, { cause });
  }
  const parsed = headerSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const schema = typeof raw === 'object' && raw !== null && 'schema' in raw ? String(raw.schema).slice(0, 80) : 'none';
  const code = schema.startsWith('drift-sensor.recording/') ? 'version' : 'not_a_recording';
  throw new RecordingError(code, `${path} is no recording that this version reads (schema ${JSON.stringify(schema)})`, {
    cause: parsed.error,
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'no JSON';
  return error instanceof RangeError ? error.message : 'a value of the wrong kind';
}
