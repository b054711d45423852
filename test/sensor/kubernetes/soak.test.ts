/**
 * What a day brings to one node, in less than a minute: a server that changes a pod for each of 1,440 minutes many times
 * over, ends watches, forgets history, resets connections, answers with errors. Afterwards everything is as the server
 * has it, and nothing has grown.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Kubernetes } from '../../../sensor/kubernetes/kubernetes.ts';
import type { SensorFacts } from '../../../sensor/kubernetes/sensor-status.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { tempDir } from '../../support/temp.ts';
import { findingOf, NAMESPACES, PODS, POLICIES, pod, policy } from './support.ts';

const MINUTES = 1_440;
const CHANGES_A_MINUTE = 20;
const PODS_HERE = 100;
/** Of the heap after a collection, between the first tenth and the end; a leak of 40 bytes a change would show. */
const MAX_GROWTH_BYTES = 3 << 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function heapBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

const FACTS: SensorFacts & { readonly podsHere: number } = {
  version: '1.0.0',
  tier: { name: 'detect', detail: '' },
  canary: { state: 'ok', detail: '' },
  policy: { generation: 1, inForce: [], faults: [] },
  coverage: { covered: [], uncovered: [], limits: [] },
  podsHere: 1,
};

test('a day of changes, resets, lost history and errors leaves what the server has, and no leak', {
  timeout: 120_000,
}, async () => {
  await using temp = tempDir('soak');
  await using api = await startApiDouble({ maxRequests: 100 });
  api.store.put(NAMESPACES, { metadata: { name: 'shop', labels: { team: 'a' } } });
  const kubernetes = new Kubernetes(
    {
      nodeName: 'node-1',
      stateDir: temp.path,
      version: 'test',
      podWaitMs: 5,
      podAnnotations: ['a'],
      podEvents: 'medium',
      // A minute lasts some milliseconds here.
      retry: { firstRetryMs: 2, maxRetryMs: 20 },
    },
    {
      access: {
        kind: 'some',
        label: api.url,
        open: async () => ({ label: api.url, server: new URL(api.url), options: async () => ({}), refused: () => {} }),
      },
      clock: systemClock(),
      log: silentLogger,
    },
  );
  const stop = new AbortController();
  const running = [
    kubernetes.run(stop.signal, () => FACTS),
    kubernetes.policies.run(stop.signal, { changed: () => {} }),
  ];
  await waitFor('both watches', () => api.watches === 2 || undefined);

  let early = 0;
  let change = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let i = 0; i < CHANGES_A_MINUTE; i++) {
      const name = `pod-${change++ % PODS_HERE}`;
      if (change % 7 === 0) api.store.delete(PODS, name, 'shop');
      else
        api.store.put(
          PODS,
          pod(name, { labels: { app: name, change: String(change) }, annotations: { a: String(minute) } }),
        );
    }
    if (minute % 10 === 0) api.bookmark();
    if (minute % 30 === 0) api.store.put(POLICIES, policy('p', { priority: minute }));
    if (minute % 60 === 1) api.endWatches('close');
    if (minute % 120 === 2) api.endWatches('reset');
    if (minute % 180 === 3) {
      api.endWatches('close');
      api.store.put(PODS, pod('pod-0', { labels: { app: 'pod-0', change: 'unseen' } }));
      api.store.compact();
    }
    if (minute % 240 === 4) api.fault({ match: /watch=true/, status: 500, times: 1 });
    const id = minute.toString(16).padStart(64, '0');
    kubernetes.finding(findingOf({ id, pod: { namespace: 'shop', name: `p${minute}`, uid: `u${minute}` } }));
    void kubernetes.enricher.soon({ namespace: 'shop', name: 'never', uid: `never-${minute}` });
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (minute === MINUTES / 10) early = await heapBytes();
  }
  await waitFor('the last changes', () => {
    const there = api.store.list(PODS).every(({ metadata }) => {
      const labels = metadata.labels as Readonly<Record<string, string>>;
      return kubernetes.pods.get(metadata.uid)?.labels?.change === labels.change;
    });
    return (there && kubernetes.pods.reflector.size === api.store.list(PODS).length) || undefined;
  });
  await waitFor('the last policy', () => kubernetes.policies.report()[0]?.generation === 48 || undefined);
  const { counts } = kubernetes.pods.reflector;
  expect(counts.lists).toBeGreaterThan(5);
  expect(counts.watches).toBeGreaterThan(30);
  expect(counts.events).toBeGreaterThan(MINUTES * 10);
  expect(kubernetes.podEnricher.counts.missing).toBeGreaterThan(1_000);
  expect((await heapBytes()) - early).toBeLessThan(MAX_GROWTH_BYTES);
  stop.abort();
  await Promise.all(running);
});
