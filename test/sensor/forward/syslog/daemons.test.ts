/** What Debian's own rsyslog and syslog-ng make of our messages. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';
import { readCef } from '../support/cef.ts';
import { type Certificates, makeCertificates } from '../support/certificates.ts';
import { sampleFinding } from '../support/finding.ts';
import { startForwarding } from '../support/forwarding.ts';
import { needRsyslogTls, needSyslogNg, startRecipe, startRsyslog, startSyslogNg } from '../support/syslog-daemon.ts';

let temp: TempDir;
beforeEach(() => {
  temp = tempDir('syslog');
});
afterEach(() => temp.remove());

const openssl = need.command('openssl');
const daemons = [
  {
    name: 'rsyslog',
    reasons: [need.command('rsyslogd')],
    tlsReasons: [openssl, needRsyslogTls()],
    startDaemon: startRsyslog,
    recipe: 'rsyslog.conf',
  },
  {
    name: 'syslog-ng',
    reasons: [needSyslogNg()],
    tlsReasons: [openssl],
    startDaemon: startSyslogNg,
    recipe: 'syslog-ng.conf',
  },
] as const;

function certificates(name: string): Certificates {
  mkdirSync(join(temp.path, name));
  return makeCertificates(join(temp.path, name));
}

/** Whatever a container can put into a name. */
const tricky = sampleFinding(7, {
  summary: 'a "quoted" summary with ] and \\ and = and | in it',
  file: { ...sampleFinding().file, path: '/tmp/ä\n<13>1 forged\u0000\u009b2J\u202e日本' },
});

for (const { name, reasons, tlsReasons, startDaemon, recipe } of daemons) {
  describeIf(reasons, name, () => {
    test.each(['udp', 'tcp'] as const)(
      'gets and parses findings over %s, whatever is in their texts',
      async (transport) => {
        await using daemon = await startDaemon(join(temp.path, 'daemon'), transport);
        const address = `127.0.0.1:${daemon.port}`;
        const spec = { type: 'syslog', address, transport, facility: 'authpriv', maxBytes: 8192 };
        await using forwarding = await startForwarding([spec]);
        forwarding.forwarder.put(sampleFinding(1));
        forwarding.forwarder.put(tricky);
        forwarding.forwarder.put({
          schema: 'drift-sensor.gap/1',
          time: '2026-11-20T10:00:00Z',
          node: 'node-1',
          lost: 1,
        });
        await waitFor('three messages', () => daemon.messages().length === 3);
        const [first, second, third] = daemon.messages();
        expect(first).toMatchObject({ pri: '83', host: 'node-1', app: 'drift-sensor', id: 'finding' });
        expect(first?.time).toMatch(/^2026-11-20T10:00:00/);
        expect(first?.data).toContain(`id="${sampleFinding(1).id}"`);
        expect(JSON.parse(first?.msg ?? '')).toEqual(sampleFinding(1));
        expect(JSON.parse(second?.msg ?? '')).toEqual(tricky);
        expect(third).toMatchObject({ pri: '84', id: 'gap' });
      },
    );

    test('gets CEF with its escapes', async () => {
      await using daemon = await startDaemon(join(temp.path, 'daemon'), 'tcp');
      await using forwarding = await startForwarding([
        { type: 'syslog', address: `127.0.0.1:${daemon.port}`, transport: 'tcp', format: 'cef' },
      ]);
      forwarding.forwarder.put(tricky);
      await waitFor('the message', () => daemon.messages().length === 1);
      const msg = daemon.messages()[0]?.msg ?? '';
      expect(msg).toMatch(
        /^CEF:0\|drift-sensor\|drift-sensor\|1\.2\.3\|added_binary\|Container drift: added binary\|8\|/,
      );
      expect(msg).toContain('msg=a "quoted" summary with ] and \\\\ and \\= and | in it ');
      expect(msg).toContain('filePath=/tmp/ä\\\\u{a}<13>1 forged\\\\u{0}\\\\u{9b}2J\\\\u{202e}日本 ');
      const { header, fields } = readCef(msg);
      expect(header).toEqual([
        '0',
        'drift-sensor',
        'drift-sensor',
        '1.2.3',
        'added_binary',
        'Container drift: added binary',
        '8',
      ]);
      expect(fields).toMatchObject({
        externalId: tricky.id,
        cnt: '1',
        cn1: '1',
        cn1Label: 'revision',
        act: tricky.action,
        msg: tricky.summary,
        filePath: '/tmp/ä\\u{a}<13>1 forged\\u{0}\\u{9b}2J\\u{202e}日本',
        fileHash: tricky.file.sha256,
        cs1: tricky.container.id,
        cs1Label: 'containerId',
        dvchost: tricky.node,
      });
    });

    test('gets everything although it dies in the middle and comes back; what comes twice is the same', async () => {
      const daemon = await startDaemon(join(temp.path, 'daemon'), 'tcp');
      const spool = { dir: join(temp.path, 'spool') };
      const address = `127.0.0.1:${daemon.port}`;
      await using forwarding = await startForwarding(
        [{ type: 'syslog', address, transport: 'tcp', batchRecords: 20 }],
        { spool },
      );
      const seen = () => new Set(daemon.messages().flatMap(({ msg }) => idsOf(msg)));
      for (let n = 0; n < 1000; n++) {
        forwarding.forwarder.put(sampleFinding(n));
        if (n % 50 === 0) await forwarding.forwarder.flushed();
        if (n === 300) {
          await waitFor('some', () => daemon.messages().length > 100);
          await daemon.kill();
        }
        if (n === 600) await daemon.start();
      }
      await waitFor('all', () => seen().size === 1000, 20_000);
      expect(seen()).toEqual(new Set(Array.from({ length: 1000 }, (_, n) => sampleFinding(n).id)));
      await daemon[Symbol.asyncDispose]();
    });
  });

  describeIf([...reasons, ...tlsReasons], `${name} over TLS (RFC 5425)`, () => {
    test.each(['native', 'cef'])('gets and parses findings as %s from whom it trusts alone', async (format) => {
      const [pki, others] = [certificates('pki'), certificates('others')];
      await using daemon = await startDaemon(join(temp.path, 'daemon'), 'tls', pki);
      const base = { type: 'syslog', address: `127.0.0.1:${daemon.port}`, transport: 'tls', format, maxBytes: 8192 };
      const client = { certFile: pki.clientCert, keyFile: pki.clientKey };
      await using forwarding = await startForwarding([
        { ...base, name: 'good', tls: { caFile: pki.ca, ...client } },
        { ...base, name: 'unknown-authority', tls: { caFile: others.ca, ...client } },
        { ...base, name: 'other-name', tls: { caFile: pki.ca, ...client, serverName: 'else.example' } },
      ]);
      forwarding.forwarder.put(sampleFinding(1));
      forwarding.forwarder.put(tricky);
      await waitFor('two messages', () => daemon.messages().length === 2);
      const { outputs } = forwarding.forwarder;
      const tried = () => outputs.every(({ name: output, retried }) => output === 'good' || retried > 1);
      await waitFor('the others to have tried', tried);
      expect(outputs.map(({ delivered }) => delivered)).toEqual([2, 0, 0]);
      const [first, second] = daemon.messages();
      expect(first).toMatchObject({ host: 'node-1', app: 'drift-sensor', id: 'finding' });
      if (format === 'native')
        expect([first, second].map((m) => JSON.parse(m?.msg ?? ''))).toEqual([sampleFinding(1), tricky]);
      else expect(readCef(second?.msg ?? '').fields).toMatchObject({ externalId: tricky.id, msg: tricky.summary });
    });

    test('gets everything although its connection breaks in the middle', async () => {
      const pki = certificates('pki');
      const daemon = await startDaemon(join(temp.path, 'daemon'), 'tls', pki);
      const tls = { caFile: pki.ca, certFile: pki.clientCert, keyFile: pki.clientKey };
      const spec = { type: 'syslog', address: `127.0.0.1:${daemon.port}`, transport: 'tls', batchRecords: 20, tls };
      await using forwarding = await startForwarding([spec], { spool: { dir: join(temp.path, 'spool') } });
      const seen = () => new Set(daemon.messages().flatMap(({ msg }) => idsOf(msg)));
      for (let n = 0; n < 400; n++) {
        forwarding.forwarder.put(sampleFinding(n));
        if (n % 50 === 0) await forwarding.forwarder.flushed();
        if (n === 150) {
          await waitFor('some', () => daemon.messages().length > 50);
          await daemon.kill();
        }
        if (n === 250) await daemon.start();
      }
      await waitFor('all', () => seen().size === 400, 20_000);
      expect(seen()).toEqual(new Set(Array.from({ length: 400 }, (_, n) => sampleFinding(n).id)));
      await daemon[Symbol.asyncDispose]();
    });

    test('the recipe that is shipped writes one finding a line, and nothing else', async () => {
      const pki = certificates('pki');
      await using daemon = await startRecipe(join(temp.path, 'daemon'), recipe, pki);
      const tls = { caFile: pki.ca, certFile: pki.clientCert, keyFile: pki.clientKey };
      const spec = { type: 'syslog', address: `127.0.0.1:${daemon.port}`, transport: 'tls', maxBytes: 65_536, tls };
      await using forwarding = await startForwarding([spec]);
      forwarding.forwarder.put(sampleFinding(1));
      forwarding.forwarder.put({ schema: 'drift-sensor.heartbeat/1', node: 'node-1' });
      forwarding.forwarder.put(tricky);
      await waitFor('both', () => daemon.lines().length === 2);
      expect(daemon.lines().map((line) => JSON.parse(line))).toEqual([sampleFinding(1), tricky]);
    });
  });
}

/** A daemon writes down what it had of a message when its connection broke; the whole one comes again. */
function idsOf(message: string): unknown[] {
  try {
    return [JSON.parse(message).id];
  } catch {
    return [];
  }
}
