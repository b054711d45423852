/**
 * Runs the sensor under load for as long as asked and fails when it does not stay as it was: memory, descriptors, losses,
 * faults, restarts of the bridge, and the arithmetic of clean execs. Needs root, runc, busybox-static, clang.
 *
 *   npm run soak -- --minutes 60
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { busyboxRootfs } from './support/busybox.ts';
import { program } from './support/cc.ts';
import { waitFor } from './support/command.ts';
import { elf } from './support/elf.ts';
import { startRunc } from './support/runc.ts';
import { cleanExecs, type Sensor, startSensor } from './support/sensor.ts';
import { tempDir } from './support/temp.ts';

/** Clean execs, distinct drifted files and short containers in one round; some two seconds. */
const CLEAN = 2_000;
const DRIFTED = 200;
const SHORT_CONTAINERS = 2;
/** Caches fill at first: growth is measured from here on. */
const WARM_ROUNDS = 15;
/** Above what it was when warm. */
const MAX_GROWTH_MB = 60;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' } } });
const endMs = Date.now() + Number(values.minutes) * 60_000;

await using temp = tempDir('soak');
const image = await busyboxRootfs(join(temp.path, 'image'));
writeFileSync(join(image, 'usr/local/bin/tool'), elf(), { mode: 0o755 });
for (const name of ['exec-loop', 'distinct-exec'] as const) {
  copyFileSync(await program(name), join(image, 'usr/local/bin', name));
}
await using sensor = await startSensor({ args: ['--canary-interval-seconds', '10'] });
await using box = await startRunc({ dir: temp.path, rootfs: { lower: [image] } });
writeFileSync(join(box.rootfs, 'tmp/template'), elf(), { mode: 0o755 });

const faults: string[] = [];
let warm: Sample | undefined;
let round = 0;
console.log('round  execs     findings  rss MB  bridge MB  fds  lost  unverified  faults  canary ms');
while (Date.now() < endMs || round <= WARM_ROUNDS) {
  const before = await inImage();
  const commands = [`/usr/local/bin/exec-loop ${CLEAN} /usr/local/bin/tool`];
  commands.push(`/usr/local/bin/distinct-exec ${DRIFTED} /tmp/template /tmp ${round * DRIFTED}`);
  await box.sh(commands.join(' && '));
  for (let i = 0; i < SHORT_CONTAINERS; i++) {
    await using short = await startRunc({
      dir: temp.path,
      rootfs: { lower: [image] },
      args: ['/bin/busybox', 'sleep', '0.05'],
    });
    void short;
  }
  const issued = CLEAN + 3;
  await waitFor('clean execs to be judged', async () => (await inImage()) - before >= issued, 20_000).catch(() =>
    faults.push(`round ${round}: fewer than ${issued} clean execs were judged`),
  );
  const sample = await take(sensor);
  if (round === WARM_ROUNDS) warm = sample;
  if (round % 10 === 0) print(round, sample);
  round++;
}

const last = await take(sensor);
print(round, last);
if (warm !== undefined && last.rssMb + last.bridgeMb > warm.rssMb + warm.bridgeMb + MAX_GROWTH_MB) {
  faults.push(`memory grew from ${warm.rssMb + warm.bridgeMb} MB to ${last.rssMb + last.bridgeMb} MB`);
}
if (warm !== undefined && last.fds > warm.fds + 32) faults.push(`descriptors grew from ${warm.fds} to ${last.fds}`);
for (const [name, value] of Object.entries({ lost: last.lost, faults: last.faults, restarts: last.restarts })) {
  if (value !== 0) faults.push(`${name} is ${value}`);
}
if (last.canaryMs === undefined) faults.push('the canary is not caught');
const expected = round * DRIFTED;
await waitFor('the last findings', () => drifted() >= expected).catch(() => undefined);
if (drifted() !== expected) faults.push(`${drifted()} drifted execs are reported, ${expected} were issued`);
console.log(faults.length === 0 ? `\n${round} rounds: nothing grew, nothing was lost` : `\n${faults.join('\n')}`);
process.exitCode = faults.length === 0 ? 0 : 1;

type Sample = Awaited<ReturnType<typeof take>>;

function inImage(): Promise<number> {
  return cleanExecs(sensor, {});
}

/** Records of this box alone, each of another file: others may run containers on the machine meanwhile. Hours of them fit no string. */
function drifted(): number {
  return Number(spawnSync('grep', ['-cF', `"id":"${box.id}"`, sensor.findingsFile], { encoding: 'utf8' }).stdout);
}

async function take(of: Sensor) {
  const pid = of.process.pid ?? 0;
  const bridge = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')[0]);
  const metric = (name: string, labels?: Record<string, string>) => of.metric(`drift_sensor_${name}`, labels);
  const canary = await metric('canary_ok');
  return {
    execs: await metric('events_total'),
    findings: await metric('folded_findings'),
    rssMb: rssMb(pid),
    bridgeMb: rssMb(bridge),
    fds: readdirSync(`/proc/${pid}/fd`).length,
    lost: await metric('lost_total'),
    unverified: await metric('unverified_total'),
    faults: await metric('faults_total'),
    restarts: await metric('bridge_restarts_total'),
    canaryMs: canary === 1 ? Math.round((await metric('canary_latency_seconds')) * 1000) : undefined,
  };
}

function rssMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Math.round(Number(kb ?? 0) / 1024);
}

function print(at: number, s: Sample): void {
  const cells: [unknown, number][] = [
    [at, 5],
    [s.execs, 9],
    [s.findings, 10],
    [s.rssMb, 8],
    [s.bridgeMb, 11],
    [s.fds, 5],
    [s.lost, 6],
    [s.unverified, 12],
    [s.faults, 8],
    [s.canaryMs ?? '-', 11],
  ];
  console.log(cells.map(([value, width]) => String(value).padStart(width)).join(''));
}
