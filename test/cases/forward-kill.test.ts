/** The whole sensor is killed at random moments under a flow of findings from a real container, with a receiver that fails. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HEADER_BYTES, scanRecords } from '../../sensor/forward/spool/record.ts';
import { startReceiver } from '../sensor/forward/support/receiver.ts';
import { ended, waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { describeIf } from '../support/need.ts';
import { indexed, openStage, put, sceneNeeds } from '../support/scene.ts';
import { startSensor } from '../support/sensor.ts';

/** `npm run break` sets more; each takes two to three seconds. */
const KILLS = Number(process.env.DRIFT_SENSOR_KILLS ?? 4);
/** A new file each time, and one that is run again and again, so that there are first findings and repeats. */
const FLOW = `i=0; while :; do i=$((i+1)); cp /tmp/base /tmp/x; echo $i >> /tmp/x; /tmp/x; /tmp/base; rm /tmp/x; usleep 30000; done`;

type Heard = { readonly id: string; readonly revision: number; readonly container: { readonly id: string } };

describeIf(sceneNeeds(), 'under a flow of findings', () => {
  test(
    `a sensor that is killed ${KILLS} times loses nothing that was in its spool, and says no revision twice with other words`,
    async () => {
      await using stage = await openStage('forward-kill');
      await using receiver = await startReceiver();
      // Half of the requests fail, so that there is always something in the spool.
      receiver.reply = (_request, n) => ({ status: n % 2 === 0 ? 503 : 200 });
      const stateDir = join(stage.temp.path, 'state');
      const findingsFile = join(stage.temp.path, 'findings');
      const config = join(stage.temp.path, 'config.yaml');
      const outputs = [{ type: 'webhook', url: receiver.url, batchRecords: 20, retryMaxSeconds: 0.3 }];
      writeFileSync(config, JSON.stringify({ outputs, heartbeatSeconds: 1 }));
      const start = () =>
        startSensor({ stateDir, findingsFile, args: ['--config', config, '--canary-interval-seconds', '86400'] });
      const spool = join(stateDir, 'spool');

      let sensor = await start();
      const container = await stage.container();
      await indexed(sensor, container);
      put(container, 'tmp/base', elf());
      const flow = container.exec(['/bin/sh', '-c', FLOW]).catch(() => {});
      /** Payloads that were on disk when the sensor was killed. */
      const safe = new Set<string>();
      for (let kill = 0; kill < KILLS; kill++) {
        await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 900));
        sensor.process.kill('SIGKILL');
        await ended(sensor.process);
        for (const payload of onDisk(spool)) safe.add(payload);
        sensor = await start();
      }
      await container.delete();
      await flow;
      receiver.reply = () => ({ status: 200 });
      const waiting = () => sensor.metric('drift_sensor_undelivered_records', { output: 'webhook' });
      await waitFor('everything to be delivered', async () => (await waiting()) === 0, 30_000);
      expect(await sensor.stop()).toBe(0);

      const heard = receiver.requests.flatMap(({ body }) => JSON.parse(body.toString()) as Heard[]);
      const texts = new Set(heard.map((record) => JSON.stringify(record)));
      expect(safe.size).toBeGreaterThan(KILLS);
      expect([...safe].filter((text) => !texts.has(text))).toEqual([]);
      const own = [...heard, ...lines(findingsFile)].filter((record) => record.container?.id === container.id);
      const byKey = new Map<string, string>();
      for (const record of own) {
        const [key, text] = [`${record.id} ${record.revision}`, JSON.stringify(record)];
        expect(byKey.get(key) ?? text).toBe(text);
        byKey.set(key, text);
      }
      // The file that ran all the time was told in every run, and went on counting.
      const greatest = Math.max(...own.map(({ revision }) => revision));
      expect(greatest).toBeGreaterThanOrEqual(KILLS);
    },
    60_000 + KILLS * 10_000,
  );
});

function onDisk(spool: string): string[] {
  if (!existsSync(spool)) return [];
  return readdirSync(spool)
    .filter((name) => name.endsWith('.seg'))
    .flatMap((name) => {
      const bytes = readFileSync(join(spool, name));
      return [...scanRecords(bytes)].flatMap((found) => {
        if (found.kind !== 'record') return [];
        const from = found.offset + HEADER_BYTES;
        return [bytes.subarray(from, from + found.meta.length).toString()];
      });
    });
}

/** A line that a kill cut short is ended by the next run, and comes again. */
function lines(path: string): Heard[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Heard];
      } catch {
        return [];
      }
    });
}
