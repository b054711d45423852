import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';
import { makeCertificates } from '../support/certificates.ts';
import { sampleFinding } from '../support/finding.ts';
import { type Forwarding, startForwarding } from '../support/forwarding.ts';
import { decodeLogs, type OtlpLog, partialSuccess } from '../support/otlp-decode.ts';
import { type Receiver, type Reply, startReceiver } from '../support/receiver.ts';

let temp: TempDir;
let receiver: Receiver;

beforeEach(async () => {
  temp = tempDir('otlp');
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.die();
  await temp.remove();
});

const spec = (own: object = {}) => ({ type: 'otlp', url: `${receiver.url}/v1/logs`, ...own });
const logs = (): OtlpLog[] => receiver.requests.flatMap(({ body }) => decodeLogs(body));
const bodies = (): { id: string; schema: string }[] => logs().map(({ body }) => JSON.parse(body));
const findings = (n: number) => Array.from({ length: n }, (_, i) => sampleFinding(i));
const put = ({ forwarder }: Forwarding, n: number) => {
  for (const finding of findings(n)) forwarder.put(finding);
};

test('a finding arrives as an event with its time, severity, attributes and the whole of it as body', async () => {
  await using forwarding = await startForwarding([spec()]);
  const finding = sampleFinding(1, { verdict: 'modified', severity: 'critical' });
  forwarding.forwarder.put(finding);
  const [log] = await waitFor('the finding', () => logs().length > 0 && logs());
  expect(log).toMatchObject({
    timeNs: '1795168800123456789',
    severityNumber: 21,
    severityText: 'critical',
    eventName: 'drift_sensor.finding',
    scope: { name: 'drift-sensor', version: '1.2.3' },
    resource: {
      'service.name': 'drift-sensor',
      'service.version': '1.2.3',
      'k8s.node.name': 'node-1',
      'k8s.cluster.name': 'production',
    },
    attributes: {
      'drift_sensor.finding.id': finding.id,
      'drift_sensor.finding.revision': 1,
      'drift_sensor.verdict': 'modified',
      'drift_sensor.attack': ['T1105'],
      'file.size': 1_482_752,
      'process.pid': 4123,
      'process.parent_pid': 4120,
      'process.command_args': ['/tmp/.x/kworker', '-o', 'pool.example:3333', '--threads=2'],
      'container.id': finding.container.id,
      'container.image.name': 'registry.example/shop/web:1.4',
      'k8s.namespace.name': 'shop',
      'k8s.deployment.name': 'web',
    },
  });
  expect(JSON.parse(log?.body ?? '')).toEqual(finding);
  expect(receiver.requests[0]).toMatchObject({
    path: '/v1/logs',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
  });
});

test('records that are no findings arrive too', async () => {
  await using forwarding = await startForwarding([spec()]);
  forwarding.forwarder.put({ schema: 'drift-sensor.heartbeat/1', time: '2026-11-20T10:00:00.5Z', node: 'node-1' });
  forwarding.forwarder.put({ schema: 'drift-sensor.gap/1', time: '2026-11-20T10:00:01Z', node: 'node-1', lost: 3 });
  await waitFor('both', () => logs().length === 2);
  expect(logs()).toMatchObject([
    { eventName: 'drift_sensor.heartbeat', severityNumber: 9, timeNs: '1795168800500000000' },
    { eventName: 'drift_sensor.gap', severityNumber: 13 },
  ]);
});

test.each([429, 502, 503, 504])('status %i is tried again with the same records', async (status) => {
  receiver.reply = (_request, n) => ({ status: n < 2 ? status : 200 });
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 3);
  await waitFor('delivery', () => forwarding.forwarder.written === 3);
  expect(receiver.requests).toHaveLength(3);
  expect(receiver.requests[2]?.body.length).toBeGreaterThan(0);
  expect(forwarding.forwarder).toMatchObject({ retries: 2, dropped: 0 });
});

test.each([400, 401, 403, 404, 500, 501, 505, 301])(
  'status %i is not tried again; what it cost is told',
  async (status) => {
    receiver.reply = (_request, n) => ({ status: n === 0 ? status : 200 });
    await using forwarding = await startForwarding([spec()]);
    put(forwarding, 3);
    await waitFor('the end of it', () => forwarding.forwarder.dropped === 3);
    expect(forwarding.forwarder.lost.get('otlp', 'refused')).toBe(3);
    await waitFor('the announcement', () => bodies().some(({ schema }) => schema === 'drift-sensor.loss/1'), 5_000);
    expect(receiver.requests).toHaveLength(2);
    expect(bodies().at(-1)).toMatchObject({
      place: 'output',
      reason: 'refused',
      output: 'otlp',
      records: 3,
      severities: { high: 3 },
    });
  },
);

test('a partial success is not tried again, and what was rejected is counted', async () => {
  receiver.reply = (_request, n) => (n === 0 ? { status: 200, body: partialSuccess(2, 'too old') } : { status: 200 });
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 5);
  await waitFor('the answer', () => forwarding.forwarder.written >= 3);
  expect(forwarding.forwarder.lost.get('otlp', 'refused')).toBe(2);
  const withFindings = receiver.requests.filter(
    ({ body }) => decodeLogs(body)[0]?.eventName === 'drift_sensor.finding',
  );
  expect(withFindings).toHaveLength(1);
});

test.each([
  ['a number of seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 1500).toUTCString()],
])('Retry-After as %s is waited for', async (_what, value) => {
  const times: number[] = [];
  receiver.reply = (_request, n) => {
    times.push(performance.now());
    return n === 0 ? { status: 503, headers: { 'retry-after': value() } } : { status: 200 };
  };
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 1);
  await waitFor('delivery', () => forwarding.forwarder.written === 1);
  // A date has whole seconds; without the header it would be 20 ms.
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(400);
});

test.each<Reply>(['reset', 'cut', 'hang'])('a connection that ends in "%s" is tried again', async (how) => {
  receiver.reply = (_request, n) => (n < 2 ? how : { status: 200 });
  await using forwarding = await startForwarding([spec({ timeoutSeconds: 0.2 })]);
  put(forwarding, 2);
  await waitFor('delivery', () => forwarding.forwarder.written === 2);
  expect(forwarding.forwarder).toMatchObject({ retries: 2, dropped: 0 });
});

test('a receiver that is away gets everything in order when it is back, from the disk; others do not wait for it', async () => {
  const other = await startReceiver();
  const spool = { dir: join(temp.path, 'spool'), memoryBytes: 1 << 20 };
  const specs = [spec({ batchRecords: 50 }), { ...spec(), name: 'other', url: `${other.url}/v1/logs` }];
  await receiver.die();
  const first = await startForwarding(specs, { spool });
  for (const [n, finding] of findings(3000).entries()) {
    first.forwarder.put(finding);
    if (n % 200 === 0) await first.forwarder.flushed();
  }
  await waitFor('the other', () => first.forwarder.spool.waiting('other') === 0);
  expect(other.requests.flatMap(({ body }) => decodeLogs(body))).toHaveLength(3000);
  const runner = first.forwarder.outputs.find(({ name }) => name === 'otlp');
  await waitFor('the circuit', () => runner?.circuitOpen === true);
  await first.stop();
  const second = await startForwarding(specs, { spool });
  await receiver.listen();
  await waitFor('delivery', () => second.forwarder.spool.waiting('otlp') === 0);
  expect(bodies().map(({ id }) => id)).toEqual(findings(3000).map(({ id }) => id));
  await second.stop();
  await other.die();
});

test('a batch that is too large is divided, one record that is too large is refused', async () => {
  receiver.reply = ({ body }) => ({ status: body.length > 20_000 ? 413 : 200 });
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 20);
  const big = sampleFinding(99);
  forwarding.forwarder.put({ ...big, process: { ...big.process, args: ['x'.repeat(30_000)] } });
  put(forwarding, 5);
  await waitFor('delivery', () => forwarding.forwarder.written >= 25);
  expect(forwarding.forwarder.lost.get('otlp', 'refused')).toBe(1);
});

test('a token file that is rotated is read again', async () => {
  const bearerTokenFile = join(temp.path, 'token');
  writeFileSync(bearerTokenFile, 'first\n');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the configuration's own placeholder
  await using forwarding = await startForwarding([spec({ bearerTokenFile, headers: { 'x-env': '${env:PATH}!' } })]);
  put(forwarding, 1);
  await waitFor('the first', () => receiver.requests.length === 1);
  writeFileSync(bearerTokenFile, 'second and longer');
  put(forwarding, 1);
  await waitFor('the second', () => receiver.requests.length === 2);
  const sent = receiver.requests.map(({ headers }) => headers.authorization);
  expect(sent).toEqual(['Bearer first', 'Bearer second and longer']);
  expect(receiver.requests[0]?.headers['x-env']).toBe(`${process.env.PATH}!`);
});

test('a secret that cannot be read is waited for, and never in the log', async () => {
  const said: string[] = [];
  const note = (facts: object, message: string) => said.push(JSON.stringify(facts) + message);
  const log = { debug: note, info: note, warn: note, error: note };
  const bearerTokenFile = join(temp.path, 'later');
  await using forwarding = await startForwarding([spec({ bearerTokenFile })], { log });
  put(forwarding, 1);
  await waitFor('the complaint', () => said.some((line) => line.includes('ENOENT')));
  writeFileSync(bearerTokenFile, 'top-secret');
  receiver.reply = (_request, n) => ({ status: n === 0 ? 503 : 200 });
  await waitFor('delivery', () => forwarding.forwarder.written === 1);
  expect(said.join('\n')).not.toContain('top-secret');
});

test('a proxy from the environment is used', async () => {
  const before = process.env.HTTP_PROXY;
  process.env.HTTP_PROXY = receiver.url;
  try {
    await using forwarding = await startForwarding([{ type: 'otlp', url: 'http://collector.example:4318/v1/logs' }]);
    put(forwarding, 1);
    await waitFor('the request', () => forwarding.forwarder.written === 1);
    expect(receiver.requests[0]).toMatchObject({
      path: 'http://collector.example:4318/v1/logs',
      headers: { host: 'collector.example:4318' },
    });
  } finally {
    if (before === undefined) delete process.env.HTTP_PROXY;
    else process.env.HTTP_PROXY = before;
  }
});

test('a message that is no answer is no reason to lose anything', async () => {
  receiver.reply = () => ({ status: 200, body: Buffer.from([0xff, 0xff, 0xff]) });
  await using forwarding = await startForwarding([spec()]);
  put(forwarding, 2);
  await waitFor('delivery', () => forwarding.forwarder.written === 2);
  expect(forwarding.forwarder.dropped).toBe(0);
});

test('another format travels in the body', async () => {
  await using forwarding = await startForwarding([spec({ format: 'ocsf' })]);
  put(forwarding, 1);
  await waitFor('the finding', () => logs().length === 1);
  expect(JSON.parse(logs()[0]?.body ?? '')).toMatchObject({ class_uid: 2004 });
});

describeIf([need.command('openssl')], 'over TLS', () => {
  test('only a receiver whose certificate our authority signed is talked to, with our own certificate', async () => {
    mkdirSync(join(temp.path, 'pki'));
    const pki = makeCertificates(join(temp.path, 'pki'));
    const read = (path: string) => readFileSync(path);
    await using secure = await startReceiver({
      cert: read(pki.serverCert),
      key: read(pki.serverKey),
      ca: read(pki.ca),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const url = `${secure.url}/v1/logs`;
    const client = { certFile: pki.clientCert, keyFile: pki.clientKey };
    await using forwarding = await startForwarding([
      { type: 'otlp', name: 'good', url, tls: { caFile: pki.ca, ...client } },
      { type: 'otlp', name: 'unknown-authority', url, tls: client },
      { type: 'otlp', name: 'without-certificate', url, tls: { caFile: pki.ca } },
      { type: 'otlp', name: 'other-name', url, tls: { caFile: pki.ca, ...client, serverName: 'else.example' } },
    ]);
    put(forwarding, 2);
    const { spool, outputs } = forwarding.forwarder;
    const tried = () => outputs.every(({ name, retried }) => name === 'good' || retried > 1);
    await waitFor('the good one', () => spool.waiting('good') === 0);
    await waitFor('the others to have tried', tried);
    expect(Object.fromEntries(outputs.map(({ name, delivered }) => [name, delivered]))).toEqual({
      good: 2,
      'unknown-authority': 0,
      'without-certificate': 0,
      'other-name': 0,
    });
    expect(decodeLogs(secure.requests[0]?.body ?? Buffer.alloc(0))).toHaveLength(2);
  });

  test('certificates that are rotated under it are read again', async () => {
    const directory = (name: string) => {
      mkdirSync(join(temp.path, name));
      return makeCertificates(join(temp.path, name));
    };
    const [old, next] = [directory('old'), directory('next')];
    const serverOf = (pki: typeof old) => ({ cert: readFileSync(pki.serverCert), key: readFileSync(pki.serverKey) });
    const files = { ca: join(temp.path, 'ca.pem'), cert: join(temp.path, 'tls.pem'), key: join(temp.path, 'tls.key') };
    const rotate = (pki: typeof old) => {
      copyFileSync(pki.ca, files.ca);
      copyFileSync(pki.clientCert, files.cert);
      copyFileSync(pki.clientKey, files.key);
    };
    const strict = { requestCert: true, rejectUnauthorized: true };
    rotate(old);
    const first = await startReceiver({ ...serverOf(old), ca: readFileSync(old.ca), ...strict });
    const tls = { caFile: files.ca, certFile: files.cert, keyFile: files.key };
    await using forwarding = await startForwarding([{ type: 'otlp', url: `${first.url}/v1/logs`, tls }]);
    const { forwarder } = forwarding;
    put(forwarding, 1);
    await waitFor('the first', () => forwarder.written === 1);
    await first.die();
    await using second = await startReceiver({ ...serverOf(next), ca: readFileSync(next.ca), ...strict }, first.port);
    put(forwarding, 1);
    const before = forwarder.retries;
    await waitFor('the refusal of an authority that is not ours', () => forwarder.retries > before + 1);
    expect(second.requests).toHaveLength(0);
    rotate(next);
    await waitFor('the second', () => forwarder.written === 2);
    expect(second.requests).toHaveLength(1);
  });
});
