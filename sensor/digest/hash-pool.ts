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
/** Half a second of hashing. While such files are read, one thread is kept for the others. */
const LARGE_BYTES = 64n << 20n;
/** Threads that never came back (a dead disk); beyond this number no new ones are started. */
const MAX_LOST = 8;

export type PoolResult = ReadResult | { readonly kind: 'unread'; readonly reason: 'overload' | 'timeout' };

type Job = { readonly request: HashRequest; readonly settle: (result: PoolResult) => void };
type Slot = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined };

/** Hashes files on threads, so that a large one never delays the event loop. */
export class HashPool {
  readonly #options: HashPoolOptions;
  readonly #entry: URL;
  readonly #slots = new Set<Slot>();
  readonly #waiting: Job[] = [];
  readonly #waitingLarge: Job[] = [];
  #nextId = 1;
  #lost = 0;
  #closed = false;
  /** Requests that no thread took: `maxQueued` were waiting, no thread could be had, or the pool was closed. */
  dropped = 0;

  /** `entry`: another thread to run, for tests. */
  constructor(options: HashPoolOptions, { entry = workerUrl(import.meta.url, 'hash-worker') }: { entry?: URL } = {}) {
    this.#options = options;
    this.#entry = entry;
  }

  get queued(): number {
    return this.#waiting.length + this.#waitingLarge.length;
  }

  get lostWorkers(): number {
    return this.#lost;
  }

  /** Never rejects: what goes wrong is a result. */
  hash(path: string, expected: ExpectedFile, limits: ReadLimits): Promise<PoolResult> {
    return new Promise((settle) => {
      if (this.#closed || this.queued >= this.#options.maxQueued) {
        this.dropped++;
        settle({ kind: 'unread', reason: 'overload' });
        return;
      }
      const job = { request: { id: this.#nextId++, path, expected, limits }, settle };
      (isLarge(job) ? this.#waitingLarge : this.#waiting).push(job);
      this.#dispatch();
    });
  }

  /** Settles what waits and what is being read, then ends the threads. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#refuseWaiting();
    const slots = [...this.#slots];
    this.#slots.clear();
    for (const slot of slots) this.#finish(slot, { kind: 'unread', reason: 'overload' });
    await Promise.all(slots.map((slot) => slot.worker.terminate()));
  }

  #dispatch(): void {
    while (this.queued > 0) {
      const slot = this.#idleSlot();
      if (slot === undefined) {
        // With no thread at work, none will come back to take what waits.
        if (this.#slots.size === 0) this.#refuseWaiting();
        return;
      }
      const job = this.#nextJob();
      if (job === undefined) return;
      slot.job = job;
      const allowedMs = this.#options.timeoutMs + Number(job.request.expected.size / SLOWEST_BYTES_PER_MS);
      slot.timer = setTimeout(() => this.#lose(slot, 'timeout'), Math.min(allowedMs, 0x7fffffff));
      slot.worker.postMessage(job.request);
    }
  }

  /** Large files may have all threads but one, so that a few of them cannot keep every other file waiting. */
  #nextJob(): Job | undefined {
    const large = [...this.#slots].filter(({ job }) => job !== undefined && isLarge(job)).length;
    const mayTakeLarge = large < Math.max(1, this.#options.workers - 1);
    return (mayTakeLarge ? this.#waitingLarge.shift() : undefined) ?? this.#waiting.shift();
  }

  #refuseWaiting(): void {
    for (const job of [...this.#waiting.splice(0), ...this.#waitingLarge.splice(0)]) {
      this.dropped++;
      job.settle({ kind: 'unread', reason: 'overload' });
    }
  }

  #idleSlot(): Slot | undefined {
    for (const slot of this.#slots) if (slot.job === undefined) return slot;
    if (this.#slots.size >= this.#options.workers || this.#lost >= MAX_LOST) return undefined;
    const worker = this.#startWorker();
    if (worker === undefined) return undefined;
    const slot: Slot = { worker, job: undefined, timer: undefined };
    worker.on('message', (message: { id: number; result: ReadResult }) => this.#finish(slot, message.result));
    worker.on('error', () => this.#lose(slot, 'overload'));
    // Also without an error: a thread that ends must not keep its job.
    worker.on('exit', () => this.#lose(slot, 'overload'));
    worker.unref();
    this.#slots.add(slot);
    return slot;
  }

  #startWorker(): Worker | undefined {
    try {
      return new Worker(this.#entry);
    } catch {
      // No memory or no task left for a thread.
      return undefined;
    }
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
        if (reason !== 'timeout') return;
        this.#lost--;
        this.#dispatch();
      },
      () => {},
    );
    this.#finish(slot, { kind: 'unread', reason });
  }
}

function isLarge({ request }: Job): boolean {
  return request.expected.size > LARGE_BYTES;
}
