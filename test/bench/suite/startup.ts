/** Time until the sensor is ready (its canary caught) on a node with 50 running containers whose indexes exist. */
import { join } from 'node:path';
import { busyboxRootfs } from '../../support/busybox.ts';
import { waitFor } from '../../support/command.ts';
import { type RuncContainer, startRunc } from '../../support/runc.ts';
import { type Bench, median, quantile, round, startBundle } from './suite.ts';

const CONTAINERS = 50;

export const startup: Bench = {
  name: 'startup',
  async run(setting) {
    const image = await busyboxRootfs(join(setting.dir, 'startup'));
    const stateDir = join(setting.dir, 'startup-state');
    const boxes: RuncContainer[] = [];
    try {
      for (let i = 0; i < CONTAINERS; i++)
        boxes.push(await startRunc({ dir: setting.dir, rootfs: { lower: [image] } }));
      const first = await startBundle(setting, { stateDir });
      await waitFor(
        'the index',
        async () => (await first.metric('drift_sensor_index_images', { state: 'ready' })) > 0,
        60_000,
      );
      await first.stop();
      const seconds: number[] = [];
      for (let i = 0; i < Math.max(5, setting.rounds); i++) {
        setting.progress(`startup, ${i + 1}`);
        const start = performance.now();
        await using sensor = await startBundle(setting, { stateDir });
        void sensor;
        seconds.push((performance.now() - start) / 1e3);
      }
      const values = { 'median, s': round(median(seconds)), 'slowest, s': round(quantile(seconds, 1)) };
      return [{ bench: 'startup', what: `until /readyz, ${CONTAINERS} containers`, values, goal: '<= 2 s' }];
    } finally {
      for (const each of boxes) await each.delete();
    }
  },
};
