import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { compileFilter, type Filter } from './filter.ts';
import { type Ack, Outgoing, type Output } from './output.ts';
import { classify } from './spool/classify.ts';
import type { Losses } from './spool/losses.ts';
import { OTHER } from './spool/record.ts';
import type { Spool } from './spool/spool.ts';

export type RunnerOptions = {
  /** Greatest size of one batch; a single record may be larger than `batchBytes`. */
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** Failures in a row after which the circuit opens: from then on one record at a time is tried. */
  readonly circuitFailures: number;
  readonly filter: Filter;
};

export const defaultRunnerOptions: RunnerOptions = {
  batchRecords: 512,
  batchBytes: 1 << 20,
  retryFirstMs: 100,
  retryMaxMs: 30_000,
  circuitFailures: 5,
  filter: {},
};

/** A receiver's Retry-After is honoured up to here. */
const MAX_RETRY_AFTER_MS = 600_000;
const LOG_EVERY = 100;

type Batch = {
  readonly outgoing: readonly { readonly seq: number; readonly record: Outgoing }[];
  /** Where to go on when all of it is done with. */
  readonly next: number;
};

/** Delivers the spool's records to one output, in order, at its own pace; other outputs and the pipeline never notice. */
export class OutputRunner {
  readonly #options: RunnerOptions;
  readonly #output: Output;
  readonly #spool: Spool;
  readonly #log: Logger;
  readonly #losses: Losses;
  readonly #takes: ((record: Outgoing['record']) => boolean) | undefined;
  #writing: Promise<Ack> | undefined;
  /** A batch made the output throw: until one goes through, records go one at a time, and the one to blame is refused. */
  #suspicious = false;
  /** Failures since the last success. */
  #failures = 0;
  delivered = 0;
  retried = 0;

  constructor(options: RunnerOptions, deps: { output: Output; spool: Spool; log: Logger; losses: Losses }) {
    this.#options = options;
    this.#output = deps.output;
    this.#spool = deps.spool;
    this.#log = deps.log;
    this.#losses = deps.losses;
    this.#takes = compileFilter(options.filter);
  }

  get name(): string {
    return this.#output.name;
  }

  get circuitOpen(): boolean {
    return this.#failures >= this.#options.circuitFailures;
  }

  /** Delivers until `signal` aborts, then what still waits, until `deadline` aborts: an output that hangs is left behind. */
  async run(signal: AbortSignal, deadline: AbortSignal): Promise<void> {
    const retry = backoff({ firstMs: this.#options.retryFirstMs, maxMs: this.#options.retryMaxMs });
    while (!deadline.aborted) {
      const from = this.#spool.cursor(this.name);
      if (signal.aborted && this.#spool.waiting(this.name) === 0) break;
      await this.#spool.ready(from, signal);
      const batch = await this.#read(from);
      if (batch.outgoing.length === 0) {
        this.#spool.advance(this.name, batch.next);
        continue;
      }
      const waitMs = await this.#deliver(batch, retry, deadline);
      // At the end there is no time for patience.
      if (waitMs > 0)
        await sleep(signal.aborted ? Math.min(waitMs, this.#options.retryFirstMs) : waitMs, phase(signal, deadline));
    }
    // Not under a write that hangs: its descriptor's number would soon be another file's.
    if (this.#writing === undefined) await this.#output.close();
  }

  async #read(from: number): Promise<Batch> {
    const { batchRecords, batchBytes } = this.#options;
    const { records, next } = await this.#spool.read(
      from,
      this.circuitOpen || this.#suspicious ? 1 : batchRecords,
      batchBytes,
    );
    const outgoing = records.map(({ meta, payload }) => ({ seq: meta.seq, record: new Outgoing(payload) }));
    const takes = this.#takes;
    if (takes === undefined) return { outgoing, next };
    const taken = outgoing.filter(({ record }) => takesOrThrows(takes, record));
    return { outgoing: taken, next };
  }

  /** Advances the position past what is done with; gives the wait before the next attempt, ms. */
  async #deliver(batch: Batch, retry: ReturnType<typeof backoff>, deadline: AbortSignal): Promise<number> {
    this.#writing = this.#write(batch, deadline).finally(() => {
      this.#writing = undefined;
    });
    const ack = await orAborted(this.#writing, deadline);
    if (ack === undefined) return 0;
    const { accepted, refused = 0, error } = ack;
    this.delivered += accepted - refused;
    if (refused > 0) this.#refused(batch, accepted, refused, error);
    const rest = batch.outgoing[accepted];
    if (accepted > 0 || rest === undefined) this.#spool.advance(this.name, rest?.seq ?? batch.next);
    if (rest === undefined) {
      this.#succeeded();
      retry.reset();
      return 0;
    }
    // Part of it went through: the receiver works, and the rest is tried soon.
    if (accepted > 0) retry.reset();
    this.#failed(error);
    return Math.max(retry.next(), Math.min(ack.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
  }

  /**
   * Never rejects. An output that throws breaks its promise: a record is not what its schema says (written by another version,
   * say). Tried for ever it would hold back everything behind it.
   */
  async #write({ outgoing }: Batch, deadline: AbortSignal): Promise<Ack> {
    try {
      const ack = await this.#output.write(
        outgoing.map(({ record }) => record),
        deadline,
      );
      this.#suspicious &&= ack.accepted === 0;
      return ack;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (outgoing.length === 1) return { accepted: 1, refused: 1, error };
      this.#suspicious = true;
      return { accepted: 0, error };
    }
  }

  #refused(batch: Batch, accepted: number, refused: number, error: Error | undefined): void {
    this.#log.error(
      { output: this.name, records: refused, error: error?.message },
      'the receiver refused records for good',
    );
    this.#losses.counts.add(refused, this.name, 'refused');
    // The receiver does not always say which; the announcement gives their number and the batch's severities in order.
    for (const { record } of batch.outgoing.slice(0, accepted).slice(-refused)) {
      const severity = severityOf(record);
      // The refusal of an announcement is not announced again.
      if (severity === OTHER) continue;
      this.#losses.add({ place: 'output', reason: 'refused', output: this.name, records: 1 }, severity);
    }
  }

  #succeeded(): void {
    if (this.#failures > 0) this.#log.info({ output: this.name }, 'findings are written again');
    this.#failures = 0;
  }

  #failed(error: Error | undefined): void {
    this.retried++;
    this.#failures++;
    if (this.#failures !== 1 && this.#failures % LOG_EVERY !== 0) return;
    this.#log.error(
      { output: this.name, error: error?.message, waiting: this.#spool.waiting(this.name) },
      'findings cannot be written; they wait and are tried again',
    );
  }
}

function severityOf(outgoing: Outgoing): number {
  try {
    return classify(outgoing.record).severity;
  } catch {
    return OTHER;
  }
}

/** What cannot be read is the output's to refuse. */
function takesOrThrows(takes: (record: Outgoing['record']) => boolean, outgoing: Outgoing): boolean {
  try {
    return takes(outgoing.record);
  } catch {
    return true;
  }
}

/** Waiting ends with the running phase, and in the closing phase with that. */
function phase(signal: AbortSignal, deadline: AbortSignal): AbortSignal {
  return signal.aborted ? deadline : signal;
}

/** What `work` gives, or undefined as soon as `signal` aborts. Leaves no listener behind, as a race of promises would. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
