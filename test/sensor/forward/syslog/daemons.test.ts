/** What Debian's own rsyslog and syslog-ng make of our messages. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { type TempDir, tempDir } from '../../../support/temp.ts';
import { sampleFinding } from '../support/finding.ts';
import { startForwarding } from '../support/forwarding.ts';
import { needSyslogNg, startRsyslog, startSyslogNg } from '../support/syslog-daemon.ts';

let temp: TempDir;
beforeEach(() => {
  temp = tempDir('syslog');
});
afterEach(() => temp.remove());

const daemons = [
  { name: 'rsyslog', reasons: [need.command('rsyslogd')], startDaemon: startRsyslog },
  { name: 'syslog-ng', reasons: [needSyslogNg()], startDaemon: startSyslogNg },
];

/** Whatever a container can put into a name. */
const tricky = sampleFinding(7, {
  summary: 'a "quoted" summary with ] and \\ and = and | in it',
  file: { ...sampleFinding().file, path: '/tmp/ä\n<13>1 forged\u0000\u009b2J\u202e日本' },
});

for (const { name, reasons, startDaemon } of daemons) {
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
    });

    test('gets everything although it dies in the middle and comes back; what comes twice is the same', async () => {
      const daemon = await startDaemon(join(temp.path, 'daemon'), 'tcp');
      const spool = { dir: join(temp.path, 'spool') };
      const address = `127.0.0.1:${daemon.port}`;
      await using forwarding = await startForwarding(
        [{ type: 'syslog', address, transport: 'tcp', batchRecords: 20 }],
        { spool },
      );
      const seen = () => new Set(daemon.messages().map(({ msg }) => JSON.parse(msg).id));
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
}
