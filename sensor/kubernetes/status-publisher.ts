/**
 * Keeps the SensorStatus of this node: written when something changed, at most once in 30 s, and every five minutes as a
 * sign of life. Server-side apply of the status subresource, which the sensor alone owns; nothing is read back.
 */

import { API_VERSION } from '../evaluate/policy/document.ts';
import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { ApiError } from './api-error.ts';
import type { ApiClient } from './client.ts';
import { type SensorStatus, STATUS_KIND } from './sensor-status.ts';
import { mapping, text } from './wire.ts';

const STATUSES_PATH = '/apis/drift-sensor.io/v1alpha1/sensorstatuses';
const FIELD_MANAGER = 'drift-sensor';

export type StatusPublisherOptions = {
  readonly nodeName: string;
  readonly minIntervalMs?: number;
  readonly heartbeatMs?: number;
  readonly lookMs?: number;
  /** The first is spread over so long: sensors of a cluster may start at once. */
  readonly spreadMs?: number;
  /** How long the first waits for the canary, ms: what a sensor says before it knows would stand for half a minute. */
  readonly settleMs?: number;
};

type Content = Omit<SensorStatus, 'observedTime'>;

export class StatusPublisher {
  readonly #options: Required<StatusPublisherOptions>;
  readonly #client: Pick<ApiClient, 'call'>;
  readonly #log: Logger;
  readonly #nowMs: () => number;
  #detail = '';
  readonly counts = { written: 0, failures: 0 };

  /** `nowMs`: wall clock. */
  constructor(
    options: StatusPublisherOptions,
    deps: { readonly client: Pick<ApiClient, 'call'>; readonly log: Logger; readonly nowMs: () => number },
  ) {
    this.#options = {
      minIntervalMs: 30_000,
      heartbeatMs: 300_000,
      lookMs: 1_000,
      spreadMs: 3_000,
      settleMs: 20_000,
      ...options,
    };
    this.#client = deps.client;
    this.#log = deps.log;
    this.#nowMs = deps.nowMs;
  }

  /** Never rejects. */
  async run(signal: AbortSignal, content: () => Content): Promise<void> {
    const { minIntervalMs, heartbeatMs, lookMs, spreadMs, settleMs } = this.#options;
    const startedAtMs = performance.now();
    const retry = backoff({ firstMs: minIntervalMs, maxMs: heartbeatMs });
    let said: string | undefined;
    let waitMs = spreadMs * Math.random();
    let saidAtMs = Number.NEGATIVE_INFINITY;
    while (await sleep(waitMs, signal)) {
      waitMs = lookMs;
      const next = content();
      const isSettling = next.canary === 'waiting' && performance.now() - startedAtMs < settleMs;
      if (said === undefined && isSettling) continue;
      const key = JSON.stringify(next);
      const ageMs = performance.now() - saidAtMs;
      if (key === said ? ageMs < heartbeatMs : ageMs < minIntervalMs) continue;
      try {
        await this.#write(next, signal);
        said = key;
        saidAtMs = performance.now();
        this.counts.written++;
        this.#detail = '';
        retry.reset();
      } catch (error) {
        if (signal.aborted) return;
        this.counts.failures++;
        const message = error instanceof Error ? error.message : String(error);
        if (message !== this.#detail)
          this.#log.warn({ error: message }, 'the SensorStatus of this node is not written');
        this.#detail = message;
        waitMs = Math.max(retry.next(), error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
      }
    }
  }

  async #write(content: Content, signal: AbortSignal): Promise<void> {
    const { nodeName } = this.#options;
    const apply = () =>
      this.#client.call(
        {
          method: 'PATCH',
          path: `${STATUSES_PATH}/${encodeURIComponent(nodeName)}/status`,
          query: { fieldManager: FIELD_MANAGER, force: 'true' },
          // JSON is YAML; the type is the one that servers of all versions know.
          contentType: 'application/apply-patch+yaml',
          body: {
            apiVersion: API_VERSION,
            kind: STATUS_KIND,
            metadata: { name: nodeName },
            status: { observedTime: new Date(this.#nowMs()).toISOString(), ...content },
          },
        },
        signal,
      );
    try {
      await apply();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
      await this.#create(signal);
      await apply();
    }
  }

  async #create(signal: AbortSignal): Promise<void> {
    const { nodeName } = this.#options;
    const ownerReferences = await this.#ofNode(signal);
    const metadata = { name: nodeName, ...(ownerReferences !== undefined && { ownerReferences }) };
    const body = { apiVersion: API_VERSION, kind: STATUS_KIND, metadata };
    await this.#client.call({ method: 'POST', path: STATUSES_PATH, body }, signal).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
    });
  }

  /** The status of a node that is removed from the cluster goes with it. Without the right to read the Node it stays. */
  async #ofNode(signal: AbortSignal): Promise<readonly object[] | undefined> {
    const { nodeName } = this.#options;
    try {
      const path = `/api/v1/nodes/${encodeURIComponent(nodeName)}`;
      const uid = text(mapping(mapping(await this.#client.call({ method: 'GET', path }, signal)).metadata).uid);
      return uid === undefined ? undefined : [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid }];
    } catch (error) {
      if (!(error instanceof ApiError) || (error.code !== 'forbidden' && error.code !== 'not_found')) throw error;
      this.#log.warn({ node: nodeName, error: error.message }, 'the SensorStatus will outlive its Node');
      return undefined;
    }
  }
}
