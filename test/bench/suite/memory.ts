/** What the sensor and its bridge have in memory: at the start, with many images and containers, after a million events, in a cluster. */
import { spawn } from 'node:child_process';
import { terminate, waitFor } from '../../support/command.ts';
import type { RuncContainer } from '../../support/runc.ts';
import { informer } from './memory/informer.ts';
import { box, busy, memoryOf } from './memory/node.ts';
import { answered, type Bench, type Row, type Setting, startBundle } from './suite.ts';

const STEPS = [10, 100, 500];
const GOAL_AT = 100;
const EVENTS = 1_000_000;

export const memory: Bench = {
  name: 'memory',
  async run(setting) {
    const boxes: RuncContainer[] = [];
    try {
      const rows = [await emptyNode(), ...(await growing(setting, boxes))];
      while (boxes.length > GOAL_AT) await boxes.pop()?.delete();
      return [...rows, await informer(setting, boxes)];
    } finally {
      for (const each of boxes) await each.delete();
    }
  },
};

/** One sensor on a node that fills. */
async function growing(setting: Setting, boxes: RuncContainer[]): Promise<Row[]> {
  await using sensor = await startBundle(setting);
  const pid = sensor.process.pid ?? 0;
  const rows: Row[] = [await row(pid, 'ready, no container')];
  for (const step of STEPS) {
    setting.progress(`memory, ${step} images and containers`);
    while (boxes.length < step) boxes.push(await box(setting.dir, boxes.length));
    await busy(sensor, boxes);
    const goal = step === GOAL_AT ? { goal: '<= 90 MB' } : {};
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
  return rows;
}

async function row(pid: number, what: string): Promise<Row> {
  return { bench: 'memory', what, values: await memoryOf(pid) };
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
