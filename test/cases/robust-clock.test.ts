/** The wall clock is set back and forth under the sensor (libfaketime, the sensor only: the kernel's clock is everybody's). */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { elf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { indexed, openStage, put, type Stage, sceneNeeds, totalOf } from '../support/scene.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';

const DAY_S = 86_400;
const HOUR_NS = 3_600_000_000_000;

describeIf([...sceneNeeds(), need.command('faketime')], 'the wall clock jumps', () => {
  let stage: Stage;
  let sensor: Sensor;
  let jump: (seconds: number) => void;

  beforeAll(async () => {
    stage = await openStage('clock');
    const file = join(stage.temp.path, 'offset');
    jump = (seconds) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    jump(0);
    const [library = ''] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
    sensor = await startSensor({
      args: ['--canary-interval-seconds', '1'],
      env: {
        ...process.env,
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        // CLOCK_MONOTONIC cannot be set; files have the kernel's times.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        NO_FAKE_STAT: '1',
      },
    });
  });

  afterAll(async () => {
    await sensor?.stop();
    await stage?.[Symbol.asyncDispose]();
  });

  test.each([
    ['a day ahead', DAY_S],
    ['two days back', -2 * DAY_S],
    ['to where it was', 0],
  ])(
    '%s: drift is found once, with a time of the new clock, and the canary goes on',
    async (_, seconds) => {
      const container = await stage.container();
      await indexed(sensor, container);
      const before = put(container, 'tmp/before', elf());
      await container.exec(['/tmp/before']);
      await sensor.waitForFinding(({ file }) => file?.sha256 === before);
      jump(seconds);
      // The offset between the clocks is read each second.
      const seen = sensor.canaryFindings().length;
      await expect.poll(() => sensor.canaryFindings().length, { timeout: 15_000 }).toBeGreaterThan(seen + 1);
      const after = put(container, 'tmp/after', elf());
      await container.exec(['/tmp/after']);
      await container.exec(['/tmp/after']);
      await container.exec(['/tmp/before']);
      const finding = await sensor.waitForFinding(({ file, count }) => file?.sha256 === after && count === 2);
      const ahead = nsOf(finding.time) - Date.now() * 1e6;
      expect(Math.abs(ahead - seconds * 1e9)).toBeLessThan(HOUR_NS);
      const own = () => sensor.findings().filter((each) => each.container.id === container.id);
      await expect.poll(() => totalOf(own())).toBe(4);
      expect(new Set(own().map(({ id }) => id)).size).toBe(2);
      for (const each of own()) expect(nsOf(each.first_seen)).toBeLessThanOrEqual(nsOf(each.last_seen));
      expect(await sensor.metric('drift_sensor_canary_ok')).toBe(1);
      expect(await sensor.metric('drift_sensor_faults_total')).toBe(0);
    },
    60_000,
  );
});

function nsOf(time: unknown): number {
  return Date.parse(String(time)) * 1e6;
}
