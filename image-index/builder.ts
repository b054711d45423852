import { Worker } from 'node:worker_threads';
import type { BuildAnswer, BuildMessage, BuildWorkerData } from './build-messages.ts';
import { IndexError } from './error.ts';
import { FailureMemory } from './failure-memory.ts';
import type { BuildRequest, IndexStoreOptions } from './store.ts';

/** `waiting`: an execution waits for this image. */
export type BuildPriority = 'waiting' | 'background';

export type BuildProgress = {
  readonly key: string;
  readonly state: 'queued' | 'building' | 'ready' | 'failed';
  readonly files: number;
  readonly bytes: number;
  readonly error?: string;
};

/** Expected outcomes are values. After `ok` the store opens the index. */
export type BuildOutcome = { readonly ok: true } | { readonly ok: false; readonly error: IndexError };

export type IndexBuilderOptions = {
  readonly store: IndexStoreOptions;
  /** Images waiting for their turn; beyond it requests fail with `too_large`, counted. Default 1,024. */
  readonly maxQueued?: number;
  /** Of the worker thread, as nice(2) takes it. Default 10. */
  readonly niceness?: number;
  /** The worker's entry, where a bundle has it elsewhere. */
  readonly workerUrl?: URL;
};

export type IndexBuilderDeps = {
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
};

type Job = {
  readonly request: BuildRequest;
  priority: BuildPriority;
  waiters: number;
  readonly abort: Int32Array;
  readonly settled: Promise<BuildOutcome>;
  settle(outcome: BuildOutcome): void;
};

const MAX_QUEUED = 1024;
const NICENESS = 10;

/** An idle worker costs some 30 MB. */
const IDLE_MS = 5_000;

/** Flattening holds a block a layer; reading a tar layer its names. */
const WORKER_HEAP_MB = 1024;

/**
 * Builds indexes one after another in a worker thread of low priority; images that executions wait for come first, otherwise in
 * the order of the requests. Requests for one key share one build. A build that failed is not tried again before its time
 * (1 s, doubling to 5 minutes): until then requests get the same error at once.
 */
export class IndexBuilder {
  readonly #options: IndexBuilderOptions;
  readonly #onProgress: (progress: BuildProgress) => void;
  readonly #failures: FailureMemory;
  readonly #queue = new Map<string, Job>();
  #current: Job | undefined;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #refused = 0;
  #closed = false;

  constructor(options: IndexBuilderOptions, deps: IndexBuilderDeps = {}) {
    this.#options = options;
    this.#onProgress = deps.onProgress ?? (() => {});
    this.#failures = new FailureMemory(deps.now ?? (() => performance.now()));
  }

  /** Images waiting for their turn, without the one being built. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Requests refused because the queue was full. */
  get refused(): number {
    return this.#refused;
  }

  /** Resolves when the index is there or cannot be had. When `signal` fires this caller gets `aborted`; the build ends with its last caller. */
  async build(request: BuildRequest, priority: BuildPriority, signal?: AbortSignal): Promise<BuildOutcome> {
    if (this.#closed || signal?.aborted) return aborted();
    const job = this.#join(request, priority);
    if (job instanceof IndexError) return { ok: false, error: job };
    job.waiters++;
    const { promise: gaveUp, resolve } = Promise.withResolvers<BuildOutcome>();
    const giveUp = () => resolve(aborted());
    signal?.addEventListener('abort', giveUp, { once: true });
    const outcome = await Promise.race([job.settled, gaveUp]);
    signal?.removeEventListener('abort', giveUp);
    if (--job.waiters === 0) this.#forsake(job);
    return outcome;
  }

  /** Ends what runs and settles every request as `aborted`. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    for (const job of this.#queue.values()) job.settle(aborted());
    this.#queue.clear();
    if (this.#current !== undefined) Atomics.store(this.#current.abort, 0, 1);
    this.#current?.settle(aborted());
    await this.#worker?.terminate();
  }

  #join(request: BuildRequest, priority: BuildPriority): Job | IndexError {
    const { key } = request;
    const known = this.#current?.request.key === key ? this.#current : this.#queue.get(key);
    if (known !== undefined && Atomics.load(known.abort, 0) === 0) {
      if (priority === 'waiting') known.priority = 'waiting';
      return known;
    }
    const failure = this.#failures.recent(key);
    if (failure !== undefined) return failure;
    if (this.#queue.size >= (this.#options.maxQueued ?? MAX_QUEUED)) {
      this.#refused++;
      return new IndexError('too_large', `${this.#queue.size} images wait to be indexed already`);
    }
    const { promise, resolve } = Promise.withResolvers<BuildOutcome>();
    const abort = new Int32Array(new SharedArrayBuffer(4));
    const job: Job = { request, priority, waiters: 0, abort, settled: promise, settle: resolve };
    this.#queue.set(key, job);
    this.#report(job, 'queued', 0, 0);
    // The caller is counted as waiting before the build can end.
    queueMicrotask(() => this.#next());
    return job;
  }

  /** Nobody waits for this job any more. */
  #forsake(job: Job): void {
    if (this.#current === job) Atomics.store(job.abort, 0, 1);
    else if (this.#queue.get(job.request.key) === job) this.#queue.delete(job.request.key);
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed) return;
    const job = this.#pick();
    if (job === undefined) {
      this.#restWhenIdle();
      return;
    }
    clearTimeout(this.#idle);
    this.#queue.delete(job.request.key);
    this.#current = job;
    this.#report(job, 'building', 0, 0);
    const { request } = job;
    const message: BuildMessage = {
      request,
      options: this.#options.store,
      abort: job.abort.buffer as SharedArrayBuffer,
    };
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    this.#worker.postMessage(message);
  }

  #pick(): Job | undefined {
    let first: Job | undefined;
    for (const job of this.#queue.values()) {
      if (job.priority === 'waiting') return job;
      first ??= job;
    }
    return first;
  }

  #startWorker(): Worker {
    const workerData: BuildWorkerData = { niceness: this.#options.niceness ?? NICENESS };
    const url = this.#options.workerUrl ?? new URL('./build-worker.ts', import.meta.url);
    const worker = new Worker(url, { workerData, resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB } });
    worker.on('message', (answer: BuildAnswer) => this.#answered(answer));
    worker.on('error', (cause) => this.#workerEnded(worker, cause));
    worker.on('exit', () => this.#workerEnded(worker, undefined));
    return worker;
  }

  #answered(answer: BuildAnswer): void {
    const job = this.#current;
    if (job === undefined) return;
    switch (answer.type) {
      case 'progress':
        this.#report(job, 'building', answer.files, answer.bytes);
        return;
      case 'ready':
        this.#failures.forget(job.request.key);
        this.#report(job, 'ready', answer.files, answer.bytes);
        this.#finish(job, { ok: true });
        return;
      case 'failed':
        this.#fail(job, new IndexError(answer.code, answer.message));
    }
  }

  #workerEnded(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const job = this.#current;
    if (job !== undefined) this.#fail(job, new IndexError('io', 'the index worker ended unexpectedly', { cause }));
  }

  #fail(job: Job, error: IndexError): void {
    if (error.code !== 'aborted') this.#failures.remember(job.request.key, error);
    this.#report(job, 'failed', 0, 0, error.message);
    this.#finish(job, { ok: false, error });
  }

  #finish(job: Job, outcome: BuildOutcome): void {
    this.#current = undefined;
    job.settle(outcome);
    this.#next();
  }

  #restWhenIdle(): void {
    this.#worker?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      if (this.#current !== undefined || worker === undefined) return;
      this.#worker = undefined;
      void worker.terminate();
    }, IDLE_MS).unref();
  }

  #report(job: Job, state: BuildProgress['state'], files: number, bytes: number, error?: string): void {
    const { key } = job.request;
    this.#onProgress({ key, state, files, bytes, ...(error === undefined ? undefined : { error }) });
  }
}

function aborted(): BuildOutcome {
  return { ok: false, error: new IndexError('aborted', 'no longer wanted') };
}
