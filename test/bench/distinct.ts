/**
 * How many of 2,000 distinct drifted binaries, each ending at once and deleted, are found with their bytes, at the full exec
 * rate of one container: with the pinning threads under SCHED_FIFO and without, interleaved. Needs root, runc, busybox-static.
 *
 *   node test/bench/distinct.ts [ROUNDS]
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { busyboxRootfs } from '../support/busybox.ts';
import { program } from '../support/cc.ts';
import { waitFor } from '../support/command.ts';
import { elf } from '../support/elf.ts';
import { type RuncContainer, startRunc } from '../support/runc.ts';
import { type Sensor, startSensor } from '../support/sensor.ts';
import { tempDir } from '../support/temp.ts';

const EXECS = 2_000;
const rounds = Number(process.argv[2] ?? 3);
const modes = { SCHED_FIFO: [], 'without it': ['--no-realtime'] } as const;

type Row = { readonly found: number; readonly withBytes: number; readonly lost: number; readonly perSecond: number };
const rows: Record<string, Row[]> = {};

await using temp = tempDir('bench-distinct');
const image = await busyboxRootfs(join(temp.path, 'image'));
copyFileSync(await program('distinct-exec'), join(image, 'usr/local/bin/distinct-exec'));
await using container = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
writeFileSync(join(container.rootfs, 'tmp/template'), elf(), { mode: 0o755 });

for (let round = 0; round < rounds; round++) {
  for (const [mode, args] of Object.entries(modes)) {
    await using sensor = await startSensor({ args: ['--canary-interval-seconds', '86400', ...args] });
    const row = await once(sensor, container, round * 100_000 + Object.keys(rows).length * EXECS);
    rows[mode] = [...(rows[mode] ?? []), row];
  }
}

console.log(`${cpus().length} cores, Linux ${release()}, ${EXECS} execs, median of ${rounds}\n`);
console.log('pinning        found  with sha256  lost  execs/s');
for (const [mode, all] of Object.entries(rows)) {
  const middle = (of: (row: Row) => number) => median(all.map(of));
  const share = ((middle((row) => row.withBytes) / EXECS) * 100).toFixed(2);
  console.log(
    `${mode.padEnd(13)}${String(middle((row) => row.found)).padStart(7)}${`${share} %`.padStart(13)}` +
      `${String(middle((row) => row.lost)).padStart(6)}${String(middle((row) => row.perSecond)).padStart(9)}`,
  );
}

async function once(sensor: Sensor, box: RuncContainer, offset: number): Promise<Row> {
  // The image's index is there once a clean exec has been judged.
  const clean = () => sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image' });
  const before = await clean();
  await box.exec(['/bin/busybox', 'true']);
  await waitFor('the image to be indexed', async () => (await clean()) > before, 30_000);

  const issued = await box.exec([
    '/usr/local/bin/distinct-exec',
    String(EXECS),
    '/tmp/template',
    '/tmp',
    String(offset),
  ]);
  const elapsedNs = Number(issued.stdout.trim().split(' ')[2]);
  await waitFor('all findings', () => counted(sensor, box.id).found >= EXECS, 30_000).catch(() => undefined);
  const lost = await sensor.metric('drift_sensor_lost_total');
  return { ...counted(sensor, box.id), lost, perSecond: Math.round((EXECS / elapsedNs) * 1e9) };
}

function counted(sensor: Sensor, container: string): { found: number; withBytes: number } {
  const last = new Map(sensor.findings().map((finding) => [finding.id, finding]));
  let found = 0;
  let withBytes = 0;
  for (const finding of last.values()) {
    if (finding.container.id !== container) continue;
    found += finding.count;
    if (finding.file?.sha256 !== undefined) withBytes += finding.count;
  }
  return { found, withBytes };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
