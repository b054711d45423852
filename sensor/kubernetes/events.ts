/**
 * Findings as Events of their pod (events.k8s.io/v1), so that its owner sees them with `kubectl describe pod`.
 *
 * Bounded thrice: a bucket for each pod, one for the node, and one request at a time. Repeats of a finding become the
 * `series` of its Event. What is not said is counted: outputs have every finding, Events are a courtesy.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Finding } from '../finding/finding.ts';
import { severityRank } from '../finding/finding.ts';
import { Tally } from '../observe/metrics.ts';
import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Logger } from '../runtime/log.ts';
import { BoundedQueue } from '../runtime/queue.ts';
import { ApiError } from './api-error.ts';
import type { ApiClient } from './client.ts';
import type { EventSeverity } from './options.ts';
import { TokenBucket } from './token-bucket.ts';

export type EventsOptions = {
  readonly minSeverity: 'off' | EventSeverity;
  readonly nodeName: string;
  readonly podBurst?: number;
  readonly podPerMinute?: number;
  readonly nodeBurst?: number;
  readonly nodePerMinute?: number;
  /** A series is told again at most so often, ms. */
  readonly seriesMs?: number;
  readonly firstRetryMs?: number;
};

type Said = { readonly namespace: string; readonly event: string; count: number; toldAtMs: number };
type Work = { readonly id: string; readonly finding: Finding };

const CONTROLLER = 'drift-sensor.io/sensor';
const QUEUE = { name: 'events', capacity: 256, whenFull: 'drop_oldest' } as const;
/** `note` may have 1024 bytes, `reportingInstance` 128 characters (validation of events.k8s.io/v1). */
const MAX_NOTE_BYTES = 1_000;
const MAX_INSTANCE = 128;
const MAX_KNOWN = 2_048;
/** The server forgets Events after an hour by default; a series of one that is gone is refused. */
const KNOWN_MS = 50 * 60_000;
const MAX_TRIES = 3;

export class PodEvents {
  readonly #options: Required<EventsOptions>;
  readonly #client: Pick<ApiClient, 'call'>;
  readonly #log: Logger;
  readonly #queue = new BoundedQueue<Work>(QUEUE, { onDrop: () => this.counts.suppressed.add(1, 'queue') });
  readonly #said = new LRUCache<string, Said>({ max: MAX_KNOWN, ttl: KNOWN_MS });
  readonly #pods = new LRUCache<string, TokenBucket>({ max: MAX_KNOWN });
  readonly #node: TokenBucket;
  readonly counts = { posted: 0, series: 0, suppressed: new Tally('reason') };

  constructor(options: EventsOptions, deps: { readonly client: Pick<ApiClient, 'call'>; readonly log: Logger }) {
    this.#options = {
      podBurst: 5,
      podPerMinute: 1,
      nodeBurst: 30,
      nodePerMinute: 12,
      seriesMs: 60_000,
      firstRetryMs: 1_000,
      ...options,
    };
    this.#client = deps.client;
    this.#log = deps.log;
    this.#node = new TokenBucket(this.#options.nodeBurst, this.#options.nodePerMinute);
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Takes a finding, or counts why not. */
  add(finding: Finding, nowMs = performance.now()): void {
    const { minSeverity } = this.#options;
    const { pod, id } = finding;
    if (minSeverity === 'off' || pod === undefined) return;
    if (severityRank(finding.severity) < severityRank(minSeverity)) return;
    const said = this.#said.get(id);
    if (said !== undefined && nowMs - said.toldAtMs < this.#options.seriesMs) {
      this.counts.suppressed.add(1, 'repeat');
      return;
    }
    const bucket =
      this.#pods.get(pod.uid) ?? new TokenBucket(this.#options.podBurst, this.#options.podPerMinute, nowMs);
    this.#pods.set(pod.uid, bucket);
    if (!bucket.take(nowMs)) this.counts.suppressed.add(1, 'pod_limit');
    else if (!this.#node.take(nowMs)) this.counts.suppressed.add(1, 'node_limit');
    else {
      if (said !== undefined) said.toldAtMs = nowMs;
      this.#queue.push({ id, finding });
    }
  }

  /** Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const retry = backoff({ firstMs: this.#options.firstRetryMs, maxMs: 30_000 });
    while (await this.#queue.ready(signal)) {
      const work = this.#queue.shift();
      if (work === undefined) continue;
      for (let tries = 1; !signal.aborted; tries++) {
        const waitMs = await this.#say(work, signal).then(
          () => 0,
          (error: unknown) => this.#failed(error, tries, retry.next()),
        );
        if (waitMs === 0) break;
        await sleep(waitMs, signal);
      }
      retry.reset();
    }
  }

  /** 0: given up. */
  #failed(error: unknown, tries: number, backoffMs: number): number {
    const code = error instanceof ApiError ? error.code : 'fault';
    if (code === 'aborted') return 0;
    const retried = code === 'unreachable' || code === 'timeout' || code === 'server' || code === 'too_many';
    if (retried && tries < MAX_TRIES)
      return Math.max(backoffMs, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
    this.counts.suppressed.add(1, retried ? 'away' : 'refused');
    this.#log.debug({ code, error: String(error) }, 'an Event was not taken');
    return 0;
  }

  async #say({ id, finding }: Work, signal: AbortSignal): Promise<void> {
    const { pod, last_seen: lastObservedTime, count } = finding;
    if (pod === undefined) return;
    const path = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(pod.namespace)}/events`;
    const said = this.#said.get(id);
    if (said !== undefined && count > said.count) {
      try {
        const series = { count: Math.min(count, 2_147_483_647), lastObservedTime: microTime(lastObservedTime) };
        await this.#client.call(
          {
            method: 'PATCH',
            path: `${path}/${said.event}`,
            body: { series },
            contentType: 'application/merge-patch+json',
          },
          signal,
        );
        said.count = count;
        this.counts.series++;
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
        this.#said.delete(id);
      }
    }
    const event = eventOf(finding, this.#options.nodeName);
    await this.#client.call({ method: 'POST', path, body: event }, signal).catch((error: unknown) => {
      // It was said, and the answer was lost.
      if (!(error instanceof ApiError) || error.code !== 'conflict') throw error;
    });
    this.counts.posted++;
    this.#said.set(id, {
      namespace: pod.namespace,
      event: event.metadata.name,
      count,
      toldAtMs: performance.now(),
    });
  }
}

/** The name is the finding's and of this telling: a second try makes no second Event. */
export function eventOf(finding: Finding, nodeName: string) {
  const { pod, container, action, verdict, severity, summary } = finding;
  if (pod === undefined) throw new TypeError('a finding without a pod');
  const suffix = createHash('sha256').update(`${finding.id}\0${finding.first_seen}`).digest('hex').slice(0, 16);
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: `${pod.name.slice(0, 230).replace(/[-.]+$/, '')}.${suffix}`, namespace: pod.namespace },
    eventTime: microTime(finding.first_seen),
    reportingController: CONTROLLER,
    reportingInstance: nodeName.slice(0, MAX_INSTANCE),
    action: action === 'blocked' ? 'Blocked' : 'Executed',
    reason: verdict === 'unverified' ? 'Unverified' : 'Drift',
    type: 'Warning',
    note: cutBytes(`${severity}: ${summary}`, MAX_NOTE_BYTES),
    regarding: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      ...(container.name !== undefined && { fieldPath: `spec.containers{${container.name}}` }),
    },
  };
}

/** RFC 3339 with nine decimals → metav1.MicroTime, which has six. */
function microTime(time: string): string {
  return time.replace(/(\.\d{6})\d*Z$/, '$1Z');
}

function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  // What was cut in the middle of a character ends with U+FFFD.
  return `${bytes
    .subarray(0, maxBytes - 3)
    .toString()
    .replace(/\uFFFD$/, '')}…`;
}
