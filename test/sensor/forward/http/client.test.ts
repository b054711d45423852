/** Proxies, and what may never be in a log. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';
import { makeCertificates } from '../support/certificates.ts';
import { sampleFinding } from '../support/finding.ts';
import { startForwarding } from '../support/forwarding.ts';
import { decodeLogs } from '../support/otlp-decode.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

let temp: TempDir;
let receiver: Receiver;
let proxy: Proxy;

type Proxy = { readonly port: number; readonly connects: string[]; answer: string | undefined; close(): Promise<void> };

beforeEach(async () => {
  temp = tempDir('http');
  receiver = await startReceiver();
  proxy = await startProxy();
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver.die();
  await proxy.close();
  await temp.remove();
});

/** A tunnel (CONNECT) to wherever is asked for; `answer` instead, where it is set. */
async function startProxy(): Promise<Proxy> {
  const connects: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket: Socket) => {
    connects.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    if (made.answer !== undefined) return void socket.end(made.answer);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    sockets.add(upstream);
    for (const each of [socket, upstream]) each.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made: Proxy = {
    port: (server.address() as AddressInfo).port,
    connects,
    answer: undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}

/** Everything that was logged. */
function listening() {
  const said: string[] = [];
  const note = (facts: object, message: string) => said.push(JSON.stringify(facts) + message);
  return { said, log: { debug: note, info: note, warn: note, error: note } };
}

test('a receiver that NO_PROXY names is talked to directly', async () => {
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv('NO_PROXY', 'other.example,127.0.0.1');
  await using forwarding = await startForwarding([{ type: 'otlp', url: `${receiver.url}/v1/logs` }]);
  forwarding.forwarder.put(sampleFinding(1));
  await waitFor('delivery', () => forwarding.forwarder.written === 1);
  expect(receiver.requests[0]?.path).toBe('/v1/logs');
  expect(proxy.connects).toEqual([]);
});

describeIf([need.command('openssl')], 'over TLS', () => {
  test('a proxy carries a tunnel, and the receiver’s certificate is verified in it', async () => {
    mkdirSync(join(temp.path, 'pki'));
    const pki = makeCertificates(join(temp.path, 'pki'));
    const files = { cert: readFileSync(pki.serverCert), key: readFileSync(pki.serverKey) };
    await using secure = await startReceiver(files);
    vi.stubEnv('HTTPS_PROXY', `http://user:pass-word@127.0.0.1:${proxy.port}`);
    const url = `${secure.url}/v1/logs`;
    await using forwarding = await startForwarding([
      { type: 'otlp', name: 'good', url, tls: { caFile: pki.ca } },
      { type: 'otlp', name: 'unknown-authority', url },
    ]);
    forwarding.forwarder.put(sampleFinding(1));
    const { spool, outputs } = forwarding.forwarder;
    await waitFor('delivery', () => spool.waiting('good') === 0);
    await waitFor('the other to have tried', () => outputs.some(({ name, retried }) => name !== 'good' && retried > 1));
    expect(decodeLogs(secure.requests[0]?.body ?? Buffer.alloc(0))).toHaveLength(1);
    expect(outputs.map(({ delivered }) => delivered)).toEqual([1, 0]);
    const credentials = Buffer.from('user:pass-word').toString('base64');
    expect(proxy.connects[0]).toBe(`127.0.0.1:${secure.port} Basic ${credentials}`);
  });

  test('a proxy that refuses is tried again, and its password is in no log', async () => {
    proxy.answer = 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n';
    vi.stubEnv('HTTPS_PROXY', `http://user:pass-word@127.0.0.1:${proxy.port}`);
    const { said, log } = listening();
    await using forwarding = await startForwarding([{ type: 'otlp', url: 'https://127.0.0.1:9/v1/logs' }], { log });
    forwarding.forwarder.put(sampleFinding(1));
    await waitFor('two tries', () => forwarding.forwarder.retries >= 2);
    expect(said.join('\n')).toContain('findings cannot be written');
    expect(said.join('\n')).not.toContain('pass-word');
  });
});

test('what a receiver repeats of our secrets is in no log', async () => {
  const bearerTokenFile = join(temp.path, 'token');
  writeFileSync(bearerTokenFile, 'top-secret-token\n');
  const headers = { 'X-Api-Key': `\${file:${bearerTokenFile}}` };
  receiver.reply = (request) => ({
    status: 503,
    body: `bad credentials: ${request.headers.authorization}, ${request.headers['x-api-key']}`,
  });
  const { said, log } = listening();
  const specs = [
    { type: 'otlp', url: receiver.url, bearerTokenFile },
    { type: 'webhook', url: receiver.url, headers },
  ];
  await using forwarding = await startForwarding(specs, { log });
  forwarding.forwarder.put(sampleFinding(1));
  await waitFor('both to have tried', () => forwarding.forwarder.outputs.every(({ retried }) => retried > 0));
  const complaints = said.filter((line) => line.includes('bad credentials'));
  expect(complaints).toHaveLength(2);
  expect(complaints.join('\n')).toContain('[redacted]');
  expect(said.join('\n')).not.toContain('top-secret');
});
