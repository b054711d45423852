/**
 * What looking for code that an interpreter was given costs. Run: node test/bench/scripts.ts
 *
 * First the event loop's share per exec, then a thread's share per script with the file in the page cache.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecEvent } from '../../sensor/bridge/event.ts';
import { fromStatDev } from '../../sensor/bridge/procfs/dev.ts';
import { defaultDigesterOptions } from '../../sensor/digest/digest.ts';
import { HashPool } from '../../sensor/digest/hash-pool.ts';
import type { CodeRequest } from '../../sensor/digest/script/code-request.ts';
import { readCode } from '../../sensor/digest/script/read-code.ts';
import { takeInHand } from '../../sensor/digest/script/scripts.ts';
import { execEvent, fileFacts } from '../sensor/support/facts.ts';

const dir = mkdtempSync(join(tmpdir(), 'drift-bench-'));
try {
  const nowhere = { readCode: () => new Promise<never>(() => {}) };
  const run = (path: string, ...argv: string[]): ExecEvent =>
    execEvent({
      files: [fileFacts({ path: Buffer.from(path) })],
      filename: Buffer.from(path),
      interp: Buffer.alloc(0),
      argv: argv.map((arg) => Buffer.from(arg)),
    });
  const execs: [string, ExecEvent][] = [
    ['ls -l', run('/usr/bin/ls', 'ls', '-l')],
    ['nginx', run('/usr/sbin/nginx', 'nginx')],
    ['sh -c "echo a"', run('/usr/bin/dash', 'sh', '-c', 'echo a')],
    ['sh /entry.sh', run('/usr/bin/dash', 'sh', '/entry.sh')],
    ['python3 -u app.py', run('/usr/bin/python3.11', 'python3', '-u', '/app.py')],
  ];
  console.log(`${process.version} ${process.arch}\n\nnanoseconds on the event loop, median of 50 times 2,000`);
  for (const [name, event] of execs) {
    console.log(
      `${name.padEnd(28)}${median(50, 2_000, () => takeInHand(nowhere, event, 1))
        .toFixed(0)
        .padStart(9)}`,
    );
  }

  const deep = join(dir, 'usr/local/bin');
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'small.sh'), `#!/bin/sh\n${'# x\n'.repeat(500)}`);
  writeFileSync(join(deep, 'app.js'), 'x;\n'.repeat(350_000));
  const pool = new HashPool(defaultDigesterOptions);
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  console.log('\nmicroseconds of CPU on a thread, and for the whole round trip one after another');
  for (const name of ['small.sh', 'app.js']) {
    const request = requestFor(join(deep, name));
    const bytes = statSync(join(deep, name)).size;
    const thread = cpuMicroseconds(3_000, () => readCode({ kind: 'code', id: 1, ...request }, buffer));
    for (let i = 0; i < 20; i++) await pool.code(request);
    const rounds = await Promise.resolve().then(async () => {
      const started = process.hrtime.bigint();
      for (let i = 0; i < 300; i++) await pool.code(request);
      return Number(process.hrtime.bigint() - started) / 300_000;
    });
    console.log(
      `${`${name}, ${bytes} bytes`.padEnd(28)}${thread.toFixed(0).padStart(9)}${rounds.toFixed(0).padStart(9)}`,
    );
  }
  await pool.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function requestFor(path: string): Omit<CodeRequest, 'kind' | 'id'> {
  const root = statSync('/', { bigint: true });
  const stat = readFileSync('/proc/self/stat', 'latin1');
  return {
    pid: process.pid,
    startTicks: BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'),
    rootPin: '',
    scriptPin: '',
    initPid: 0,
    mntNs: 0,
    rootDev: fromStatDev(root.dev),
    rootIno: root.ino,
    timeNs: 0n,
    cwd: '/',
    files: [{ names: [path], optional: false, executed: false }],
    stdin: false,
    environment: undefined,
    again: undefined,
    refused: false,
    limits: { maxBytes: 1n << 30n, maxLength: 1n << 30n },
  };
}

/** User and system time of this process: what others run at the same time is not in it. */
function cpuMicroseconds(calls: number, work: () => unknown): number {
  for (let i = 0; i < 100; i++) work();
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function median(times: number, calls: number, work: () => unknown): number {
  for (let i = 0; i < calls; i++) work();
  const values = Array.from({ length: times }, () => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) work();
    return Number(process.hrtime.bigint() - started) / calls;
  });
  return values.sort((a, b) => a - b)[times >> 1] ?? Number.NaN;
}
