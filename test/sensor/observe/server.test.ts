import { request } from 'node:http';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { counter } from '../../../sensor/observe/metrics.ts';
import { type Health, MetricsServer, MetricsServerError } from '../../../sensor/observe/server.ts';

let registry: Registry;
let health: { -readonly [key in keyof Health]: Health[key] };
let server: MetricsServer;
let url: string;

beforeEach(async () => {
  registry = new Registry();
  health = { live: () => ({ ok: true, detail: 'alive' }), ready: () => ({ ok: false, detail: 'no canary yet' }) };
  server = new MetricsServer({ host: '127.0.0.1', port: 0 }, { registry, health });
  url = await server.listen();
});
afterEach(() => server.close());

async function get(path: string, method = 'GET') {
  const response = await fetch(url + path, { method });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

test('port 0 binds a free port and says which', () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
});

test('/metrics gives what the registry holds, whatever the query', async () => {
  counter(registry, { name: 'things_total', help: 'h', read: () => 3 });
  const { status, body, headers } = await get('/metrics?name=x');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/plain');
  expect(body).toContain('drift_sensor_things_total 3');
});

test('health is 200 or 503, with the reason', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, body: 'alive\n' });
  expect(await get('/readyz')).toMatchObject({ status: 503, body: 'no canary yet\n' });
  health.ready = () => ({ ok: true, detail: 'ready' });
  health.live = () => ({ ok: false, detail: 'stuck' });
  expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
  expect(await get('/healthz')).toMatchObject({ status: 503, body: 'stuck\n' });
});

test('any other path is 404 and names the paths there are', async () => {
  for (const path of ['/', '/metrics/', '/../etc/passwd', '//healthz']) {
    expect(await get(path)).toMatchObject({ status: 404, body: '/metrics /healthz /readyz\n' });
  }
});

test('only GET and HEAD are allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await get('/metrics', method);
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD');
  }
  expect(await get('/healthz', 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('a fault while answering is a 500, and the server lives on', async () => {
  health.live = () => {
    throw new Error('a fault');
  };
  counter(registry, {
    name: 'broken_total',
    help: 'h',
    read: () => {
      throw new Error('a fault');
    },
  });
  expect(await get('/healthz')).toMatchObject({ status: 500, body: 'Error: a fault\n' });
  expect((await get('/metrics')).status).toBe(500);
  expect((await get('/readyz')).status).toBe(503);
});

test('bytes that are no HTTP are refused', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('\0\x01\x02\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toContain('400 Bad Request');
});

test('a port that is taken says what to change', async () => {
  const second = new MetricsServer({ host: '127.0.0.1', port: Number(new URL(url).port) }, { registry, health });
  const error = await second.listen().catch((e: unknown) => e);
  expect(error).toBeInstanceOf(MetricsServerError);
  expect((error as Error).message).toBe(
    `cannot listen on ${url.slice('http://'.length)} (EADDRINUSE): another program (another sensor?) uses it; ` +
      'choose another with --metrics ADDR:PORT, or --metrics off',
  );
  expect((error as Error).cause).toMatchObject({ code: 'EADDRINUSE' });
  await second.close();
});

test('an address that this machine does not have says so', async () => {
  // TEST-NET-1 of RFC 5737.
  const elsewhere = new MetricsServer({ host: '192.0.2.1', port: 9 }, { registry, health });
  await expect(elsewhere.listen()).rejects.toThrow(
    /^cannot listen on 192\.0\.2\.1:9 \(EADDRNOTAVAIL\): choose another/,
  );
});

test('IPv6 addresses are written in brackets, also in errors', async () => {
  const six = new MetricsServer({ host: '::1', port: 0 }, { registry, health });
  try {
    const at = await six.listen().catch((error: unknown) => error);
    // A machine without IPv6 shows the other half.
    if (at instanceof Error) expect(at.message).toContain('cannot listen on [::1]:0 (');
    else {
      expect(at).toMatch(/^http:\/\/\[::1\]:\d+$/);
      expect((await fetch(`${String(at)}/healthz`)).status).toBe(200);
    }
  } finally {
    await six.close();
  }
});

test('closing does not wait for connections that stay open', async () => {
  const held = request(`${url}/healthz`, { method: 'POST', headers: { 'content-length': '10' } });
  held.on('error', () => {});
  await new Promise((resolve) => {
    held.on('socket', (socket) => socket.on('connect', resolve));
    held.write('x');
  });
  await server.close();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
