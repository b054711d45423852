import { startProcess, startThread } from './build-host.ts';
import { BuildLane, type LaneJob } from './build-lane.ts';
import type { PullReport, TrustedPull } from './build-messages.ts';
import { IndexError } from './error.ts';
import { FailureMemory } from './failure-memory.ts';
import type { BuildRequest, IndexStoreOptions } from './store.ts';

/** `waiting`: an execution waits for this image; `first`: as `waiting`, before all others, and on whatever becomes free. */
export type BuildPriority = 'first' | 'waiting' | 'background';

export type BuildProgress = {
  readonly key: string;
  readonly state: 'queued' | 'building' | 'ready' | 'failed';
  readonly files: number;
  readonly bytes: number;
  readonly error?: string;
};

/** Expected outcomes are values. After `ok` the store opens the index. `pull`: what came of asking the image's registry. */
export type BuildOutcome =
  | { readonly ok: true; readonly pull?: PullReport }
  | { readonly ok: false; readonly error: IndexError; readonly pull?: PullReport };

export type BuildOptions = {
  /** Ask the image's registry for a signed index first. */
  readonly pull?: TrustedPull;
  readonly signal?: AbortSignal;
};

export type IndexBuilderOptions = {
  readonly store: IndexStoreOptions;
  /** Images of one priority waiting for their turn; beyond it requests fail with `too_large`, counted. Default 1,024. */
  readonly maxQueued?: number;
  /** Bound of the index directory, see `IndexStore.gc`; before each background build. Default: none. */
  readonly maxBytes?: number;
  /** Of background builds, as nice(2) takes it. */
  readonly niceness?: number;
  /** The worker's entry, for tests. */
  readonly workerUrl?: URL;
};

export type IndexBuilderDeps = {
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
};

type Job = {
  readonly request: BuildRequest;
  readonly pull: TrustedPull | undefined;
  priority: BuildPriority;
  waiters: number;
  forsaken: boolean;
  readonly settled: Promise<BuildOutcome>;
  settle(outcome: BuildOutcome): void;
};

const MAX_QUEUED = 1024;

/** Also of the lowest priority but idle in I/O, which follows from it: (15 + 20) / 5 = 7 (ioprio_set(2)). */
const BACKGROUND_NICENESS = 15;
/** Somebody waits: a share like everybody's. */
const WAITING_NICENESS = 0;

/**
 * Builds indexes: those that executions wait for in a thread, at ordinary priority and before all others; the others one after
 * another in a process of low priority. Requests for one key share one build. A build that failed is not tried again before its
 * time (1 s, doubling to 5 minutes): until then requests get the same error at once.
 */
export class IndexBuilder {
  readonly #options: IndexBuilderOptions;
  readonly #onProgress: (progress: BuildProgress) => void;
  readonly #failures: FailureMemory;
  readonly #queue = new Map<string, Job>();
  readonly #running = new Map<BuildLane, Job>();
  readonly #waitingLane: BuildLane;
  readonly #backgroundLane: BuildLane;
  #refused = 0;
  #closed = false;

  constructor(options: IndexBuilderOptions, deps: IndexBuilderDeps = {}) {
    this.#options = options;
    this.#onProgress = deps.onProgress ?? (() => {});
    this.#failures = new FailureMemory(deps.now ?? (() => performance.now()));
    const workerUrl = options.workerUrl ?? besideThis('build-worker');
    const niceness = options.niceness ?? BACKGROUND_NICENESS;
    this.#waitingLane = new BuildLane({ start: startThread, workerUrl, niceness: WAITING_NICENESS });
    this.#backgroundLane = new BuildLane({ start: startProcess, workerUrl, niceness });
  }

  /** Images waiting for their turn, without those being built. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Requests refused because the queue was full. */
  get refused(): number {
    return this.#refused;
  }

  /** Resolves when the index is there or cannot be had. When `signal` fires this caller gets `aborted`; the build ends with its last caller. */
  async build(request: BuildRequest, priority: BuildPriority, options: BuildOptions = {}): Promise<BuildOutcome> {
    const { signal } = options;
    if (this.#closed || signal?.aborted) return aborted();
    const job = this.#join(request, priority, options.pull);
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
    for (const job of [...this.#queue.values(), ...this.#running.values()]) job.settle(aborted());
    this.#queue.clear();
    this.#running.clear();
    await Promise.all([this.#waitingLane.close(), this.#backgroundLane.close()]);
  }

  #join(request: BuildRequest, priority: BuildPriority, pull: TrustedPull | undefined): Job | IndexError {
    const { key } = request;
    const known = this.#known(key);
    if (known !== undefined && !known.forsaken) {
      if (priority !== 'background') this.#raise(known, priority);
      return known;
    }
    const failure = this.#failures.recent(failureKey(request));
    if (failure !== undefined) return failure;
    // What nobody waits for does not take the place of what somebody waits for.
    const queued = [...this.#queue.values()].filter((job) => job.priority === priority).length;
    if (queued >= (this.#options.maxQueued ?? MAX_QUEUED)) {
      this.#refused++;
      return new IndexError('too_large', `${queued} images wait to be indexed already`);
    }
    const { promise, resolve } = Promise.withResolvers<BuildOutcome>();
    const job: Job = { request, pull, priority, waiters: 0, forsaken: false, settled: promise, settle: resolve };
    this.#queue.set(key, job);
    this.#report(job, 'queued', 0, 0);
    // The caller is counted as waiting before the build can end.
    queueMicrotask(() => this.#next());
    return job;
  }

  #known(key: string): Job | undefined {
    for (const job of this.#running.values()) if (job.request.key === key) return job;
    return this.#queue.get(key);
  }

  #raise(job: Job, priority: BuildPriority): void {
    if (job.priority !== 'first') job.priority = priority;
    if (this.#queue.has(job.request.key)) queueMicrotask(() => this.#next());
    else this.#backgroundLane.hurry(WAITING_NICENESS);
  }

  /** Nobody waits for this job any more. */
  #forsake(job: Job): void {
    job.forsaken = true;
    if (this.#queue.get(job.request.key) === job) this.#queue.delete(job.request.key);
    for (const [lane, running] of this.#running) if (running === job) lane.abort();
  }

  #next(): void {
    if (this.#closed) return;
    this.#fill(this.#waitingLane, ['first', 'waiting']);
    this.#fill(this.#backgroundLane, ['first', 'background']);
    // It may hold a layer that the other one waits for.
    if (this.#waitingLane.busy && this.#backgroundLane.busy) this.#backgroundLane.hurry(WAITING_NICENESS);
  }

  #fill(lane: BuildLane, priorities: readonly BuildPriority[]): void {
    if (lane.busy) return;
    const queued = [...this.#queue.values()];
    const job = priorities.map((priority) => queued.find((each) => each.priority === priority)).find(Boolean);
    if (job === undefined) return;
    this.#queue.delete(job.request.key);
    this.#running.set(lane, job);
    this.#report(job, 'building', 0, 0);
    const { request, pull } = job;
    const { store: options, maxBytes } = this.#options;
    lane.run(
      { request, options, ...(pull && { pull }), ...(maxBytes !== undefined && { maxBytes }) },
      {
        answered: (answer) => this.#answered(lane, job, answer),
        failed: (error) => this.#fail(lane, job, { ok: false, error: job.forsaken ? aborted().error : error }),
      },
    );
  }

  #answered(lane: BuildLane, job: Job, answer: Parameters<LaneJob['answered']>[0]): void {
    const pull = answer.type === 'progress' ? undefined : answer.pull;
    switch (answer.type) {
      case 'progress':
        this.#report(job, 'building', answer.files, answer.bytes);
        return;
      case 'ready':
        this.#failures.forget(failureKey(job.request));
        this.#report(job, 'ready', answer.files, answer.bytes);
        this.#finish(lane, job, { ok: true, ...(pull && { pull }) });
        return;
      case 'failed':
        this.#fail(lane, job, {
          ok: false,
          error: new IndexError(answer.code, answer.message),
          ...(pull && { pull }),
        });
    }
  }

  #fail(lane: BuildLane, job: Job, outcome: Extract<BuildOutcome, { ok: false }>): void {
    const { error } = outcome;
    if (error.code !== 'aborted') this.#failures.remember(failureKey(job.request), error);
    this.#report(job, 'failed', 0, 0, error.message);
    this.#finish(lane, job, outcome);
  }

  #finish(lane: BuildLane, job: Job, outcome: BuildOutcome): void {
    this.#running.delete(lane);
    job.settle(outcome);
    this.#next();
  }

  #report(job: Job, state: BuildProgress['state'], files: number, bytes: number, error?: string): void {
    const { key } = job.request;
    this.#onProgress({ key, state, files, bytes, ...(error === undefined ? undefined : { error }) });
  }
}

/** A file of its own also in a bundle. */
function besideThis(name: string): URL {
  return new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}

function aborted(): Extract<BuildOutcome, { ok: false }> {
  return { ok: false, error: new IndexError('aborted', 'no longer wanted') };
}

/** Gone from one store an image may lie in another. */
function failureKey({ key, source }: BuildRequest): string {
  return `${source.kind} ${key}`;
}
