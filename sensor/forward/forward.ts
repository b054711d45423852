/** The last stage: takes records, keeps them in the spool, and has each output deliver them at its own pace. */
import { rfc3339 } from '../finding/text.ts';
import { sleep } from '../runtime/abort.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { fitRecord } from './fit.ts';
import type { Output, OutputRecord } from './output.ts';
import { defaultRunnerOptions, OutputRunner, type RunnerOptions } from './runner.ts';
import { classify } from './spool/classify.ts';
import { Losses } from './spool/losses.ts';
import type { SpoolOptions } from './spool/options.ts';
import { Spool } from './spool/spool.ts';

export type ForwarderOptions = {
  readonly spool: SpoolOptions;
  /** How long `close` may take to deliver what waits; the rest stays in the spool. */
  readonly closeMs: number;
  /** Of one record as JSON; what is longer loses its least important parts. */
  readonly maxRecordBytes: number;
  /** What was lost is announced this often. */
  readonly announceMs?: number;
  /** In the records that are written here. */
  readonly cluster: string | undefined;
  readonly node: string;
};

export const CLOSE_MS = 3_000;
export const MAX_RECORD_BYTES = 64 << 10;

export type ForwardTo = { readonly output: Output; readonly options?: Partial<RunnerOptions> };

type Modules = { readonly clock: Clock; readonly log: Logger };

const ANNOUNCE_MS = 1_000;
const RESTART_MS = 1_000;

/** How the last stage is, for people and collectors. */
export type ForwardStatus = {
  readonly spool: { readonly state: 'disk' | 'memory'; readonly why?: string; readonly bytes: number };
  readonly outputs: readonly {
    readonly name: string;
    readonly delivered: number;
    readonly retried: number;
    readonly undelivered: number;
    readonly oldest_seconds: number;
    readonly circuit_open: boolean;
  }[];
};

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #losses: Losses;
  #ended = false;
  readonly spool: Spool;
  readonly outputs: readonly OutputRunner[];

  private constructor(
    options: ForwarderOptions,
    deps: Modules & { spool: Spool; losses: Losses; outputs: readonly ForwardTo[] },
  ) {
    this.#options = options;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#losses = deps.losses;
    this.spool = deps.spool;
    this.outputs = deps.outputs.map(
      ({ output, options: own }) =>
        new OutputRunner(
          { ...defaultRunnerOptions, ...own },
          { output, spool: deps.spool, log: deps.log, losses: deps.losses },
        ),
    );
  }

  /** Recovers the spool. Never rejects for the disk's sake: see Spool. */
  static async open(options: ForwarderOptions, outputs: readonly ForwardTo[], deps: Modules): Promise<Forwarder> {
    const losses = new Losses();
    const names = outputs.map(({ output }) => output.name);
    const spool = await Spool.open(options.spool, names, { log: deps.log, losses });
    return new Forwarder(options, { ...deps, spool, losses, outputs });
  }

  /** Lost records by output and reason. */
  get lost(): Losses['counts'] {
    return this.#losses.counts;
  }

  /** Records lost to an output, over all outputs. */
  get dropped(): number {
    let dropped = 0;
    for (const { value } of this.#losses.counts.samples()) dropped += value;
    return dropped;
  }

  /** What the slowest output has not had yet. */
  get queued(): number {
    return Math.max(0, ...this.outputs.map(({ name }) => this.spool.waiting(name)));
  }

  get written(): number {
    return this.outputs.reduce((total, { delivered }) => total + delivered, 0);
  }

  get retries(): number {
    return this.outputs.reduce((total, { retried }) => total + retried, 0);
  }

  describe(): ForwardStatus {
    const { state, bytes } = this.spool;
    return {
      spool: { state: state.kind, ...(state.kind === 'memory' && { why: state.why }), bytes },
      outputs: this.outputs.map(({ name, delivered, retried, circuitOpen }) => ({
        name,
        delivered,
        retried,
        undelivered: this.spool.waiting(name),
        oldest_seconds: Math.round(this.spool.oldestMs(name) / 1000),
        circuit_open: circuitOpen,
      })),
    };
  }

  /** Takes a record at once; it is safe when a `flushed` that is called later resolves. */
  put(record: OutputRecord): void {
    const of = classify(record);
    if (this.#ended) {
      for (const { name } of this.outputs) this.#losses.counts.add(1, name, 'shutdown');
      return;
    }
    const payload = fitRecord(record, this.#options.maxRecordBytes);
    if (payload !== undefined) {
      this.spool.put(of, payload);
      return;
    }
    for (const { name } of this.outputs) this.#losses.counts.add(1, name, 'too_large');
    this.#losses.add({ place: 'spool', reason: 'too_large', records: 1 }, of.severity);
  }

  flushed(): Promise<'disk' | 'memory'> {
    return this.spool.flushed();
  }

  /** Until `signal` aborts; then delivers what waits for a bounded time, and makes the rest durable. */
  async run(signal: AbortSignal): Promise<void> {
    const deadline = new AbortController();
    const closing = new AbortController();
    const onAbort = () => {
      timer = setTimeout(() => deadline.abort(), this.#options.closeMs);
    };
    let timer: NodeJS.Timeout | undefined;
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const spooling = this.spool.run(closing.signal);
    const announcing = this.#announce(signal);
    await Promise.all(this.outputs.map((output) => this.#keepRunning(output, signal, deadline.signal)));
    clearTimeout(timer);
    closing.abort();
    this.#ended = true;
    await Promise.all([spooling, announcing]);
    this.#countUndelivered();
  }

  /** An output that ends by a fault of ours goes on where it was; silently gone it would look like a quiet node. */
  async #keepRunning(output: OutputRunner, signal: AbortSignal, deadline: AbortSignal): Promise<void> {
    do {
      try {
        await output.run(signal, deadline);
        return;
      } catch (error) {
        this.#log.error(
          { output: output.name, error: String(error) },
          'an output failed by a fault of the sensor; it is started again',
        );
      }
    } while (await sleep(RESTART_MS, signal));
  }

  /** What waits in memory ends with the process. */
  #countUndelivered(): void {
    const { state } = this.spool;
    if (state.kind === 'disk') return;
    for (const { name } of this.outputs) {
      const records = this.spool.waiting(name);
      if (records === 0) continue;
      this.#losses.counts.add(records, name, 'shutdown');
      this.#log.error({ output: name, records, why: state.why }, 'records lost at shutdown');
    }
  }

  /** Says what was lost, by records of its own. */
  async #announce(signal: AbortSignal): Promise<void> {
    do this.#announceLosses();
    while (await sleep(this.#options.announceMs ?? ANNOUNCE_MS, signal));
  }

  #announceLosses(): void {
    const { cluster, node } = this.#options;
    for (const { containers, ...loss } of this.#losses.take()) {
      this.put({
        schema: 'drift-sensor.loss/1',
        time: rfc3339(this.#clock.now()),
        ...(cluster !== undefined && { cluster }),
        node,
        ...loss,
        ...(containers.length > 0 && { containers }),
      });
    }
  }
}
