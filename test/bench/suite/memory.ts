/** What the sensor and its bridge have in memory: at the start, with many images and containers, after a million events. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../support/cc.ts';
import { terminate, waitFor } from '../../support/command.ts';
import { writeElf } from '../../support/elf.ts';
import { type RuncContainer, startRunc } from '../../support/runc.ts';
import { answered, type Bench, family, type Row, residentMb, round, startBundle } from './suite.ts';

const STEPS = [10, 100, 500];
const EVENTS = 1_000_000;
const FILES = 20;
const SETTLE_MS = 15_000;

export const memory: Bench = {
  name: 'memory',
  async run(setting) {
    await using sensor = await startBundle(setting);
    const pid = sensor.process.pid ?? 0;
    const rows: Row[] = [await emptyNode(), await row(pid, 'ready, no container')];
    const boxes: RuncContainer[] = [];
    try {
      for (const step of STEPS) {
        setting.progress(`memory, ${step} images and containers`);
        while (boxes.length < step) boxes.push(await box(setting.dir, boxes.length));
        const indexed = () => sensor.metric('drift_sensor_index_images', { state: 'ready' });
        await waitFor(`${step} indexes`, async () => (await indexed()) >= step, 300_000);
        for (const each of boxes.slice(-10)) await each.exec(['/bin/loop', '20', '/bin/tool']);
        const goal = step === 100 ? { goal: '<= 90 MB' } : {};
        rows.push({ ...(await row(pid, `${step} indexed images, ${step} containers`)), ...goal });
      }
      const [first] = boxes;
      const start = await answered(sensor);
      for (let done = 0; done < EVENTS && first !== undefined; done += 50_000) {
        setting.progress(`memory, ${done} execs`);
        await first.exec(['/bin/loop', '50000', '/bin/tool'], { timeoutMs: 600_000 });
      }
      await waitFor('all to be answered', async () => (await answered(sensor)) - start >= EVENTS, 60_000);
      rows.push({ ...(await row(pid, `after ${EVENTS.toLocaleString('en')} more execs`)), goal: 'no growth' });
    } finally {
      for (const each of boxes) await each.delete();
    }
    return rows;
  },
};

async function row(pid: number, what: string): Promise<Row> {
  // The process that built indexes ends when it has been idle, and what a garbage collector has not looked at gets a moment, as it
  // would on a node.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const [sensor = 0, ...others] = family(pid);
  const all = [sensor, ...others];
  const values = {
    'sensor, MB': round(residentMb([sensor]), 1),
    'bridge, MB': round(residentMb(others), 1),
    'both, MB': round(residentMb(all), 1),
    // This program runs in the same Node and shares its pages; alone, the sensor has all of them to itself.
    'sensor alone, MB': round(residentMb([sensor], 'Rss'), 1),
    'anonymous, MB': round(residentMb(all, 'Anonymous'), 1),
  };
  return { bench: 'memory', what, values };
}

/** What nothing in JavaScript can be below. */
async function emptyNode(): Promise<Row> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  try {
    return await row(child.pid ?? 0, 'Node that does nothing');
  } finally {
    await terminate(child);
  }
}

/** A container of an image of its own. */
async function box(dir: string, index: number): Promise<RuncContainer> {
  const layer = join(dir, `memory-${index}`);
  for (const each of ['bin', 'tmp', 'proc', 'dev', 'sys', 'usr/lib']) mkdirSync(join(layer, each), { recursive: true });
  copyFileSync(await program('exec-loop'), join(layer, 'bin/loop'));
  writeElf(join(layer, 'bin/tool'));
  writeElf(join(layer, 'bin/pause'), { sleepMs: 3_600_000 });
  for (let i = 0; i < FILES; i++) writeElf(join(layer, `usr/lib/file-${i}`));
  return startRunc({ dir, rootfs: { lower: [layer] }, args: ['/bin/pause'] });
}
