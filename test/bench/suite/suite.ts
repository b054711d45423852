/** What every part of the suite shares: rows, statistics, the sensor as it is shipped, and what the kernel says it used. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, waitFor } from '../../support/command.ts';
import { type Sensor, type SensorOptions, startSensor } from '../../support/sensor.ts';

/** One line of the table. `goal`: of issue and documentation, where there is one. */
export type Row = {
  readonly bench: string;
  readonly what: string;
  /** By mode, each with its unit in the name of the row's `what`. */
  readonly values: Readonly<Record<string, number>>;
  readonly goal?: string;
};

export type Peer = { readonly name: string; readonly command: string };

export type Setting = {
  readonly rounds: number;
  readonly peers: readonly Peer[];
  /** Of the bundle: `bin/drift-sensor` as it is shipped. */
  readonly launcher: string;
  /** Removed at the end. */
  readonly dir: string;
  readonly progress: (text: string) => void;
};

export type Bench = { readonly name: string; readonly run: (setting: Setting) => Promise<Row[]> };

const ROOT = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');
const TICKS_PER_SECOND = 100;
/** The canary's own work is not measured. */
export const QUIET = ['--canary-interval-seconds', '86400'] as const;

/** Bundles what is checked out, and writes a launcher of it into `dir`. */
export async function bundleLauncher(dir: string): Promise<string> {
  const bundle = join(dir, 'dist/bundle');
  await run([join(ROOT, 'node_modules/.bin/node'), join(ROOT, 'setup/bundle.ts'), bundle]);
  if (!existsSync(join(ROOT, 'build/native/drift-bridge')))
    throw new Error('there is no bridge: npm run setup as root');
  execFileSync('cp', ['-r', join(ROOT, 'build/native'), join(dir, 'dist/native')]);
  const launcher = join(dir, 'drift-sensor');
  const flags =
    '--max-semi-space-size=4 --no-memory-pool-share-memory-on-teardown --disable-warning=ExperimentalWarning';
  const node = join(ROOT, 'node_modules/.bin/node');
  const lines = [
    '#!/bin/sh',
    'export MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=65536',
    `exec "${node}" ${flags} "${bundle}/drift-sensor.mjs" "$@"`,
    '',
  ];
  writeFileSync(launcher, lines.join('\n'));
  chmodSync(launcher, 0o755);
  return launcher;
}

export function startBundle(setting: Setting, options: SensorOptions = {}): Promise<Sensor> {
  return startSensor({ ...options, launcher: setting.launcher, args: [...QUIET, ...(options.args ?? [])] });
}

/** Execs of containers that were answered, wherever. */
export async function answered(sensor: Sensor): Promise<number> {
  const inImage = await sensor.metric('drift_sensor_verdicts_total', { verdict: 'in_image', object: 'binary' });
  return inImage + (await sensor.metric('drift_sensor_execs_total', { scope: 'container', path: 'kernel' }));
}

/** Waits until the image of a container is indexed and what it runs has been judged. */
export async function warm(sensor: Sensor, exec: () => Promise<unknown>): Promise<void> {
  const before = await answered(sensor);
  await exec();
  await waitFor('the image to be indexed', async () => (await answered(sensor)) > before, 120_000);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** The process and its descendants. */
export function family(pid: number): number[] {
  const out = [pid];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const children = readProc(pid, `task/${task}/children`).trim();
    for (const child of children === '' ? [] : children.split(' ')) {
      if (existsSync(`/proc/${child}`)) out.push(...family(Number(child)));
    }
  }
  return out;
}

/** User and system time of the process, its children and those that ended, in seconds; proc_pid_stat(5), fields 14 to 17. */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const each of family(pid)) {
    const stat = readProc(each, 'stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    for (const time of fields.slice(11, 15)) ticks += Number(time);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Empty for one that has just ended. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/**
 * What they have in memory, in MB of 10^6 bytes. `Pss`: pages that they or others share count for a part; `Rss`: wholly, a bridge's ring
 * twice; `Anonymous`: without files, so without Node's own code.
 */
export function residentMb(pids: readonly number[], measure: 'Pss' | 'Rss' | 'Anonymous' = 'Pss'): number {
  let kib = 0;
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    kib += Number(new RegExp(`^${measure}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  }
  return (kib * 1024) / 1e6;
}

/** Time in the BPF programs that the process and its children hold, in ns; needs kernel.bpf_stats_enabled. */
export function bpfNs(root: number): number {
  const held = new Set<number>();
  for (const pid of family(root)) {
    if (!existsSync(`/proc/${pid}/fdinfo`)) continue;
    for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
      const id = /^prog_id:\s+(\d+)/m.exec(readProc(pid, `fdinfo/${fd}`))?.[1];
      if (id !== undefined) held.add(Number(id));
    }
  }
  const text = execFileSync('bpftool', ['-j', 'prog', 'show'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const programs = JSON.parse(text) as { readonly id: number; readonly run_time_ns?: number }[];
  const ours = programs.filter(({ id }) => held.has(id));
  if (ours.length === 0) throw new Error('no BPF program of the bridge is to be seen');
  return ours.reduce((total, each) => total + (each.run_time_ns ?? 0), 0);
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
