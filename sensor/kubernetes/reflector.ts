/**
 * Follows the objects of one kind: a list, then a watch from where the list ended, for as long as it takes.
 *
 * What client-node's informer leaves to its user is done here: it goes on after every kind of error (with a backoff that
 * has jitter, and not before `Retry-After`), asks for bookmarks and goes on from the last one, lists again when the server
 * has forgotten where we were (410, compaction) or does not know it yet (another server, a restored etcd), and hands on only
 * what `take` makes of an object, so that nothing else is held. A list is never wider than `fieldSelector`.
 */
import { Tally } from '../observe/metrics.ts';
import { sleep } from '../runtime/abort.ts';
import { type Backoff, backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { ApiError, codeOfStatus, messageOf } from './api-error.ts';
import type { ApiClient, Query } from './client.ts';
import { type Item, itemOf, listOf, type Taken } from './wire.ts';

export type ReflectorOptions = {
  /** For logs and labels: `pods`. */
  readonly name: string;
  /** `/api/v1/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
  /** Objects beyond it are refused and counted. */
  readonly maxObjects: number;
  readonly pageSize?: number;
  readonly firstRetryMs?: number;
  readonly maxRetryMs?: number;
  /** How long the server is asked to keep a watch, at least; up to twice as long, so that nodes do not come in step. */
  readonly watchSeconds?: number;
  readonly idleMs?: number;
};

export type ReflectorCallbacks<T> = {
  /** What to keep of an object: undefined refuses it, as one that is not what it should be. */
  take(object: unknown): Taken<T> | undefined;
  /** All there is; whatever is not among it is gone. */
  replaced(items: ReadonlyMap<string, T>): void;
  put(key: string, value: T): void;
  gone(key: string): void;
};

export type ReflectorState =
  /** Asked for the first time. */
  | 'connecting'
  /** All that the server has. */
  | 'following'
  /** What is known may be old, or nothing; `detail` says why. */
  | 'away';

/** A server sends a bookmark about once a minute. */
const IDLE_MS = 150_000;
const WATCH_SECONDS = 300;
/** A watch that ends sooner is a failure, or a server that ends each at once would be asked without a pause. */
const SHORT_WATCH_MS = 1_000;
/** Failures in a row after which a resourceVersion that the server does not know is given up. */
const MAX_SAME_VERSION = 3;

export class Reflector<T> {
  readonly #options: Required<Omit<ReflectorOptions, 'fieldSelector'>> & Pick<ReflectorOptions, 'fieldSelector'>;
  readonly #client: Pick<ApiClient, 'call' | 'watch'>;
  readonly #on: ReflectorCallbacks<T>;
  readonly #log: Logger;
  readonly #retry: Backoff;
  /** Keys that were handed on, for the bound. */
  readonly #keys = new Set<string>();
  #version: string | undefined;
  #failures = 0;
  #pageSize: number;
  #state: ReflectorState = 'connecting';
  #detail = 'not asked yet';
  readonly counts = { lists: 0, watches: 0, events: 0, malformed: 0, refused: 0, failures: new Tally('code') };

  constructor(
    options: ReflectorOptions,
    deps: {
      readonly client: Pick<ApiClient, 'call' | 'watch'>;
      readonly on: ReflectorCallbacks<T>;
      readonly log: Logger;
    },
  ) {
    this.#options = {
      pageSize: 250,
      firstRetryMs: 500,
      maxRetryMs: 60_000,
      watchSeconds: WATCH_SECONDS,
      idleMs: IDLE_MS,
      ...options,
    };
    this.#client = deps.client;
    this.#on = deps.on;
    this.#log = deps.log;
    this.#pageSize = this.#options.pageSize;
    this.#retry = backoff({ firstMs: this.#options.firstRetryMs, maxMs: this.#options.maxRetryMs });
  }

  get state(): { readonly state: ReflectorState; readonly detail: string } {
    return { state: this.#state, detail: this.#state === 'following' ? `${this.#keys.size} known` : this.#detail };
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    /** What a list must not be older than; '' asks for the newest, '0' takes what the server has at hand. */
    let floor = '0';
    while (!signal.aborted) {
      let waitMs = 0;
      try {
        if (this.#version === undefined) this.#version = await this.#list(floor, signal);
        const endedAfterMs = await this.#watch(signal);
        waitMs = endedAfterMs < SHORT_WATCH_MS ? this.#retry.next() : 0;
      } catch (error) {
        if (signal.aborted) return;
        waitMs = this.#failed(error);
        // Not after an outage: all nodes of a cluster would list at once, where a watch costs little.
        if (this.#mustListAnew(error)) {
          floor = '';
          this.#version = undefined;
        }
      }
      if (waitMs > 0 && !(await sleep(waitMs, signal))) return;
    }
  }

  #mustListAnew(error: unknown): boolean {
    if (!(error instanceof ApiError)) return true;
    // 504: a version that this server has not seen, nor will after etcd was restored from a backup.
    if (error.status === 504) return this.#failures >= MAX_SAME_VERSION;
    return error.code === 'gone' || error.code === 'too_large' || error.code === 'malformed';
  }

  async #list(floor: string, signal: AbortSignal): Promise<string> {
    const items = new Map<string, T>();
    let page: Query = { resourceVersion: floor };
    let version = '';
    this.counts.lists++;
    do {
      const { path, fieldSelector } = this.#options;
      const query = { ...page, fieldSelector, limit: String(this.#pageSize) };
      const answer = await this.#client.call({ method: 'GET', path, query }, signal).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'too_large') this.#pageSize = Math.ceil(this.#pageSize / 4);
        throw error;
      });
      const list = listOf(answer);
      if (list === undefined) throw new ApiError('malformed', `${path} answered with no list`);
      for (const object of list.items) this.#collect(object, items);
      version = list.version;
      page = { continue: list.more };
    } while (page.continue !== undefined);
    this.#keys.clear();
    for (const key of items.keys()) this.#keys.add(key);
    this.#on.replaced(items);
    return version;
  }

  #collect(object: unknown, items: Map<string, T>): void {
    const taken = this.#on.take(object);
    if (taken === undefined) this.counts.malformed++;
    else if (items.size >= this.#options.maxObjects && !items.has(taken.key)) this.counts.refused++;
    else items.set(taken.key, taken.value);
  }

  /** How long the watch lived, ms. */
  async #watch(signal: AbortSignal): Promise<number> {
    const { path, fieldSelector, watchSeconds, idleMs } = this.#options;
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version,
      fieldSelector,
      timeoutSeconds: String(Math.ceil(watchSeconds * (1 + Math.random()))),
    };
    const startedMs = performance.now();
    this.counts.watches++;
    // Not before: a server that is away would be followed for as long as it takes to find out.
    const opened = () => this.#follows();
    for await (const line of this.#client.watch({ path, query, idleMs, opened }, signal)) {
      this.#event(itemOf(line));
      this.#works();
    }
    const livedMs = performance.now() - startedMs;
    if (livedMs >= SHORT_WATCH_MS) this.#works();
    return livedMs;
  }

  #event(item: Item | undefined): void {
    if (item === undefined) {
      this.counts.malformed++;
      return;
    }
    if (item.type === 'ERROR') throw statusError(item.object);
    this.counts.events++;
    if (item.type !== 'BOOKMARK') this.#changed(item);
    this.#version = item.version;
  }

  #changed({ type, object }: Item): void {
    const taken = this.#on.take(object);
    if (taken === undefined) {
      this.counts.malformed++;
      return;
    }
    const { key, value } = taken;
    if (type === 'DELETED') {
      if (this.#keys.delete(key)) this.#on.gone(key);
    } else if (this.#keys.size >= this.#options.maxObjects && !this.#keys.has(key)) {
      this.counts.refused++;
    } else {
      this.#keys.add(key);
      this.#on.put(key, value);
    }
  }

  #follows(): void {
    if (this.#state !== 'following') this.#log.info({ objects: this.#keys.size }, `${this.#options.name} are followed`);
    this.#state = 'following';
    this.#detail = '';
  }

  #works(): void {
    this.#failures = 0;
    this.#retry.reset();
  }

  /** How long to wait. */
  #failed(error: unknown): number {
    const code = error instanceof ApiError ? error.code : 'fault';
    const message = error instanceof Error ? error.message : String(error);
    this.#failures++;
    this.counts.failures.add(1, code);
    // Where we were is forgotten now and then in every cluster; a list follows at once.
    const expected = code === 'gone' && this.#failures === 1;
    if (!expected) {
      if (this.#detail !== message)
        this.#log.warn({ code, error: message }, `${this.#options.name} cannot be followed`);
      this.#detail = message;
      this.#state = 'away';
    }
    const wish = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const ms = this.#retry.next();
    return Math.max(expected ? ms / 5 : ms, wish * (1 + Math.random() / 5));
  }
}

function statusError(object: unknown): ApiError {
  const { code } = (typeof object === 'object' && object !== null ? object : {}) as { readonly code?: unknown };
  const status = typeof code === 'number' ? code : 500;
  return new ApiError(codeOfStatus(status), `the watch ended: ${status} ${messageOf(object)}`, { status });
}
