import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Namespaces } from '../../../sensor/kubernetes/namespaces.ts';
import { PodEnricher } from '../../../sensor/kubernetes/pod-enricher.ts';
import { describedBy, Pods } from '../../../sensor/kubernetes/pods.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { clientOf, NAMESPACES, PODS, pod } from './support.ts';

const controller = (kind: string, name: string) => ({
  ownerReferences: [
    { apiVersion: 'v1', kind: 'Other', name: 'no-controller', uid: 'x' },
    { apiVersion: 'apps/v1', kind, name, uid: 'y', controller: true },
  ],
});

let api: ApiDouble;
let stop: AbortController;
let running: Promise<unknown>[];
let pods: Pods;

beforeEach(async () => {
  api = await startApiDouble();
  stop = new AbortController();
  running = [];
});

afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await api[Symbol.asyncDispose]();
});

async function follow(annotations: readonly string[] = []): Promise<Pods> {
  pods = new Pods(
    { nodeName: 'node-1', annotations, firstRetryMs: 5, maxRetryMs: 40 },
    { client: clientOf(api), log: silentLogger },
  );
  running.push(pods.reflector.run(stop.signal));
  await waitFor('the watch', () => api.watches === 1 || undefined);
  return pods;
}

const known = (uid: string) => waitFor(`pod ${uid}`, () => pods.get(uid));
const asPod = (name: string, uid: string) => ({ namespace: 'shop', name, uid });

test('what a finding says of a pod is kept, and nothing more', async () => {
  await follow(['team']);
  const labels = { app: 'web', 'pod-template-hash': '56b9487d98' };
  const annotations = { team: 'payments', other: 'not asked for' };
  api.store.put(PODS, pod('web-1', { uid: 'u1', labels, annotations, ...controller('ReplicaSet', 'web-56b9487d98') }));
  expect(await known('u1')).toEqual({
    namespace: 'shop',
    name: 'web-1',
    uid: 'u1',
    labels,
    owner: { kind: 'Deployment', name: 'web' },
    serviceAccount: 'default',
    annotations: { team: 'payments' },
  });
});

test('whatever a server sends, only pods are taken, and everything else is counted', async () => {
  await follow();
  const wild = fc.sample(fc.jsonValue({ maxDepth: 4 }), { numRuns: 300, seed: 7 });
  const shaped = fc.sample(
    fc.record({
      metadata: fc.oneof(
        fc.jsonValue(),
        fc.record({
          name: fc.oneof(fc.string(), fc.jsonValue()),
          namespace: fc.oneof(fc.string(), fc.jsonValue()),
          uid: fc.oneof(fc.string(), fc.jsonValue()),
          resourceVersion: fc.constant('200'),
          labels: fc.jsonValue(),
          annotations: fc.jsonValue(),
          ownerReferences: fc.jsonValue(),
          creationTimestamp: fc.jsonValue(),
        }),
      ),
      spec: fc.jsonValue(),
    }),
    { numRuns: 300, seed: 7 },
  );
  const lines = [...wild, ...shaped].map((object) => `${JSON.stringify({ type: 'ADDED', object })}\n`);
  api.raw(lines.join(''));
  api.store.put(PODS, pod('last', { uid: 'u-last' }));
  await known('u-last');
  const { counts, size } = pods.reflector;
  expect(counts.malformed).toBeGreaterThan(300);
  expect(counts.malformed + size).toBeLessThanOrEqual(lines.length + 1);
  expect([...counts.failures.samples()]).toEqual([]);
});

test('a pod without labels has none, one with too many has unknown ones', async () => {
  await follow();
  api.store.put(PODS, pod('none', { uid: 'u1', labels: undefined }));
  api.store.put(
    PODS,
    pod('many', { uid: 'u2', labels: Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`k${i}`, 'v'])) }),
  );
  expect((await known('u1')).labels).toEqual({});
  const many = await known('u2');
  expect(many.labels).toBeUndefined();
  expect(describedBy(asPod('many', 'u2'), many).missing).toEqual(['labels']);
});

test('labels with the names of JavaScript’s own properties are labels', async () => {
  await follow();
  api.store.put(PODS, pod('odd', { uid: 'u1', labels: JSON.parse('{"__proto__":"a","constructor":"b"}') }));
  const { labels = {} } = await known('u1');
  expect(Object.entries(labels)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('a static pod is found by the uid that kubelet gives it, although the API server’s copy has another', async () => {
  await follow();
  const mirror = { annotations: { 'kubernetes.io/config.hash': 'static-uid' }, ...controller('Node', 'node-1') };
  api.store.put(PODS, pod('etcd-node-1', { uid: 'mirror-uid', ...mirror }));
  expect(await known('static-uid')).toMatchObject({ name: 'etcd-node-1', uid: 'mirror-uid' });
  expect((await known('static-uid')).owner).toBeUndefined();
});

test('a pod that was deleted and made anew under its name is another pod', async () => {
  await follow();
  api.store.put(PODS, pod('db-0', { uid: 'first', labels: { v: '1' } }));
  await known('first');
  // The deletion is not seen: it happens while the server is away, and history is compacted.
  await api.down();
  api.store.delete(PODS, 'db-0', 'shop');
  api.store.put(PODS, pod('db-0', { uid: 'second', labels: { v: '2' } }));
  api.store.compact();
  await api.up();
  expect((await known('second')).labels).toEqual({ v: '2' });
  expect(pods.get('first')?.labels).toEqual({ v: '1' });
  expect(pods.reflector.size).toBe(1);
});

test('a pod that has just ended can still be described', async () => {
  await follow();
  api.store.put(PODS, pod('job', { uid: 'u1' }));
  await known('u1');
  api.store.delete(PODS, 'job', 'shop');
  await waitFor('its end', () => pods.reflector.size === 0 || undefined);
  expect(pods.get('u1')?.name).toBe('job');
  expect(pods.namespaces().size).toBe(0);
});

function enricher(deadlineMs = 300, labels: Readonly<Record<string, string>> | undefined = { team: 'a' }): PodEnricher {
  return new PodEnricher({ deadlineMs }, { pods, namespaces: { labels: () => labels }, stop: stop.signal });
}

test('a known pod is described at once', async () => {
  await follow();
  api.store.put(PODS, pod('web', { uid: 'u1', ...controller('StatefulSet', 'web') }));
  await known('u1');
  expect(enricher().now(asPod('web', 'u1'))).toEqual({
    ...asPod('web', 'u1'),
    labels: { app: 'web' },
    owner: { kind: 'StatefulSet', name: 'web' },
    service_account: 'default',
    namespace_labels: { team: 'a' },
  });
});

test('a pod that becomes known while a finding waits is described', async () => {
  await follow();
  const subject = enricher(30_000);
  expect(subject.now(asPod('late', 'u1'))).toBeUndefined();
  const soon = subject.soon(asPod('late', 'u1'));
  api.store.put(PODS, pod('late', { uid: 'u1' }));
  expect(await soon).toMatchObject({ labels: { app: 'late' } });
  expect(subject.counts).toEqual({ known: 0, waited: 1, missing: 0 });
});

test('after the deadline a finding says what is missing; labels that the runtime knows are not', async () => {
  await follow();
  const subject = enricher(20);
  const missing = ['owner', 'service_account', 'namespace_labels'];
  expect(await subject.soon(asPod('never', 'u1'))).toEqual({
    ...asPod('never', 'u1'),
    missing: ['labels', ...missing],
  });
  const labelled = { ...asPod('never', 'u1'), labels: { app: 'x' } };
  expect(await subject.soon(labelled)).toEqual({ ...labelled, missing });
  expect(subject.counts.missing).toBe(2);
});

test('while the API server is away nobody waits', async () => {
  await follow();
  await api.down();
  await waitFor('it to notice', () => pods.reflector.state.state === 'away' || undefined);
  expect(enricher(30_000).now(asPod('x', 'u1'))?.missing).toContain('labels');
});

test('when the sensor stops nobody waits on', async () => {
  await follow();
  const soon = enricher(30_000).soon(asPod('x', 'u1'));
  stop.abort();
  expect((await soon).missing).toContain('owner');
});

test('labels of namespaces are asked for by name, kept, and asked again', async () => {
  const labels = { team: 'a' };
  api.store.put(NAMESPACES, { metadata: { name: 'shop', labels } });
  api.fault({ match: /namespaces\/shop/, status: 500, times: 1 });
  const namespaces = new Namespaces({ keptMs: 50, lookMs: 5 }, { client: clientOf(api), log: silentLogger });
  running.push(namespaces.run(stop.signal, () => new Set(['shop', 'gone'])));
  await waitFor('the labels', () => namespaces.labels('shop')?.team === 'a' || undefined);
  expect(namespaces.labels('gone')).toBeUndefined();
  api.store.put(NAMESPACES, { metadata: { name: 'shop', labels: { team: 'b' } } });
  await waitFor('the new labels', () => namespaces.labels('shop')?.team === 'b' || undefined);
  expect(api.requests.filter(({ path }) => path === NAMESPACES)).toEqual([]);
});
