import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import type { Output, OutputRecord } from './output.ts';

export type ForwarderOptions = {
  /** Records that wait for the output; beyond it new ones are dropped and counted. */
  readonly maxQueued: number;
  readonly batch: number;
  /** How long `close` may take to deliver what waits. */
  readonly closeMs: number;
};

export const defaultForwarderOptions: ForwarderOptions = { maxQueued: 20_000, batch: 256, closeMs: 3_000 };

/** Takes records at once and writes them in order, in batches, with retries; the output's trouble never reaches the pipeline. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #output: Output;
  readonly #log: Logger;
  #queue: OutputRecord[] = [];
  #wake: (() => void) | undefined;
  /** The batch that the output has not answered yet; there is never a second one beside it. */
  #writing: Promise<boolean> | undefined;
  #failing = false;
  #closed = false;
  /** Records dropped because the queue was full, or that could not be delivered at the end. */
  dropped = 0;
  written = 0;
  retries = 0;

  constructor(options: ForwarderOptions, deps: { output: Output; log: Logger }) {
    this.#options = options;
    this.#output = deps.output;
    this.#log = deps.log;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get outputName(): string {
    return this.#output.name;
  }

  put(record: OutputRecord): void {
    if (this.#closed || this.#queue.length >= this.#options.maxQueued) {
      this.dropped++;
      return;
    }
    this.#queue.push(record);
    this.#wake?.();
  }

  /** Writes until `signal` aborts, then what still waits, for a bounded time: an output that hangs is left behind. */
  async run(signal: AbortSignal): Promise<void> {
    const retry = backoff({ firstMs: 100, maxMs: 5_000 });
    while (!signal.aborted) {
      if (this.#queue.length === 0) {
        await this.#untilWork(signal);
        continue;
      }
      const written = await orAborted(this.#writeBatch(), signal);
      if (written === true) retry.reset();
      else if (written === false) await sleep(retry.next(), signal);
    }
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const ended = new AbortController();
    const deadline = setTimeout(() => ended.abort(), this.#options.closeMs);
    while (this.#queue.length > 0 && !ended.signal.aborted) {
      const written = await orAborted(this.#writeBatch(), ended.signal);
      if (written === false) await sleep(100, ended.signal);
    }
    clearTimeout(deadline);
    this.#closed = true;
    if (this.#queue.length > 0) {
      this.dropped += this.#queue.length;
      this.#log.error({ output: this.#output.name, records: this.#queue.length }, 'records lost at shutdown');
      this.#queue = [];
    }
    // Not under a write that hangs: its descriptor's number would soon be another file's.
    if (this.#writing === undefined) await this.#output.close();
  }

  #writeBatch(): Promise<boolean> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #write(): Promise<boolean> {
    const batch = this.#queue.slice(0, this.#options.batch);
    const { accepted, error } = await this.#output.write(batch);
    this.#queue = this.#queue.slice(accepted);
    this.written += accepted;
    if (error === undefined) {
      if (this.#failing) this.#log.info({ output: this.#output.name }, 'findings are written again');
      this.#failing = false;
      return true;
    }
    this.retries++;
    if (!this.#failing || this.retries % 100 === 0)
      this.#log.error(
        { output: this.#output.name, error: error.message, waiting: this.#queue.length },
        'findings cannot be written; they wait in memory and are tried again',
      );
    this.#failing = true;
    return false;
  }

  #untilWork(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted || this.#queue.length > 0) done();
    });
  }
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
