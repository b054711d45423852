/** The labels of the namespaces that have pods on this node: asked one by one, since a list would hold the whole cluster's. */
import { LRUCache } from 'lru-cache';
import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { ApiError } from './api-error.ts';
import type { ApiClient } from './client.ts';
import { mapping, textMap } from './wire.ts';

export type NamespacesOptions = {
  /** How old labels may become, ms. */
  readonly keptMs?: number;
  readonly lookMs?: number;
};

type Labels = Readonly<Record<string, string>>;

const KEPT_MS = 300_000;
const LOOK_MS = 200;
const MAX_NAMESPACES = 1_024;
const MAX_LABELS = 64;

export class Namespaces {
  readonly #options: Required<NamespacesOptions>;
  readonly #client: Pick<ApiClient, 'call'>;
  readonly #log: Logger;
  readonly #labels = new LRUCache<string, Labels>({ max: MAX_NAMESPACES });
  readonly #askAtMs = new Map<string, number>();
  readonly #retry = backoff({ firstMs: 1_000, maxMs: 60_000 });
  #warned = false;

  constructor(options: NamespacesOptions, deps: { readonly client: Pick<ApiClient, 'call'>; readonly log: Logger }) {
    this.#options = { keptMs: KEPT_MS, lookMs: LOOK_MS, ...options };
    this.#client = deps.client;
    this.#log = deps.log;
  }

  /** Undefined: not known (yet). */
  labels(namespace: string): Labels | undefined {
    return this.#labels.get(namespace);
  }

  /** Keeps asking for the labels of what `wanted` gives, one request at a time. Never rejects. */
  async run(signal: AbortSignal, wanted: () => ReadonlySet<string>): Promise<void> {
    while (await sleep(this.#options.lookMs, signal)) {
      const names = wanted();
      for (const name of this.#askAtMs.keys()) if (!names.has(name)) this.#askAtMs.delete(name);
      for (const name of [...names].slice(0, MAX_NAMESPACES)) {
        if (signal.aborted || (this.#askAtMs.get(name) ?? 0) > performance.now()) continue;
        const waitMs = await this.#ask(name, signal);
        if (waitMs > 0 && !(await sleep(waitMs, signal))) return;
      }
    }
  }

  /** How long to wait before the next question. */
  async #ask(name: string, signal: AbortSignal): Promise<number> {
    try {
      const path = `/api/v1/namespaces/${encodeURIComponent(name)}`;
      const { metadata } = mapping(await this.#client.call({ method: 'GET', path }, signal));
      const labels = textMap(mapping(metadata).labels, MAX_LABELS);
      if (labels === undefined) this.#labels.delete(name);
      else this.#labels.set(name, labels);
      this.#again(name);
      this.#retry.reset();
      return 0;
    } catch (error) {
      if (signal.aborted) return 0;
      if (!this.#warned)
        this.#log.warn({ namespace: name, error: String(error) }, 'labels of a namespace are not known');
      this.#warned = true;
      // Gone, or not ours to read: that may change, but not soon.
      if (error instanceof ApiError && (error.code === 'not_found' || error.code === 'forbidden')) {
        this.#labels.delete(name);
        this.#again(name);
        return 0;
      }
      return Math.max(this.#retry.next(), error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
    }
  }

  #again(name: string): void {
    this.#askAtMs.set(name, performance.now() + this.#options.keptMs * (1 + Math.random() / 4));
  }
}
