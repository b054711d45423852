import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { OutputRecord } from '../../../sensor/forward/output.ts';
import { waitFor } from '../../support/command.ts';
import { sampleFinding } from './support/finding.ts';
import { startForwarding } from './support/forwarding.ts';
import { decodeLogs } from './support/otlp-decode.ts';
import { startReceiver } from './support/receiver.ts';

/** As another version of the sensor may have left in the spool, or a disk that lies. */
const strange = { schema: 'drift-sensor.finding/1', id: 'x', severity: 'high', time: 'never' } as OutputRecord;

test.each(['otlp', 'webhook'])('a record that %s cannot say is refused alone, and holds nobody back', async (type) => {
  await using receiver = await startReceiver();
  const format = type === 'otlp' ? {} : { format: 'ecs' };
  await using forwarding = await startForwarding([{ type, url: receiver.url, ...format }]);
  const { forwarder } = forwarding;
  for (let n = 0; n < 10; n++) forwarder.put(n === 4 ? strange : sampleFinding(n));
  await waitFor('the end', () => forwarder.spool.waiting(type) === 0 && forwarder.written >= 9);
  expect(forwarder.lost.get(type, 'refused')).toBe(1);
  const heard = receiver.requests.flatMap(({ body }) =>
    type === 'otlp'
      ? decodeLogs(body).map(({ body: text }) => JSON.parse(text).id)
      : JSON.parse(body.toString()).map((each: { drift_sensor?: { id: string } }) => each.drift_sensor?.id),
  );
  const wanted = Array.from({ length: 10 }, (_, n) => sampleFinding(n).id).filter((_, n) => n !== 4);
  expect(heard.filter((id) => wanted.includes(id))).toEqual(wanted);
  // The batches are batches again.
  const before = receiver.requests.length;
  for (let n = 20; n < 40; n++) forwarder.put(sampleFinding(n));
  await waitFor('more', () => forwarder.spool.waiting(type) === 0);
  expect(receiver.requests.length - before).toBeLessThan(5);
});

test('over UDP a bound beyond what a datagram can hold is brought down to it', async () => {
  const server = createSocket('udp4');
  const sizes: number[] = [];
  server.on('message', (message) => sizes.push(message.length));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = { options: { maxRecordBytes: 1 << 20 } };
  await using forwarding = await startForwarding([{ type: 'syslog', address, maxBytes: 1 << 20 }], own);
  const args = Array.from({ length: 100 }, (_, n) => `${n} ${'x'.repeat(900)}`);
  forwarding.forwarder.put(sampleFinding(1, { process: { ...sampleFinding().process, args } }));
  forwarding.forwarder.put(sampleFinding(2));
  await waitFor('both', () => sizes.length === 2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(65_487);
  server.close();
});
