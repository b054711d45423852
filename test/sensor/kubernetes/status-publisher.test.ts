import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SensorFacts, sensorStatusOf, sensorStatusSchema } from '../../../sensor/kubernetes/sensor-status.ts';
import { StatusPublisher } from '../../../sensor/kubernetes/status-publisher.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { clientOf, STATUSES } from './support.ts';

const facts = (change: Partial<SensorFacts> = {}): SensorFacts => ({
  version: '1.0.0',
  tier: { name: 'detect', detail: 'BPF works' },
  canary: { state: 'ok', detail: 'found after 12 ms' },
  policy: { generation: 1, inForce: [], faults: [] },
  coverage: { covered: [{ id: 'a' }], uncovered: [], limits: [] },
  ...change,
});

let api: ApiDouble;
let stop: AbortController;
let running: Promise<unknown>;
let now: SensorFacts;
let wallMs: number;

beforeEach(async () => {
  api = await startApiDouble();
  stop = new AbortController();
  now = facts();
  wallMs = Date.parse('2026-11-21T10:00:00Z');
});

afterEach(async () => {
  stop.abort();
  await running;
  await api[Symbol.asyncDispose]();
});

function start(options: { minIntervalMs?: number; heartbeatMs?: number; settleMs?: number } = {}): StatusPublisher {
  const times = { minIntervalMs: 20, heartbeatMs: 60_000, lookMs: 5, spreadMs: 1, ...options };
  const publisher = new StatusPublisher(
    { nodeName: 'node-1', ...times },
    { client: clientOf(api), log: silentLogger, nowMs: () => wallMs },
  );
  running = publisher.run(stop.signal, () => sensorStatusOf(now, []));
  return publisher;
}

const written = (publisher: StatusPublisher, count: number) =>
  waitFor(`${count} writes`, () => publisher.counts.written >= count || undefined);
const status = () => api.store.get(STATUSES, 'node-1');

test('the object of the node is made, owned by its Node, and its status applied', async () => {
  api.store.put('/api/v1/nodes', { metadata: { name: 'node-1', uid: 'node-uid' } });
  await written(start(), 1);
  expect(status()).toMatchObject({
    kind: 'SensorStatus',
    metadata: {
      name: 'node-1',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'node-uid' }],
    },
    status: {
      observedTime: '2026-11-21T10:00:00.000Z',
      version: '1.0.0',
      tier: 'detect',
      canary: 'ok',
      coverage: { covered: 1, uncovered: 0 },
    },
  });
  expect(sensorStatusSchema.parse(status()?.status)).toEqual(status()?.status);
  const apply = api.requests.at(-1);
  expect([apply?.method, apply?.path, apply?.contentType, apply?.query]).toEqual([
    'PATCH',
    `${STATUSES}/node-1/status`,
    'application/apply-patch+yaml',
    { fieldManager: 'drift-sensor', force: 'true' },
  ]);
});

test('without the right to read the Node it is written all the same', async () => {
  api.fault({ match: /nodes/, status: 403 });
  await written(start(), 1);
  expect(status()?.metadata.ownerReferences).toBeUndefined();
});

test('it is written again when something changed, and not when nothing did', async () => {
  const publisher = start();
  await written(publisher, 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(publisher.counts.written).toBe(1);
  now = facts({ canary: { state: 'ok', detail: 'found after 99 ms' } });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(publisher.counts.written).toBe(1);
  now = facts({ canary: { state: 'failed', detail: 'not found in 5 s' } });
  await written(publisher, 2);
  expect(status()?.status).toMatchObject({ canary: 'failed', canaryDetail: 'not found in 5 s' });
});

test('changes within the interval are one write', async () => {
  const publisher = start({ minIntervalMs: 60_000 });
  await written(publisher, 1);
  now = facts({ version: '2.0.0' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(publisher.counts.written).toBe(1);
});

test('the first waits for the canary, but not for ever', async () => {
  now = facts({ canary: { state: 'waiting', detail: 'the canary has not run yet' } });
  const publisher = start({ settleMs: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(publisher.counts.written).toBe(0);
  now = facts();
  await written(publisher, 1);
  stop.abort();
  await running;
  stop = new AbortController();
  now = facts({ canary: { state: 'waiting', detail: 'the canary has not run yet' } });
  await written(start({ settleMs: 50 }), 1);
});

test('without a change it is written as a sign of life', async () => {
  await written(start({ heartbeatMs: 30 }), 3);
});

test('an object that somebody deleted is made anew', async () => {
  const publisher = start({ heartbeatMs: 30 });
  await written(publisher, 1);
  api.store.delete(STATUSES, 'node-1');
  await waitFor('it', () => status());
  expect(publisher.counts.failures).toBe(0);
});

test('a server that is away is tried again, and told what holds then', async () => {
  await api.down();
  const publisher = start();
  await waitFor('failures', () => publisher.counts.failures >= 2 || undefined);
  now = facts({ version: '2.0.0' });
  await api.up();
  await written(publisher, 1);
  expect(status()?.status).toMatchObject({ version: '2.0.0' });
});

test('however much there is to say, the object stays within its bounds', () => {
  const long = 'x'.repeat(5_000);
  const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 1_000 }, (_, i) => make(i));
  const full = sensorStatusOf(
    facts({
      tier: { name: long, detail: long },
      policy: {
        generation: 1,
        inForce: many((i) => ({ name: `p${i}`, file: `f${i}` })),
        faults: many((i) => ({ file: `bad${i}`, path: long, message: long })),
      },
      coverage: {
        covered: [],
        uncovered: many((i) => ({ id: `${i}`, pod: long, code: 'index_failed' as const, reason: long })),
        limits: many(() => ({ code: 'source_detached' as const, reason: long })),
      },
    }),
    many((i) => ({ name: `r${i}`, generation: 1, inForceGeneration: undefined, faults: [long] })),
  );
  expect(sensorStatusSchema.safeParse({ observedTime: new Date(0).toISOString(), ...full }).error).toBeUndefined();
  expect(full.coverage.uncovered).toBe(1_000);
  expect(JSON.stringify(full).length).toBeLessThan(300_000);
});
