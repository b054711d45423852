/** From the kernel's time of an exec until the kernel tells the bench (inotify) that the finding's line was written to the file. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tail } from '../../cases/tail.ts';
import { busyboxRootfs } from '../../support/busybox.ts';
import { program } from '../../support/cc.ts';
import { elf } from '../../support/elf.ts';
import { type RuncContainer, startRunc } from '../../support/runc.ts';
import { type Bench, quantile, type Row, round, startBundle, warm } from './suite.ts';

const SIZES = { '16 KB': 16 << 10, '1 MB': 1 << 20, '100 MB': 100 << 20 } as const;
/** p99.9 needs a thousand; the large ones would fill the disk. */
const SAMPLES = { '16 KB': 1_000, '1 MB': 300, '100 MB': 15 } as const;
const GOALS: Readonly<Record<string, string>> = { 'idle 1 MB': 'p99 <= 5 ms', 'loaded 1 MB': 'p99 <= 25 ms' };
const GAP_S = 0.01;

export const latency: Bench = {
  name: 'latency',
  async run(setting) {
    const image = await busyboxRootfs(join(setting.dir, 'latency'));
    for (const name of ['exec-loop', 'distinct-exec'] as const) {
      copyFileSync(await program(name), join(image, 'usr/local/bin', name));
    }
    const rows: Row[] = [];
    await using sensor = await startBundle(setting);
    await using box = await startRunc({ dir: setting.dir, rootfs: { lower: [image] } });
    await using other = await startRunc({ dir: setting.dir, rootfs: { lower: [image] } });
    await warm(sensor, () => box.exec(['/bin/busybox', 'true']));
    await warm(sensor, () => other.exec(['/bin/busybox', 'true']));
    const tail = new Tail(sensor.findingsFile);
    for (const state of ['idle', 'loaded'] as const) {
      for (const size of ['16 KB', '1 MB', '100 MB'] as const) {
        setting.progress(`latency, ${state}, ${size}`);
        const load = state === 'loaded' ? startLoad(other) : undefined;
        const all = await sample(box, tail, size);
        await load?.stop();
        const values = {
          'p50, ms': quantile(all, 0.5),
          'p99, ms': quantile(all, 0.99),
          'p99.9, ms': quantile(all, 0.999),
        };
        const rounded = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value)]));
        const goal = GOALS[`${state} ${size}`];
        const what = `exec to finding, ${size}, ${state} (${all.length})`;
        rows.push({ bench: 'latency', what, values: rounded, ...(goal === undefined ? {} : { goal }) });
      }
    }
    tail.close();
    return rows;
  },
};

/** Milliseconds, one for each distinct file that was found. */
async function sample(box: RuncContainer, tail: Tail, size: keyof typeof SIZES): Promise<number[]> {
  writeFileSync(join(box.rootfs, 'tmp/template'), elf({ size: SIZES[size] }), { mode: 0o755 });
  const names = Array.from({ length: SAMPLES[size] }, (_, i) => i);
  const loop = `for i in ${names.join(' ')}; do cp /tmp/template /tmp/t$i; echo $i$RANDOM >> /tmp/t$i; /tmp/t$i; sleep ${GAP_S}; rm /tmp/t$i; done`;
  const before = tail.seen.length;
  await box.exec(['/bin/busybox', 'sh', '-c', loop]);
  const found = () =>
    tail.seen
      .slice(before)
      .filter(({ finding }) => finding.container.id === box.id && /^\/tmp\/t\d/.test(finding.file?.path ?? ''));
  const end = performance.now() + 10_000;
  while (found().length < names.length && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (found().length < names.length) throw new Error(`${found().length} of ${names.length} were found`);
  return found().map(({ finding, atMs }) => atMs - timeMs(String(finding.time)));
}

/** RFC 3339 with nine decimals; Date has three. */
function timeMs(time: string): number {
  return Date.parse(`${time.slice(0, 19)}Z`) + Number(`0${time.slice(19, 29)}`) * 1e3;
}

/** One container that execs as fast as it can, until it is stopped. */
function startLoad(box: RuncContainer): { stop(): Promise<void> } {
  let stopped = false;
  const running = (async () => {
    while (!stopped) await box.exec(['/usr/local/bin/exec-loop', '500', '/bin/busybox', 'true']);
  })();
  return {
    stop: () => {
      stopped = true;
      return running;
    },
  };
}
