import { Worker } from 'node:worker_threads';
import { workerUrl } from '../runtime/entry.ts';
import type { PoolRequest, WorkerMessage } from './hash-worker.ts';
import type { ExpectedFile, ReadLimits, ReadResult } from './read-file.ts';
import type { CodeAnswer, CodeRequest } from './script/code-request.ts';

export type HashPoolOptions = {
  readonly workers: number;
  /** Requests that wait for a worker; one more is refused with `overload`. */
  readonly maxQueued: number;
  /** A file that is not read within this time plus its size at `slowestBytesPerMs` is given up. */
  readonly timeoutMs: number;
  /** Before a thread that has nothing to do is ended, except the last one; default 10 s. */
  readonly idleMs?: number;
};

/** 50 MB/s: an order below what a slow disk reads. */
const SLOWEST_BYTES_PER_MS = 50_000n;
/** Half a second of hashing. While such files are read, one thread is kept for the others. */
const LARGE_BYTES = 64n << 20n;
/** Threads that never came back (a dead disk); beyond this number no new ones are started. */
const MAX_LOST = 8;
/** Of these, how many may have been lost on walking to code, which a container can make wait for ever. */
const MAX_LOST_TO_CODE = MAX_LOST / 2;
/** Walking to code and reading it; 256 MiB from a page cache take a quarter of a second. */
const CODE_TIMEOUT_MS = 2_000;
/** For so long after a lookup that never returned, code of the same mount namespace is not looked for. */
const AVOID_MS = 10_000;
/** A thread costs 10 MB: one waits for work, others that had none for so long are ended. */
const IDLE_MS = 10_000;
/** Loading a thread's code, which no container can hold up, but a node without CPU to spare can: before its first job's time begins. */
const START_MS = 30_000;
const MAX_AVOIDED = 1_024;

export type PoolResult = ReadResult | Unserved;

/** What no thread answered. */
type Unserved = { readonly kind: 'unread'; readonly reason: 'overload' | 'timeout' };
type Job = { readonly request: PoolRequest; readonly settle: (result: never) => void };
type Slot = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined; started: boolean };

/** Hashes files on threads, so that a large one never delays the event loop. */
export class HashPool {
  readonly #options: HashPoolOptions;
  readonly #entry: URL;
  readonly #slots = new Set<Slot>();
  readonly #waiting: Job[] = [];
  readonly #waitingLarge: Job[] = [];
  /** Before files, since those are held and code is not: its process may be gone in a millisecond. */
  readonly #waitingCode: Job[] = [];
  #nextId = 1;
  #lost = 0;
  #lostToCode = 0;
  /** Mount namespaces whose lookups do not return, and until when they are avoided (performance.now()). */
  readonly #avoided = new Map<number, number>();
  #closed = false;
  /** Requests that no thread took: `maxQueued` were waiting, no thread could be had, or the pool was closed. */
  dropped = 0;

  /** `entry`: another thread to run, for tests. */
  constructor(options: HashPoolOptions, { entry = workerUrl(import.meta.url, 'hash-worker') }: { entry?: URL } = {}) {
    this.#options = options;
    this.#entry = entry;
  }

  get queued(): number {
    return this.#waiting.length + this.#waitingLarge.length + this.#waitingCode.length;
  }

  get threads(): number {
    return this.#slots.size;
  }

  get lostWorkers(): number {
    return this.#lost;
  }

  /** Never rejects: what goes wrong is a result. */
  hash(path: string, expected: ExpectedFile, limits: ReadLimits): Promise<PoolResult> {
    return new Promise((settle) =>
      this.#add({ request: { kind: 'hash', id: this.#nextId++, path, expected, limits }, settle }),
    );
  }

  /** Never rejects: what goes wrong is an answer. */
  code(request: Omit<CodeRequest, 'kind' | 'id'>): Promise<CodeAnswer> {
    return new Promise((settle) => {
      const job: Job = { request: { kind: 'code', id: this.#nextId++, ...request }, settle };
      const mayBlock = this.#lostToCode >= MAX_LOST_TO_CODE || this.#avoids(request.mntNs);
      if (mayBlock) this.#refuse(job, 'timeout');
      else this.#add(job);
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

  #add(job: Job): void {
    if (this.#closed || this.queued >= this.#options.maxQueued) {
      this.#refuse(job, 'overload');
      return;
    }
    if (job.request.kind === 'code') this.#waitingCode.push(job);
    else (isLarge(job) ? this.#waitingLarge : this.#waiting).push(job);
    this.#dispatch();
  }

  #refuse(job: Job, reason: Unserved['reason']): void {
    this.dropped++;
    settle(job, { kind: 'unread', reason });
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
      this.#setDeadline(slot);
      slot.worker.postMessage(job.request);
    }
  }

  #setDeadline(slot: Slot): void {
    clearTimeout(slot.timer);
    if (slot.job === undefined) return;
    const ms = slot.started ? Math.min(this.#allowedMs(slot.job), 0x7fffffff) : START_MS;
    slot.timer = setTimeout(() => this.#lose(slot, slot.started ? 'timeout' : 'overload'), ms);
  }

  #allowedMs({ request }: Job): number {
    const { timeoutMs } = this.#options;
    if (request.kind === 'code') return Math.min(timeoutMs, CODE_TIMEOUT_MS);
    return timeoutMs + Number(request.expected.size / SLOWEST_BYTES_PER_MS);
  }

  #avoid(mntNs: number): void {
    if (this.#avoided.size >= MAX_AVOIDED) this.#avoided.clear();
    this.#avoided.set(mntNs, performance.now() + AVOID_MS);
    // What waits would lose the next thread in the same place.
    for (const job of this.#waitingCode.splice(0)) {
      if (job.request.kind === 'code' && job.request.mntNs === mntNs) this.#refuse(job, 'timeout');
      else this.#waitingCode.push(job);
    }
  }

  #avoids(mntNs: number): boolean {
    const until = this.#avoided.get(mntNs);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#avoided.delete(mntNs);
    return false;
  }

  /** Large files, and code, may have all threads but one, so that a few of them cannot keep every other file waiting. */
  #nextJob(): Job | undefined {
    const most = Math.max(1, this.#options.workers - 1);
    const atWork = [...this.#slots].flatMap(({ job }) => (job === undefined ? [] : [job]));
    const mayTakeLarge = atWork.filter(isLarge).length < most;
    const mayTakeCode = atWork.filter(({ request }) => request.kind === 'code').length < most;
    return (
      (mayTakeCode ? this.#waitingCode.shift() : undefined) ??
      (mayTakeLarge ? this.#waitingLarge.shift() : undefined) ??
      this.#waiting.shift()
    );
  }

  #refuseWaiting(): void {
    const waiting = [this.#waitingCode, this.#waiting, this.#waitingLarge].flatMap((queue) => queue.splice(0));
    for (const job of waiting) this.#refuse(job, 'overload');
  }

  #idleSlot(): Slot | undefined {
    for (const slot of this.#slots) if (slot.job === undefined) return slot;
    if (this.#slots.size >= this.#options.workers || this.#lost >= MAX_LOST) return undefined;
    const worker = this.#startWorker();
    if (worker === undefined) return undefined;
    const slot: Slot = { worker, job: undefined, timer: undefined, started: false };
    worker.on('message', (message: WorkerMessage) => {
      if (message !== 'started') return this.#finish(slot, message.result);
      slot.started = true;
      this.#setDeadline(slot);
    });
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

  #finish(slot: Slot, result: PoolResult | CodeAnswer): void {
    clearTimeout(slot.timer);
    const { job } = slot;
    slot.job = undefined;
    if (job !== undefined) settle(job, result);
    this.#dispatch();
    if (slot.job === undefined)
      slot.timer = setTimeout(() => this.#retire(slot), this.#options.idleMs ?? IDLE_MS).unref();
  }

  #retire(slot: Slot): void {
    if (this.#slots.size > 1 && this.#slots.delete(slot)) void slot.worker.terminate();
  }

  #lose(slot: Slot, reason: 'timeout' | 'overload'): void {
    if (!this.#slots.delete(slot)) return;
    const request = slot.job?.request;
    const toCode = request?.kind === 'code' ? 1 : 0;
    if (reason === 'timeout') {
      if (request?.kind === 'code') this.#avoid(request.mntNs);
      this.#lost++;
      this.#lostToCode += toCode;
    }
    // Not awaited: a thread that is blocked in the kernel ends when the kernel lets it.
    slot.worker.terminate().then(
      () => {
        if (reason !== 'timeout') return;
        this.#lost--;
        this.#lostToCode -= toCode;
        this.#dispatch();
      },
      () => {},
    );
    this.#finish(slot, { kind: 'unread', reason });
  }
}

function isLarge(job: Job): boolean {
  return sizeOf(job) > LARGE_BYTES;
}

/** Of code the size is not known before it is found. */
function sizeOf({ request }: Job): bigint {
  return request.kind === 'hash' ? request.expected.size : 0n;
}

/** The thread answers each kind of request with its own kind of result; what was not served is the same for all. */
function settle(job: Job, result: PoolResult | CodeAnswer): void {
  (job.settle as (result: PoolResult | CodeAnswer) => void)(result);
}
