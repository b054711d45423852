import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EventsOptions, eventOf, PodEvents } from '../../../sensor/kubernetes/events.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { clientOf, EVENTS, findingOf } from './support.ts';

const id = (n: number) => n.toString(16).padStart(64, '0');

let api: ApiDouble;
let stop: AbortController;
let running: Promise<unknown>[];

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

function start(options: Partial<EventsOptions> = {}): PodEvents {
  const events = new PodEvents(
    { minSeverity: 'medium', nodeName: 'node-1', firstRetryMs: 5, ...options },
    { client: clientOf(api), log: silentLogger },
  );
  running.push(events.run(stop.signal));
  return events;
}

const posted = (events: PodEvents, count: number) =>
  waitFor(`${count} events`, () => events.counts.posted === count || undefined);

test('a finding becomes an Event of its pod', async () => {
  const events = start();
  events.add(findingOf());
  await posted(events, 1);
  expect(api.store.list(EVENTS)).toMatchObject([
    {
      apiVersion: 'events.k8s.io/v1',
      metadata: { namespace: 'shop' },
      eventTime: '2026-11-21T10:00:00.123456Z',
      reportingController: 'drift-sensor.io/sensor',
      reportingInstance: 'node-1',
      action: 'Executed',
      reason: 'Drift',
      type: 'Warning',
      note: 'high: web ran /tmp/x, which is not in its image',
      regarding: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'shop',
        name: 'web-1',
        uid: 'uid-1',
        fieldPath: 'spec.containers{web}',
      },
    },
  ]);
});

test('an Event keeps to the bounds of the API, whatever a container wrote into its names', () => {
  const event = eventOf(
    findingOf({
      summary: 'ü'.repeat(5_000),
      pod: { namespace: 'shop', name: `${'p'.repeat(229)}-${'q'.repeat(23)}`, uid: 'u' },
    }),
    'n'.repeat(253),
  );
  expect(Buffer.byteLength(event.note)).toBeLessThanOrEqual(1_024);
  expect(event.note.endsWith('ü…')).toBe(true);
  expect(event.reportingInstance).toHaveLength(128);
  expect(event.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  expect(event.metadata.name.length).toBeLessThanOrEqual(253);
});

test('what is not severe enough, in no pod, or switched off, is no Event', async () => {
  const { pod: _pod, ...podless } = findingOf();
  const events = start({ minSeverity: 'high' });
  events.add(findingOf({ severity: 'medium' }));
  events.add(podless);
  events.add(findingOf({ severity: 'critical' }));
  await posted(events, 1);
  const off = start({ minSeverity: 'off' });
  off.add(findingOf({ severity: 'critical' }));
  expect(off.queued).toBe(0);
});

test('repeats are told as the series of their Event, at most once in its interval', async () => {
  const events = start({ seriesMs: 1_000 });
  const nowMs = performance.now();
  events.add(findingOf());
  await posted(events, 1);
  events.add(findingOf({ count: 7 }));
  expect(events.counts.suppressed.get('repeat')).toBe(1);
  events.add(findingOf({ count: 9, last_seen: '2026-11-21T10:05:00.123456789Z' }), nowMs + 120_000);
  await waitFor('the series', () => events.counts.series === 1 || undefined);
  expect(api.store.list(EVENTS)).toMatchObject([
    { series: { count: 9, lastObservedTime: '2026-11-21T10:05:00.123456Z' } },
  ]);
});

test('a series whose Event the server has forgotten becomes a new one', async () => {
  const events = start({ seriesMs: 1_000 });
  events.add(findingOf());
  await posted(events, 1);
  const name = api.store.list(EVENTS)[0]?.metadata.name ?? '';
  api.store.delete(EVENTS, name, 'shop');
  events.add(findingOf({ count: 9 }), performance.now() + 120_000);
  await posted(events, 2);
  expect(api.store.list(EVENTS)).toHaveLength(1);
});

test('a pod that floods and a node that floods are cut off, and each suppressed finding is counted', async () => {
  const events = start({ podBurst: 3, nodeBurst: 5, podPerMinute: 60, nodePerMinute: 60 });
  const nowMs = performance.now();
  for (let i = 0; i < 10; i++) events.add(findingOf({ id: id(i) }), nowMs);
  for (let i = 10; i < 20; i++)
    events.add(findingOf({ id: id(i), pod: { namespace: 'shop', name: `p${i}`, uid: `u${i}` } }), nowMs);
  await posted(events, 5);
  expect(events.counts.suppressed.get('pod_limit')).toBe(7);
  expect(events.counts.suppressed.get('node_limit')).toBe(8);
  events.add(findingOf({ id: id(21) }), nowMs + 1_100);
  await posted(events, 6);
});

test('what was answered with an error is tried again, and given up at last', async () => {
  const events = start();
  api.fault({ match: /POST/, status: 503, times: 2 });
  events.add(findingOf());
  await posted(events, 1);
  api.fault({ match: /POST/, status: 500 });
  events.add(findingOf({ id: id(2) }));
  await waitFor('giving up', () => events.counts.suppressed.get('away') === 1 || undefined);
  api.clearFaults();
  api.fault({ match: /POST/, status: 403 });
  events.add(findingOf({ id: id(3) }));
  await waitFor('the refusal', () => events.counts.suppressed.get('refused') === 1 || undefined);
});

test('an Event whose answer was lost is not posted twice', async () => {
  const events = start();
  api.store.put(EVENTS, eventOf(findingOf(), 'node-1'));
  events.add(findingOf());
  await posted(events, 1);
  expect(api.store.list(EVENTS)).toHaveLength(1);
});

test('while the server is away the queue is bounded, and what it drops is counted', async () => {
  const events = start({ podBurst: 1_000, nodeBurst: 1_000 });
  api.fault({ match: /POST/, hang: true });
  for (let i = 0; i < 300; i++) events.add(findingOf({ id: id(i) }));
  expect(events.queued).toBeLessThanOrEqual(256);
  expect(events.counts.suppressed.get('queue')).toBeGreaterThanOrEqual(43);
});
