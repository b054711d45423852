/** Each preset against its receiver's documented behaviour, with findings that are unlike each other. */
import { expect, test } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { samples } from '../format/samples.ts';
import { sampleFinding } from '../support/finding.ts';
import { startForwarding } from '../support/forwarding.ts';
import { alertmanager, elastic, falcosidekick, type KnownReceiver, loki, splunk } from '../support/known-receivers.ts';
import { startReceiver } from '../support/receiver.ts';

const all = Object.values(samples).map((finding, n) => ({ ...finding, id: sampleFinding(900 + n).id }));

/** What the double has stored, once everything of `findings` went through. */
async function through(preset: string, double: KnownReceiver, findings: readonly object[] = all) {
  await using receiver = await startReceiver();
  receiver.reply = (request) => double.answer(request);
  const spec = { type: 'webhook', preset, url: receiver.url + double.path, headers: double.headers };
  await using forwarding = await startForwarding([spec]);
  const { forwarder } = forwarding;
  for (const finding of findings) forwarder.put(finding as ReturnType<typeof sampleFinding>);
  forwarder.put({ schema: 'drift-sensor.heartbeat/1', time: '2026-11-20T10:00:00.5Z', node: 'node-1' });
  await waitFor('the end', () => forwarder.spool.waiting('webhook') === 0);
  expect(forwarder).toMatchObject({ dropped: 0, retries: 0 });
  return double.stored;
}

test('splunk_hec: findings and heartbeats are events', async () => {
  const stored = await through('splunk_hec', splunk());
  expect(stored.map(({ event }) => event)).toEqual([
    ...all,
    expect.objectContaining({ schema: 'drift-sensor.heartbeat/1' }),
  ]);
});

test('splunk_hec: a wrong token is waited for, nothing is lost', async () => {
  const double = splunk();
  await using receiver = await startReceiver();
  receiver.reply = (request) => double.answer(request);
  const base = { type: 'webhook', preset: 'splunk_hec', url: receiver.url + double.path };
  await using forwarding = await startForwarding([{ ...base, headers: { Authorization: 'Splunk old' } }]);
  forwarding.forwarder.put(sampleFinding(1));
  await waitFor('two tries', () => forwarding.forwarder.retries >= 2);
  expect(forwarding.forwarder.dropped).toBe(0);
});

test('elastic: each revision is one document, however often it comes', async () => {
  const again = { ...sampleFinding(900), revision: 2, count: 5 };
  const stored = await through('elastic', elastic(), [...all, ...all, again]);
  expect(stored).toHaveLength(all.length + 1);
  expect(stored.at(-1)).toMatchObject({ drift_sensor: { id: again.id, revision: 2, count: 5 } });
});

test('loki: lines with few labels', async () => {
  const stored = await through('loki', loki());
  const lines = stored.map(({ line }) => JSON.parse(String(line)));
  expect(lines).toHaveLength(all.length + 1);
  for (const finding of all) expect(lines).toContainEqual(JSON.parse(JSON.stringify(finding)));
});

test('alertmanager: a finding is one alert, brought up to date by its revisions', async () => {
  const again = { ...all[0], revision: 7, count: 41 };
  const stored = await through('alertmanager', alertmanager(), [...all, again]);
  expect(stored).toHaveLength(all.length);
  expect(stored[0]).toMatchObject({ annotations: { count: '41' } });
});

test('falcosidekick: each finding is a Falco event', async () => {
  const stored = await through('falcosidekick', falcosidekick());
  expect(stored.map((event) => (event.output_fields as Record<string, unknown>)['drift.id'])).toEqual(
    all.map(({ id }) => id),
  );
});

test('the doubles refuse what their documents refuse', () => {
  const request = (body: string, headers: object = {}, path = '/') =>
    ({ path, headers, body: Buffer.from(body), raw: Buffer.from(body) }) as Parameters<KnownReceiver['answer']>[0];
  const token = { authorization: splunk().headers?.Authorization };
  expect(splunk().answer(request('{}', {}, '/services/collector/event'))).toMatchObject({ status: 401 });
  expect(splunk().answer(request('{"time":1.8e9}', token, '/services/collector/event'))).toMatchObject({ status: 400 });
  expect(elastic().answer(request('{}', { 'content-type': 'application/x-ndjson' }))).toMatchObject({ status: 400 });
  const bad = { streams: [{ stream: { 'a-b': 'x' }, values: [] }] };
  expect(loki().answer(request(JSON.stringify(bad), { 'content-type': 'application/json' }))).toMatchObject({
    status: 400,
  });
  expect(alertmanager().answer(request('[{"labels":{"a":""}}]', {}, '/api/v2/alerts'))).toMatchObject({ status: 400 });
  expect(falcosidekick().answer(request('{"priority":"high"}'))).toMatchObject({ status: 400 });
});
