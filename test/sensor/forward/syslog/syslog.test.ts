import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../../sensor/finding/finding.ts';
import { createFormat } from '../../../../sensor/forward/format/format.ts';
import { cutUtf8, type MessageOptions, syslogMessage } from '../../../../sensor/forward/syslog/message.ts';
import { waitFor } from '../../../support/command.ts';
import { need, testIf } from '../../../support/need.ts';
import { tempDir } from '../../../support/temp.ts';
import { makeCertificates } from '../support/certificates.ts';
import { sampleFinding } from '../support/finding.ts';
import { startForwarding } from '../support/forwarding.ts';

const native = createFormat({ name: 'native', ocsfVersion: '1.8.0', version: '1' });
const cef = createFormat({ name: 'cef', ocsfVersion: '1.8.0', version: '1' });
const options: MessageOptions = {
  facility: 'local0',
  appName: 'drift-sensor',
  procId: '42',
  hostname: 'node-1',
  maxBytes: 8192,
};
const HEADER = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|\[(?:[^\]\\]|\\.)*\]) /s;

test('the header is that of RFC 5424, to the microsecond', () => {
  const text = syslogMessage(sampleFinding(1), native, options).toString();
  const id = sampleFinding(1).id;
  expect(text.split('{')[0]).toBe(
    `<131>1 2026-11-20T10:00:00.123456Z node-1 drift-sensor 42 finding [drift@32473 id="${id}" revision="1" verdict="added" severity="high"] `,
  );
  expect(JSON.parse(text.replace(HEADER, ''))).toEqual(sampleFinding(1));
});

test.each([
  ['informational', 134],
  ['low', 133],
  ['medium', 132],
  ['high', 131],
  ['critical', 130],
] as const)('severity %s has priority %i', (severity, priority) => {
  expect(syslogMessage(sampleFinding(0, { severity }), native, options).toString()).toMatch(`<${priority}>1 `);
});

const anyText = fc.string({ unit: 'binary', maxLength: 3000 });
const finding = fc.tuple(anyText, anyText, fc.array(anyText, { maxLength: 5 })).map(
  ([path, summary, args]): Finding => ({
    ...sampleFinding(1),
    summary,
    file: { ...sampleFinding().file, path },
    process: { ...sampleFinding().process, args },
  }),
);

test('whatever is in a finding: one message within its bound, no control character, whole JSON', () => {
  fc.assert(
    fc.property(finding, fc.integer({ min: 1900, max: 9000 }), (record, maxBytes) => {
      const bytes = syslogMessage(record, native, { ...options, maxBytes });
      expect(bytes.length).toBeLessThanOrEqual(maxBytes);
      const text = bytes.toString();
      expect(text).toMatch(HEADER);
      expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
      expect(JSON.parse(text.replace(HEADER, ''))).toMatchObject({
        id: record.id,
        verdict: 'added',
        container: record.container,
      });
    }),
    { numRuns: 200 },
  );
});

test('whatever is in a finding: CEF has no control character, and its fields read back', () => {
  fc.assert(
    fc.property(finding, (record) => {
      const text = cef.text(record);
      expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
      const [, extension = ''] = /^CEF:0(?:\|(?:[^|\\]|\\.)*){6}\|(.*)$/s.exec(text) ?? [];
      const keys = [...extension.matchAll(/(?<=^| )(\w+)=/g)].map(([, key]) => key);
      // An equals sign of a container's own text is escaped, so that it makes no field.
      expect(keys.length).toBe(new Set(keys).size);
      expect(keys.slice(0, 3)).toEqual(['rt', 'start', 'end']);
    }),
    { numRuns: 200 },
  );
});

test('what cannot be made small enough is cut at a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.nat({ max: 120 }), (text, max) => {
      const bytes = Buffer.from(text);
      const cut = cutUtf8(bytes, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(Buffer.from(cut.toString())).toEqual(cut);
      expect(bytes.length - cut.length).toBeLessThan(Math.max(1, bytes.length - max) + 4);
    }),
  );
});

/** Reads octet-counted frames. */
function frames(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, space).toString());
    if (!Number.isInteger(length) || length === 0 || space + 1 + length > bytes.length) break;
    found.push(bytes.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return found;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const idOf = (message: string): string => JSON.parse(message.replace(HEADER, '')).id;

test('over TCP every message has its length in front; a connection that is cut costs nothing', async () => {
  const complete: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      // The first two connections end in the middle of what was sent.
      if (sockets.length < 3 && received.length > 20_000) socket.destroy();
      for (const message of frames(received)) complete.push(message);
    });
  });
  const port = await listen(server);
  await using forwarding = await startForwarding([
    { type: 'syslog', address: `127.0.0.1:${port}`, transport: 'tcp', batchRecords: 10 },
  ]);
  for (let n = 0; n < 100; n++) forwarding.forwarder.put(sampleFinding(n));
  const ids = () => new Set(complete.map(idOf));
  await waitFor('all', () => ids().size === 100);
  expect(ids()).toEqual(new Set(Array.from({ length: 100 }, (_, n) => sampleFinding(n).id)));
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('over UDP each message is a datagram of at most 2,048 bytes', async () => {
  const server = createSocket('udp4');
  const got: Buffer[] = [];
  server.on('message', (message) => got.push(message));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  await using forwarding = await startForwarding([{ type: 'syslog', address: `127.0.0.1:${server.address().port}` }]);
  const { process } = sampleFinding();
  forwarding.forwarder.put(sampleFinding(1));
  forwarding.forwarder.put(sampleFinding(2, { process: { ...process, args: Array(50).fill('argument') } }));
  await waitFor('both', () => got.length === 2);
  for (const message of got) expect(message.length).toBeLessThanOrEqual(2048);
  expect(got.map((message) => idOf(message.toString()))).toEqual([sampleFinding(1).id, sampleFinding(2).id]);
  server.close();
});

test.each(['ocsf', 'ecs'])(
  'over UDP a message of %s has by default the room that it needs to be whole',
  async (name) => {
    const server = createSocket('udp4');
    const got: Buffer[] = [];
    server.on('message', (message) => got.push(message));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${server.address().port}`;
    await using forwarding = await startForwarding([{ type: 'syslog', address, format: name }]);
    forwarding.forwarder.put(sampleFinding(1));
    await waitFor('the message', () => got.length === 1);
    expect(JSON.stringify(JSON.parse(got.join('').replace(HEADER, '')))).toContain(sampleFinding(1).id);
    server.close();
  },
);

testIf([need.command('openssl')], 'over TLS the receiver proves itself, and nothing is said to another', async () => {
  await using temp = tempDir('syslog-tls');
  mkdirSync(join(temp.path, 'pki'));
  const pki = makeCertificates(join(temp.path, 'pki'));
  let bytes = Buffer.alloc(0);
  const server = createTlsServer({ cert: readFileSync(pki.serverCert), key: readFileSync(pki.serverKey) }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
  });
  server.on('tlsClientError', () => {});
  const address = `127.0.0.1:${await listen(server)}`;
  await using forwarding = await startForwarding([
    { type: 'syslog', name: 'good', address, transport: 'tls', tls: { caFile: pki.ca } },
    { type: 'syslog', name: 'bad', address, transport: 'tls' },
  ]);
  const { forwarder } = forwarding;
  forwarder.put(sampleFinding(1));
  await waitFor('the message', () => frames(bytes).length === 1);
  expect(idOf(frames(bytes)[0] ?? '')).toBe(sampleFinding(1).id);
  const bad = forwarder.outputs.find(({ name }) => name === 'bad');
  await waitFor('the bad one to have tried', () => (bad?.retried ?? 0) > 1);
  expect(bad?.delivered).toBe(0);
  server.close();
});
