/** The highest rate of execs that this machine reaches, on all CPUs for a minute: how many are answered, how many lost. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { program } from '../../support/cc.ts';
import { waitFor } from '../../support/command.ts';
import { debianRootfs } from '../../support/debian.ts';
import { writeElf } from '../../support/elf.ts';
import { type RuncContainer, startRunc } from '../../support/runc.ts';
import type { Sensor } from '../../support/sensor.ts';
import { answered, type Bench, cpuSeconds, type Row, round, startBundle, warm } from './suite.ts';

const SECONDS = 60;
/** One lane runs so many before it looks at the clock. */
const STRIDE = 2_000;
const BIN = '/usr/local/bin';
/** What is queued at the end of a minute. */
const DRAIN_MS = 120_000;

const LOADS: Readonly<Record<string, readonly string[]>> = {
  'static, answered in the kernel': [`${BIN}/static`],
  'sh -c, each sent to user space': ['/bin/sh', '-c', ':'],
  'a drifted file, each sent and judged': ['/tmp/drifted'],
};

export const flood: Bench = {
  name: 'flood',
  async run(setting) {
    const layer = join(setting.dir, 'flood');
    mkdirSync(join(layer, 'usr/local/bin'), { recursive: true });
    copyFileSync(await program('exec-loop'), join(layer, BIN, 'exec-loop'));
    writeElf(join(layer, BIN, 'static'));
    await using box = await startRunc({ dir: setting.dir, rootfs: { lower: [layer, await debianRootfs()] } });
    writeElf(join(box.rootfs, 'tmp/drifted'));
    await using sensor = await startBundle(setting);
    for (const argv of [[`${BIN}/static`], ['/bin/sh', '-c', ':']]) await warm(sensor, () => box.exec(argv));
    const rows: Row[] = [];
    for (const [name, argv] of Object.entries(LOADS)) {
      setting.progress(`flood, ${name}, ${SECONDS} s`);
      rows.push({
        bench: 'flood',
        what: `flood of ${SECONDS} s: ${name}`,
        values: await minute(sensor, box, argv),
        goal: '0 lost',
      });
    }
    return rows;
  },
};

async function minute(sensor: Sensor, box: RuncContainer, argv: readonly string[]): Promise<Record<string, number>> {
  const lost = () => sensor.metric('drift_sensor_lost_total');
  const before = { answered: await judged(sensor), lost: await lost(), cpu: cpuSeconds(sensor.process.pid ?? 0) };
  const start = performance.now();
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    let execs = 0;
    for (; performance.now() - start < SECONDS * 1e3; execs += STRIDE) {
      await box.exec([`${BIN}/exec-loop`, String(STRIDE), ...argv], { timeoutMs: 600_000 });
    }
    return execs;
  });
  const issued = (await Promise.all(lanes)).reduce((sum, execs) => sum + execs, 0);
  const seconds = (performance.now() - start) / 1e3;
  const cpu = cpuSeconds(sensor.process.pid ?? 0) - before.cpu;
  await waitFor(
    'the queues to be empty',
    async () => (await judged(sensor)) - before.answered + (await lost()) - before.lost >= issued,
    DRAIN_MS,
  );
  return {
    execs: issued,
    'execs/s': round(issued / seconds, 0),
    lost: (await lost()) - before.lost,
    'sensor CPU, s': round(cpu, 1),
  };
}

/** What was judged, known or not. */
async function judged(sensor: Sensor): Promise<number> {
  return (await answered(sensor)) + (await sensor.metric('drift_sensor_verdicts_total', { verdict: 'added' }));
}
