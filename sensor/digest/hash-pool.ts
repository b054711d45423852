import { Worker } from 'node:worker_threads';
import { workerUrl } from '../runtime/entry.ts';
import type { HashRequest } from './hash-worker.ts';
import type { ExpectedFile, ReadLimits, ReadResult } from './read-file.ts';

export type HashPoolOptions = {
  readonly workers: number;
  /** Requests that wait for a worker; one more is refused with `overload`. */
  readonly maxQueued: number;
  /** A file that is not read within this time plus its size at `slowestBytesPerMs` is given up. */
  readonly timeoutMs: number;
};

/** 50 MB/s: an order below what a slow disk reads. */
const SLOWEST_BYTES_PER_MS = 50_000n;
/** Threads that never came back (a dead disk); beyond this number no new ones are started. */
const MAX_LOST = 8;

export type PoolResult = ReadResult | { readonly kind: 'unread'; readonly reason: 'overload' | 'timeout' };

type Job = { readonly request: HashRequest; readonly settle: (result: PoolResult) => void };
type Slot = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined };

/** Hashes files on threads, so that a large one never delays the event loop. */
export class HashPool {
  readonly #options: HashPoolOptions;
  readonly #slots = new Set<Slot>();
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #lost = 0;
  #closed = false;
  /** Requests that were refused because `maxQueued` were waiting. */
  dropped = 0;

  constructor(options: HashPoolOptions) {
    this.#options = options;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  get lostWorkers(): number {
    return this.#lost;
  }

  /** Never rejects: what goes wrong is a result. */
  hash(path: string, expected: ExpectedFile, limits: ReadLimits): Promise<PoolResult> {
    return new Promise((settle) => {
      if (this.#closed || this.#waiting.length >= this.#options.maxQueued) {
        this.dropped++;
        settle({ kind: 'unread', reason: 'overload' });
        return;
      }
      this.#waiting.push({ request: { id: this.#nextId++, path, expected, limits }, settle });
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.settle({ kind: 'unread', reason: 'overload' });
    await Promise.all([...this.#slots].map((slot) => slot.worker.terminate()));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const slot = this.#idleSlot();
      if (slot === undefined) return;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      slot.job = job;
      const allowedMs = this.#options.timeoutMs + Number(job.request.expected.size / SLOWEST_BYTES_PER_MS);
      slot.timer = setTimeout(() => this.#lose(slot, 'timeout'), Math.min(allowedMs, 0x7fffffff));
      slot.worker.postMessage(job.request);
    }
  }

  #idleSlot(): Slot | undefined {
    for (const slot of this.#slots) if (slot.job === undefined) return slot;
    if (this.#slots.size >= this.#options.workers || this.#lost >= MAX_LOST) return undefined;
    const worker = new Worker(workerUrl(import.meta.url, 'hash-worker'));
    const slot: Slot = { worker, job: undefined, timer: undefined };
    worker.on('message', (message: { id: number; result: ReadResult }) => this.#finish(slot, message.result));
    worker.on('error', () => this.#lose(slot, 'overload'));
    worker.unref();
    this.#slots.add(slot);
    return slot;
  }

  #finish(slot: Slot, result: PoolResult): void {
    clearTimeout(slot.timer);
    const { job } = slot;
    slot.job = undefined;
    job?.settle(result);
    this.#dispatch();
  }

  #lose(slot: Slot, reason: 'timeout' | 'overload'): void {
    if (!this.#slots.delete(slot)) return;
    if (reason === 'timeout') this.#lost++;
    // Not awaited: a thread that is blocked in the kernel ends when the kernel lets it.
    slot.worker.terminate().then(
      () => {
        if (reason === 'timeout') this.#lost--;
      },
      () => {},
    );
    this.#finish(slot, { kind: 'unread', reason });
  }
}
