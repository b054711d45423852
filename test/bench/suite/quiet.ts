/** What the node pays for 10,000 execs that are known to be good: time in BPF programs, and in user space above idle. */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../../support/busybox.ts';
import { program } from '../../support/cc.ts';
import { debianRootfs } from '../../support/debian.ts';
import { writeElf } from '../../support/elf.ts';
import { startRunc } from '../../support/runc.ts';
import { answered, type Bench, bpfNs, cpuSeconds, median, type Row, round, startBundle, warm } from './suite.ts';

const EXECS = 10_000;
const STATS = '/proc/sys/kernel/bpf_stats_enabled';
const BIN = '/usr/local/bin';
/** The bridge says each second what the kernel answered. */
const STATS_MS = 1_500;

const LOADS: Readonly<Record<string, readonly string[]>> = {
  'static program': [`${BIN}/static`],
  'dynamic program': ['/bin/true'],
  'command of busybox': [`${BIN}/true`],
  'interpreter (sh -c)': ['/bin/sh', '-c', ':'],
};

export const quiet: Bench = {
  name: 'quiet',
  async run(setting) {
    const layer = join(setting.dir, 'quiet');
    for (const dir of ['usr/local/bin', 'usr/bin']) mkdirSync(join(layer, dir), { recursive: true });
    copyFileSync(BUSYBOX, join(layer, 'usr/bin/busybox'));
    symlinkSync('/usr/bin/busybox', join(layer, BIN, 'true'));
    copyFileSync(await program('exec-loop'), join(layer, BIN, 'exec-loop'));
    writeElf(join(layer, BIN, 'static'));
    await using box = await startRunc({ dir: setting.dir, rootfs: { lower: [layer, await debianRootfs()] } });
    const statsBefore = readFileSync(STATS, 'latin1');
    writeFileSync(STATS, '1');
    try {
      await using sensor = await startBundle(setting);
      const pid = sensor.process.pid ?? 0;
      for (const argv of Object.values(LOADS)) await warm(sensor, () => box.exec(argv));
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const rows: Row[] = [];
      for (const [name, argv] of Object.entries(LOADS)) {
        await box.exec([`${BIN}/exec-loop`, '50', ...argv]);
        const samples: Record<string, number[]> = { bpf: [], user: [], kernel: [], rate: [] };
        for (let i = 0; i < setting.rounds; i++) {
          setting.progress(`quiet, ${name}, round ${i + 1} of ${setting.rounds}`);
          const before = { answered: await answered(sensor), inKernel: await kernelAnswers(sensor.metric) };
          // No metrics are read from here until the CPU time is taken: one scrape costs more than a thousand of these execs.
          const start = { at: performance.now(), cpu: cpuSeconds(pid), bpf: bpfNs(pid) };
          await box.exec([`${BIN}/exec-loop`, String(EXECS), ...argv]);
          const seconds = (performance.now() - start.at) / 1e3;
          const bpf = bpfNs(pid) - start.bpf;
          await new Promise((resolve) => setTimeout(resolve, STATS_MS));
          const cpu = cpuSeconds(pid) - start.cpu;
          const elapsed = (performance.now() - start.at) / 1e3;
          while ((await answered(sensor)) - before.answered < EXECS)
            await new Promise((resolve) => setTimeout(resolve, 50));
          const idle = await idleShare(pid);
          samples.bpf?.push(bpf / EXECS / 1e3);
          samples.user?.push((cpu - idle * elapsed) * 1e3);
          samples.kernel?.push((((await kernelAnswers(sensor.metric)) - before.inKernel) / EXECS) * 100);
          samples.rate?.push(EXECS / seconds);
        }
        const values = {
          'BPF, us each': round(median(samples.bpf ?? [])),
          'user space, ms per 10,000': round(median(samples.user ?? []), 0),
          'answered in the kernel, %': round(median(samples.kernel ?? []), 1),
          'execs/s': round(median(samples.rate ?? []), 0),
        };
        const goal = name.startsWith('interpreter') ? {} : { goal: 'BPF <= 3.5 us, user space <= 50 ms' };
        rows.push({ bench: 'quiet', what: `10,000 known-good execs, ${name}`, values, ...goal });
      }
      const lost = await sensor.metric('drift_sensor_lost_total');
      return [...rows, { bench: 'quiet', what: 'lost during all of it', values: { events: lost }, goal: '0' }];
    } finally {
      writeFileSync(STATS, statsBefore);
    }
  },
};

type Metric = (name: string, labels?: Readonly<Record<string, string>>) => Promise<number>;

function kernelAnswers(metric: Metric): Promise<number> {
  return metric('drift_sensor_execs_total', { scope: 'container', path: 'kernel' });
}

/** CPU seconds a second of doing nothing. */
async function idleShare(pid: number): Promise<number> {
  const before = { at: performance.now(), cpu: cpuSeconds(pid) };
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return (cpuSeconds(pid) - before.cpu) / ((performance.now() - before.at) / 1e3);
}
