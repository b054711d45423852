import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';

/** Set for parts of a run that has said it. */
const SAID = 'DRIFT_BENCH_MACHINE';

/** The machine that all numbers below are of; said once by a script that runs others with the environment that is returned. */
export function sayMachine(): NodeJS.ProcessEnv {
  if (process.env[SAID] === undefined) {
    const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
    const filesystem = execFileSync('df', ['--output=fstype', tmpdir()]).toString().trim().split('\n').at(-1);
    const software = `Linux ${release()}, Node ${process.version} ${process.arch}, ${filesystem}`;
    console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, ${memory}; ${software}; ${sayLoad()} before\n`);
  }
  return { ...process.env, [SAID]: 'said' };
}

/** Above the number of processors somebody else measured with us. */
export function sayLoad(): string {
  return `load average ${loadavg()[0]?.toFixed(2)}`;
}

/** Of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function reached(value: number, goal: number): string {
  return `goal ${goal}: ${value <= goal ? 'reached' : 'MISSED'}`;
}
