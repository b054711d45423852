/** A finding from a real container reaches rsyslog, an OTLP receiver and a webhook at once, also over the sensor's death. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeLogs } from '../sensor/forward/support/otlp-decode.ts';
import { type Receiver, startReceiver } from '../sensor/forward/support/receiver.ts';
import { type SyslogDaemon, startRsyslog } from '../sensor/forward/support/syslog-daemon.ts';
import { ended, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import type { RuncContainer } from '../support/runc.ts';
import { indexed, openStage, put, type Stage, sceneNeeds } from '../support/scene.ts';
import { type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';

describeIf([...sceneNeeds(), need.command('rsyslogd')], 'a collector, a syslog daemon and a webhook', () => {
  let stage: Stage;
  let container: RuncContainer;
  let sensor: Sensor;
  let rsyslog: SyslogDaemon;
  let collector: Receiver;
  let webhook: Receiver;
  let stateDir: string;
  let config: string;

  const start = () => startSensor({ stateDir, args: ['--config', config, '--canary-interval-seconds', '86400'] });

  beforeAll(async () => {
    stage = await openStage('forward');
    rsyslog = await startRsyslog(join(stage.temp.path, 'rsyslog'), 'tcp');
    collector = await startReceiver();
    webhook = await startReceiver();
    stateDir = join(stage.temp.path, 'state');
    config = join(stage.temp.path, 'config.yaml');
    const outputs = [
      { type: 'otlp', url: `${collector.url}/v1/logs` },
      { type: 'syslog', address: `127.0.0.1:${rsyslog.port}`, transport: 'tcp', maxBytes: 65_536, canary: false },
      { type: 'webhook', url: webhook.url, records: 'findings', canary: false, retryMaxSeconds: 0.5 },
    ];
    const periods = { heartbeatSeconds: 1, coverageSeconds: 1 };
    writeFileSync(
      config,
      JSON.stringify({ clusterName: 'test', outputs, redaction: { names: ['licence'] }, ...periods }),
    );
    sensor = await start();
    container = await stage.container();
    await indexed(sensor, container);
  });

  afterAll(async () => {
    await sensor?.stop();
    await rsyslog?.[Symbol.asyncDispose]();
    await collector?.die();
    await webhook?.die();
    await stage?.[Symbol.asyncDispose]();
  });

  const inCollector = () =>
    collector.requests.flatMap(({ body }) => decodeLogs(body)).map(({ body }) => JSON.parse(body));
  const inSyslog = () => rsyslog.messages().map(({ msg }) => JSON.parse(msg));
  const inWebhook = () => webhook.requests.flatMap(({ body }) => JSON.parse(body.toString()));
  const bySha = (list: readonly FindingJson[], digest: string) => list.find(({ file }) => file?.sha256 === digest);

  /** All that is on disk for outputs. */
  function spooled(): string {
    const dir = join(stateDir, 'spool');
    const segments = readdirSync(dir).filter((name) => name.endsWith('.seg'));
    return segments.map((name) => readFileSync(join(dir, name), 'latin1')).join('');
  }

  /** Runs a new file and gives its digest. */
  async function drift(name: string, ...args: string[]): Promise<string> {
    const digest = put(container, `tmp/${name}`, elf({ sleepMs: 30 }));
    await container.exec([`/tmp/${name}`, ...args]);
    return digest;
  }

  test('see the same finding, complete, without the secrets that were on its command line', async () => {
    const digest = await drift('first', '--password=hunter2', '--licence', 'abc-123');
    const own = await sensor.waitForFinding((finding) => finding.file?.sha256 === digest);
    expect(own.process?.args).toEqual(['/tmp/first', '--password=[redacted]', '--licence', '[redacted]']);
    for (const list of [inCollector, inSyslog, inWebhook]) {
      const found = await waitFor('the finding', () => bySha(list(), digest), 30_000);
      expect(found).toEqual(own);
    }
    const text = [
      JSON.stringify(inCollector()),
      JSON.stringify(inSyslog()),
      JSON.stringify(inWebhook()),
      sensor.log(),
    ].join();
    expect(text).not.toMatch(/hunter2|abc-123/);
    const delivered = await sensor.metric('drift_sensor_delivered_total', { output: 'webhook' });
    expect(delivered).toBeGreaterThan(0);
    expect(await sensor.metric('drift_sensor_spool_on_disk')).toBe(1);
  });

  test('hear how the sensor is and what it watches, each in its own way', async () => {
    const ofCollector = (name: string) =>
      collector.requests.flatMap(({ body }) => decodeLogs(body)).findLast(({ eventName }) => eventName === name);
    const ofSyslog = (name: string) => rsyslog.messages().findLast(({ id }) => id === name);
    const ofFile = (schema: string) => sensor.records().findLast((record) => record.schema === schema);
    const heartbeat = { schema: 'drift-sensor.heartbeat/1', cluster: 'test', state: 'ready', canary: { state: 'ok' } };
    const watched = { id: container.id };
    const isThere = (covered: unknown) =>
      Array.isArray(covered) && covered.some(({ id }: { id: string }) => id === container.id);
    const covers = (text: string | undefined) => isThere(JSON.parse(text ?? '{}').covered);
    // Each in its own time: a file is waited for as long as the disk takes.
    await waitFor(
      'coverage',
      () =>
        covers(ofSyslog('coverage')?.msg) &&
        covers(ofCollector('drift_sensor.coverage')?.body) &&
        isThere(ofFile('drift-sensor.coverage/1')?.covered),
    );
    await waitFor(
      'heartbeats',
      () =>
        ofSyslog('heartbeat') !== undefined &&
        ofCollector('drift_sensor.heartbeat') !== undefined &&
        Number(ofFile('drift-sensor.heartbeat/1')?.sequence) >= 2,
    );
    expect(JSON.parse(ofCollector('drift_sensor.heartbeat')?.body ?? '')).toMatchObject(heartbeat);
    expect(JSON.parse(ofSyslog('heartbeat')?.msg ?? '')).toMatchObject(heartbeat);
    expect(ofFile('drift-sensor.heartbeat/1')).toMatchObject({
      ...heartbeat,
      spool: { state: 'disk' },
      outputs: expect.arrayContaining([expect.objectContaining({ name: 'otlp', circuit_open: false })]),
    });
    expect(ofFile('drift-sensor.coverage/1')?.covered).toContainEqual(expect.objectContaining(watched));
    // It asked for findings alone.
    expect(inWebhook().every(({ schema }) => schema === 'drift-sensor.finding/1')).toBe(true);
  });

  test('hear what they missed, although the sensor was killed while they were away', async () => {
    await webhook.die();
    const digest = await drift('second');
    await sensor.waitForFinding((finding) => finding.file?.sha256 === digest);
    await waitFor('the collector', () => bySha(inCollector(), digest), 30_000);
    // Outputs that keep up do not wait for the disk.
    await waitFor('the spool', () => spooled().includes(digest));
    expect(await sensor.metric('drift_sensor_undelivered_records', { output: 'webhook' })).toBeGreaterThan(0);
    sensor.process.kill('SIGKILL');
    await ended(sensor.process);
    await webhook.listen();
    sensor = await start();
    const found = await waitFor('the webhook', () => bySha(inWebhook(), digest), 30_000);
    expect(found).toMatchObject({ verdict: 'added', container: { id: container.id } });
  });
});
