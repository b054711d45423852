/** What the metrics of delivery say while receivers fail in their ways. */
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerForwardMetrics } from '../../../sensor/forward/metrics.ts';
import { waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';
import { sampleFinding } from './support/finding.ts';
import { startForwarding } from './support/forwarding.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

let receiver: Receiver;
let temp: TempDir;

beforeEach(async () => {
  temp = tempDir('forward-metrics');
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.die();
  await temp.remove();
});

test('delivered, retried, dropped with its reason, waiting with its age, and an open circuit', async () => {
  const spec = { type: 'webhook', url: receiver.url, records: 'findings', timeoutSeconds: 1 };
  const other = await startReceiver();
  const specs = [spec, { ...spec, name: 'other', url: other.url }];
  await using forwarding = await startForwarding(specs, { spool: { dir: join(temp.path, 'spool') } });
  const { forwarder } = forwarding;
  const registry = new Registry();
  registerForwardMetrics(registry, forwarder);
  const metric = async (name: string, output?: string, more = '') => {
    const labels = output === undefined ? '' : `{output="${output}"${more}}`;
    const line = (await registry.metrics())
      .split('\n')
      .find((each) => each.startsWith(`drift_sensor_${name}${labels} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  await receiver.die();
  for (let n = 0; n < 3; n++) forwarder.put(sampleFinding(n));
  await waitFor('the circuit', async () => (await metric('output_circuit_open', 'webhook')) === 1);
  await waitFor('the other', async () => (await metric('delivered_total', 'other')) === 3);
  expect(await metric('delivered_total', 'webhook')).toBe(0);
  expect(await metric('retried_total', 'webhook')).toBeGreaterThan(1);
  expect(await metric('undelivered_records', 'webhook')).toBe(3);
  expect(await metric('oldest_undelivered_seconds', 'webhook')).toBeGreaterThan(0);
  expect(await metric('spool_bytes')).toBeGreaterThan(1000);
  for (const name of ['retried_total', 'undelivered_records', 'oldest_undelivered_seconds', 'output_circuit_open'])
    expect(await metric(name, 'other')).toBe(0);

  await receiver.listen();
  await waitFor('delivery', async () => (await metric('delivered_total', 'webhook')) === 3);
  await waitFor('the end of it', async () => (await metric('undelivered_records', 'webhook')) === 0);
  expect(await metric('output_circuit_open', 'webhook')).toBe(0);
  expect(await metric('oldest_undelivered_seconds', 'webhook')).toBe(0);

  receiver.reply = () => ({ status: 422 });
  forwarder.put(sampleFinding(9));
  await waitFor('the refusal', async () => (await metric('dropped_total', 'webhook', ',reason="refused"')) === 1);
  expect(await metric('delivered_total', 'webhook')).toBe(3);
  expect(await metric('spool_on_disk')).toBe(1);
  await other.die();
});

test('a record that nothing can make small enough is lost to every output, counted and told', async () => {
  await using forwarding = await startForwarding([{ type: 'webhook', url: receiver.url }]);
  const { forwarder } = forwarding;
  const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`key-${n}`, n]));
  forwarder.put({ ...sampleFinding(1), keys });
  forwarder.put(sampleFinding(2));
  await waitFor('the announcement', () => receiver.requests.some(({ body }) => body.includes('drift-sensor.loss/1')));
  expect(forwarder.lost.get('webhook', 'too_large')).toBe(1);
  const records = receiver.requests.flatMap(({ body }) => JSON.parse(body.toString()));
  expect(records).toMatchObject([
    { id: sampleFinding(2).id },
    { schema: 'drift-sensor.loss/1', place: 'spool', reason: 'too_large', records: 1, severities: { high: 1 } },
  ]);
});
