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
  /** Records dropped because the queue was full. */
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
    if (this.#queue.length >= this.#options.maxQueued) {
      this.dropped++;
      return;
    }
    this.#queue.push(record);
    this.#wake?.();
  }

  /** Writes until `signal` aborts, then what still waits, for a bounded time. */
  async run(signal: AbortSignal): Promise<void> {
    const retry = backoff({ firstMs: 100, maxMs: 5_000 });
    while (!signal.aborted) {
      if (this.#queue.length === 0) await this.#untilWork(signal);
      else if (await this.#writeBatch()) retry.reset();
      else await sleep(retry.next(), signal);
    }
    await this.#drain();
    await this.#output.close();
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + this.#options.closeMs;
    while (this.#queue.length > 0 && performance.now() < deadline) {
      if (!(await this.#writeBatch())) await sleep(100);
    }
    if (this.#queue.length > 0) {
      this.dropped += this.#queue.length;
      this.#log.error({ output: this.#output.name, records: this.#queue.length }, 'records lost at shutdown');
    }
  }

  async #writeBatch(): Promise<boolean> {
    const batch = this.#queue.slice(0, this.#options.batch);
    const { accepted, error } = await this.#output.write(batch);
    this.#queue = this.#queue.slice(accepted);
    this.written += accepted;
    if (error === undefined) return true;
    this.retries++;
    if (this.retries === 1 || this.retries % 100 === 0)
      this.#log.error(
        { output: this.#output.name, error: error.message, waiting: this.#queue.length },
        'findings cannot be written; they wait in memory and are tried again',
      );
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
