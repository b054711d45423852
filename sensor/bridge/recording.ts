import type { z } from 'zod';
import type { EventSink, ExecSource, Gap, HostIdentity } from './bridge.ts';
import type { ExecEvent } from './event.ts';
import { checkEventLine, type EventLine, eventOf, type Shared } from './recording/event.ts';
import { ExecLineReader } from './recording/exec-line.ts';
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

/** What else was recorded with an exec, as it stands in the file. */
export type Recorded = Readonly<Record<string, unknown>>;

/** As `EventSink`; `recorded[i]` belongs to `events[i]`. */
export type RecordingSink = Pick<EventSink, 'gap'> & {
  execs(events: readonly ExecEvent[], recorded: readonly Recorded[]): void;
};

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
  readonly #execLine = new ExecLineReader();
  #host: HostIdentity = { mntNs: 0, rootDev: 0, rootIno: 0n };
  #lineNumber = 1;
  #batch: ExecEvent[] = [];
  #recorded: Recorded[] = [];
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
      let found = false;
      while (!found && this.#lines.fill()) found = this.#lines.next();
      this.header = parseHeader(path, found && !this.#lines.tooLong ? this.#text() : undefined);
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

  /**
   * A value that an exec refers to, decoded and checked. Throws a RangeError where there is none, or the fault of `kind`. Valid
   * while the events that refer to it are being given: a later line may change what a number stands for.
   */
  get shared(): Shared {
    return this.#lookup;
  }

  ack(): void {}

  registerContainer(): void {}

  /**
   * Gives everything in the order of the file; resolves at its end or when `signal` aborts. Once only. Waits for `written`
   * after each chunk.
   */
  async run(signal: AbortSignal, sink: RecordingSink, written?: () => Promise<void>): Promise<void> {
    try {
      do {
        while (this.#lines.next()) this.#take(sink);
        this.#give(sink);
        // Signals and outputs get their turn.
        await new Promise((resolve) => setImmediate(resolve));
        await written?.();
        if (signal.aborted) return;
      } while (this.#lines.fill());
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

  #take(sink: RecordingSink): void {
    this.#lineNumber++;
    try {
      const { data, start, end } = this.#lines;
      const exec = this.#execLine.read(data, start, end);
      if (exec !== undefined) this.#exec(exec.x, exec);
      else this.#use(JSON.parse(this.#text()) as Record<string, unknown>, sink);
      if (this.#batch.length >= BATCH) this.#give(sink);
    } catch (error) {
      this.damaged(reasonOf(error));
    }
  }

  #text(): string {
    const { data, start, end, tooLong } = this.#lines;
    if (tooLong) throw new RangeError('too long');
    return data.toString('utf8', start, end);
  }

  #use(line: Record<string, unknown>, sink: RecordingSink): void {
    if (line.x !== undefined) this.#exec(checkEventLine(line.x), line);
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
  }

  #exec(line: EventLine, recorded: Recorded): void {
    const event = eventOf(line, this.#lookup);
    this.#report.execs++;
    this.#batch.push(event);
    this.#recorded.push(recorded);
  }

  #give(sink: RecordingSink): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    const recorded = this.#recorded;
    this.#batch = [];
    this.#recorded = [];
    sink.execs(batch, recorded);
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
