import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';
import { sampleFinding } from '../support/finding.ts';
import { type Forwarding, startForwarding } from '../support/forwarding.ts';
import { type Receiver, type Reply, startReceiver } from '../support/receiver.ts';

let temp: TempDir;
let receiver: Receiver;

beforeEach(async () => {
  temp = tempDir('webhook');
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.die();
  await temp.remove();
});

const spec = (own: object = {}) => ({ type: 'webhook', url: `${receiver.url}/hook`, records: 'findings', ...own });
const put = ({ forwarder }: Forwarding, n: number) => {
  for (let i = 0; i < n; i++) forwarder.put(sampleFinding(i));
};
const text = (n = 0) => receiver.requests[n]?.body.toString() ?? '';
const ids = (n: number) => Array.from({ length: n }, (_, i) => sampleFinding(i).id);
const lines = (n = 0) => text(n).trimEnd().split('\n');
const delivered = ({ forwarder }: Forwarding, n: number) => waitFor('delivery', () => forwarder.written === n);

test('by default a batch is a JSON array of our own findings', async () => {
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 3);
  await delivered(forwarding, 3);
  expect(receiver.requests[0]?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(text())).toEqual([0, 1, 2].map((n) => sampleFinding(n)));
});

test('as NDJSON, compressed, with headers of its own', async () => {
  const secret = join(temp.path, 'secret');
  writeFileSync(secret, 's3cret\n');
  const headers = { 'X-Api-Key': `\${file:${secret}}`, 'x-static': 'yes' };
  await using forwarding = await startForwarding([spec({ body: 'ndjson', gzip: true, headers })]);
  put(forwarding, 2);
  await delivered(forwarding, 2);
  expect(lines().map((line) => JSON.parse(line).id)).toEqual(ids(2));
  expect(receiver.requests[0]?.headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    'x-api-key': 's3cret',
    'x-static': 'yes',
  });
});

test('a signature holds the time and is over the body as it was sent', async () => {
  const secretFile = join(temp.path, 'key');
  writeFileSync(secretFile, 'key\n');
  await using forwarding = await startForwarding([spec({ gzip: true, hmac: { secretFile, header: 'X-Signature' } })]);
  put(forwarding, 1);
  await delivered(forwarding, 1);
  const [request] = receiver.requests;
  const [, time = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request?.headers['x-signature'])) ?? [];
  expect(signature).toBe(
    createHmac('sha256', 'key')
      .update(`${time}.`)
      .update(request?.raw ?? '')
      .digest('hex'),
  );
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(60);
});

test.each<Reply>([
  ...[301, 401, 403, 404, 408, 429, 500, 502, 503, 504, 507].map((status) => ({ status })),
  'reset',
  'cut',
  'hang',
])('%o is tried again until it works', async (reply) => {
  receiver.reply = (_request, n) => (n < 2 ? reply : { status: 202 });
  await using forwarding = await startForwarding([spec({ timeoutSeconds: 1 })]);
  put(forwarding, 2);
  await delivered(forwarding, 2);
  expect(forwarding.forwarder).toMatchObject({ dropped: 0, retries: 2 });
  expect(JSON.parse(text(2))).toHaveLength(2);
});

test.each([400, 413, 422])(
  'one record that is answered with %i is found among many, and it alone is lost',
  async (status) => {
    receiver.reply = ({ body }) => ({ status: body.includes(ids(40)[23] ?? '?') ? status : 200 });
    await using forwarding = await startForwarding([spec()]);
    put(forwarding, 40);
    await delivered(forwarding, 39);
    expect(forwarding.forwarder.lost.get('webhook', 'refused')).toBe(1);
    expect(receiver.requests.length).toBeLessThan(20);
  },
);

test('a receiver that is slow for everything keeps nobody else waiting', async () => {
  const slow = await startReceiver();
  slow.reply = () => new Promise((resolve) => setTimeout(() => resolve({ status: 200 }), 300));
  await using forwarding = await startForwarding([
    { ...spec(), name: 'slow', url: slow.url, batchRecords: 1 },
    { ...spec(), name: 'quick' },
  ]);
  put(forwarding, 30);
  await waitFor('the quick one', () => forwarding.forwarder.spool.waiting('quick') === 0);
  expect(slow.requests.length).toBeLessThan(30);
  await slow.die();
});

test('only what its filter wants is sent, and the rest is passed over', async () => {
  const filter = { minSeverity: 'high', verdicts: ['added', 'modified'], namespaces: ['shop'], canary: false };
  await using forwarding = await startForwarding([spec(filter)]);
  const { forwarder } = forwarding;
  const { container } = sampleFinding();
  forwarder.put(sampleFinding(1, { severity: 'medium' }));
  forwarder.put(sampleFinding(2, { verdict: 'relocated' }));
  forwarder.put(sampleFinding(3, { pod: { namespace: 'other', name: 'x', uid: 'y' } }));
  forwarder.put(sampleFinding(4, { container: { ...container, runtime: 'canary' } }));
  forwarder.put({ schema: 'drift-sensor.gap/1' });
  forwarder.put(sampleFinding(5));
  await waitFor('the end', () => forwarder.spool.waiting('webhook') === 0);
  expect(receiver.requests.flatMap(({ body }) => JSON.parse(body.toString())).map(({ id }) => id)).toEqual([
    sampleFinding(5).id,
  ]);
  expect(forwarder.written).toBe(1);
});

test('splunk_hec: event objects one behind the other, with the time of the exec', async () => {
  const preset = {
    preset: 'splunk_hec',
    records: undefined,
    index: 'drift',
    headers: { Authorization: 'Splunk 1234' },
  };
  await using forwarding = await startForwarding([spec(preset)]);
  put(forwarding, 2);
  forwarding.forwarder.put({ schema: 'drift-sensor.gap/1', time: '2026-11-20T10:00:00Z' });
  await delivered(forwarding, 3);
  const events = receiver.requests
    .flatMap(({ body }) => body.toString().trimEnd().split('\n'))
    .map((line) => JSON.parse(line));
  expect(events).toHaveLength(3);
  expect(events[0]).toEqual({
    time: 1_795_168_800.123,
    host: 'node-1',
    source: 'drift-sensor',
    sourcetype: 'drift_sensor:native',
    index: 'drift',
    event: sampleFinding(0),
  });
  expect(receiver.requests[0]?.headers.authorization).toBe('Splunk 1234');
});

test('elastic: bulk with an id for each revision; what is there already is well, what is overloaded comes again', async () => {
  const item = (status: number) => ({ create: { status } });
  receiver.reply = (_request, n) => ({
    status: 200,
    body: JSON.stringify(
      n === 0
        ? { errors: true, items: [item(201), item(409), item(400), item(429), item(201)] }
        : { errors: false, items: [item(201), item(201)] },
    ),
  });
  await using forwarding = await startForwarding([spec({ preset: 'elastic' })]);
  put(forwarding, 5);
  await delivered(forwarding, 4);
  expect(forwarding.forwarder.lost.get('webhook', 'refused')).toBe(1);
  expect(JSON.parse(lines()[0] ?? '')).toEqual({
    create: { _index: 'logs-drift_sensor.finding-default', _id: `${sampleFinding(0).id}-1` },
  });
  expect(JSON.parse(lines()[1] ?? '')).toMatchObject({ '@timestamp': sampleFinding().time, event: { kind: 'alert' } });
  const again = lines(1).filter((_, at) => at % 2 === 0);
  expect(again.map((line) => JSON.parse(line).create._id)).toEqual([3, 4].map((n) => `${sampleFinding(n).id}-1`));
});

test('elastic: an answer that is none is no delivery', async () => {
  receiver.reply = (_request, n) => ({ status: 200, body: n === 0 ? '<html>' : '{"errors":false,"items":[]}' });
  await using forwarding = await startForwarding([spec({ preset: 'elastic' })]);
  put(forwarding, 1);
  await delivered(forwarding, 1);
  expect(receiver.requests).toHaveLength(2);
});

test('loki: streams by few labels, times in nanoseconds', async () => {
  receiver.reply = () => ({ status: 204 });
  await using forwarding = await startForwarding([spec({ preset: 'loki', url: `${receiver.url}/loki/api/v1/push` })]);
  forwarding.forwarder.put(sampleFinding(0));
  forwarding.forwarder.put(sampleFinding(1, { severity: 'critical', verdict: 'modified' }));
  forwarding.forwarder.put(sampleFinding(2));
  await delivered(forwarding, 3);
  const { streams } = JSON.parse(text());
  const labels = { job: 'drift-sensor', node: 'node-1', cluster: 'production', namespace: 'shop' };
  expect(streams.map(({ stream }: { stream: object }) => stream)).toEqual([
    { ...labels, severity: 'high', verdict: 'added' },
    { ...labels, severity: 'critical', verdict: 'modified' },
  ]);
  expect(streams[0].values.map(([time]: string[]) => time)).toEqual(['1795168800123456789', '1795168800123456789']);
  expect(JSON.parse(streams[0].values[1][1])).toEqual(sampleFinding(2));
});

test('alertmanager: one alert for a finding, whatever its revision', async () => {
  await using forwarding = await startForwarding([spec({ preset: 'alertmanager' })]);
  forwarding.forwarder.put(sampleFinding(0));
  forwarding.forwarder.put(sampleFinding(0, { revision: 2, count: 7, last_seen: '2026-11-20T10:05:00.000000000Z' }));
  await delivered(forwarding, 2);
  const [first, second] = receiver.requests.flatMap(({ body }) => JSON.parse(body.toString()));
  expect(first).toMatchObject({
    labels: { alertname: 'ContainerDrift', severity: 'high', namespace: 'shop', pod: sampleFinding().pod?.name },
    startsAt: sampleFinding().first_seen,
  });
  expect(second.labels).toEqual(first.labels);
  expect([first.annotations.count, second.annotations.count]).toEqual(['1', '7']);
  for (const value of Object.values(first.labels)) expect(typeof value).toBe('string');
});

test('falcosidekick: one alert in each request, in the shape of Falco', async () => {
  await using forwarding = await startForwarding([spec({ preset: 'falcosidekick' })]);
  put(forwarding, 3);
  forwarding.forwarder.put({ schema: 'drift-sensor.gap/1' });
  await delivered(forwarding, 3);
  expect(receiver.requests).toHaveLength(3);
  expect(JSON.parse(text(2))).toMatchObject({ priority: 'Error', source: 'drift_sensor', hostname: 'node-1.example' });
});
