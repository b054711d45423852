import type { Registry } from 'prom-client';
import { counter, gauge, type Sample } from '../observe/metrics.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { Reflector } from './reflector.ts';

const NO_SAMPLES: readonly Sample[] = [];

/** Without access to a cluster the metrics are there, and have no series. */
export function registerKubernetesMetrics(registry: Registry, kubernetes: Kubernetes | undefined): void {
  const each = (read: (reflector: Reflector<unknown>) => number) => () =>
    kubernetes?.reflectors.map(([resource, reflector]) => ({ labels: { resource }, value: read(reflector) })) ??
    NO_SAMPLES;
  gauge(registry, {
    name: 'kubernetes_following',
    help: '1 while the API server tells of changes; 0: what is known may be old.',
    labels: ['resource'],
    read: each(({ state }) => Number(state.state === 'following')),
  });
  gauge(registry, {
    name: 'kubernetes_objects',
    help: 'Objects held, by resource.',
    labels: ['resource'],
    read: each(({ size }) => size),
  });
  counter(registry, {
    name: 'kubernetes_lists_total',
    help: 'Lists; more than one: where the watch was had been forgotten.',
    labels: ['resource'],
    read: each(({ counts }) => counts.lists),
  });
  counter(registry, {
    name: 'kubernetes_watch_events_total',
    help: 'Events of watches, bookmarks included.',
    labels: ['resource'],
    read: each(({ counts }) => counts.events),
  });
  counter(registry, {
    name: 'kubernetes_objects_refused_total',
    help: 'Objects that were not taken: beyond the bound, or not what they should be.',
    labels: ['resource', 'reason'],
    read: () =>
      kubernetes?.reflectors.flatMap(([resource, { counts }]) => [
        { labels: { resource, reason: 'bound' }, value: counts.refused },
        { labels: { resource, reason: 'malformed' }, value: counts.malformed },
      ]) ?? NO_SAMPLES,
  });
  counter(registry, {
    name: 'kubernetes_requests_total',
    help: 'Requests to the API server by outcome: ok, or why not.',
    labels: ['method', 'outcome'],
    read: () => kubernetes?.client.counts.requests.samples() ?? NO_SAMPLES,
  });
  registerUse(registry, kubernetes);
}

function registerUse(registry: Registry, kubernetes: Kubernetes | undefined): void {
  counter(registry, {
    name: 'pod_lookups_total',
    help: 'Pods of drift by what the API server had said of them: known at once, waited for, missing (also after the wait).',
    labels: ['outcome'],
    read: () =>
      Object.entries(kubernetes?.podEnricher.counts ?? {}).map(([outcome, value]) => ({ labels: { outcome }, value })),
  });
  counter(registry, {
    name: 'pod_events_total',
    help: 'Kubernetes Events: posted, or told again as a series.',
    labels: ['kind'],
    read: () =>
      kubernetes === undefined
        ? NO_SAMPLES
        : [
            { labels: { kind: 'posted' }, value: kubernetes.events.counts.posted },
            { labels: { kind: 'series' }, value: kubernetes.events.counts.series },
          ],
  });
  counter(registry, {
    name: 'pod_events_suppressed_total',
    help: 'Findings that became no Event, by the limit that was reached; outputs have them.',
    labels: ['reason'],
    read: () => kubernetes?.events.counts.suppressed.samples() ?? NO_SAMPLES,
  });
  counter(registry, {
    name: 'sensor_status_writes_total',
    help: 'Writes of the SensorStatus of this node.',
    labels: ['outcome'],
    read: () =>
      kubernetes === undefined
        ? NO_SAMPLES
        : [
            { labels: { outcome: 'ok' }, value: kubernetes.status.counts.written },
            { labels: { outcome: 'failed' }, value: kubernetes.status.counts.failures },
          ],
  });
}
