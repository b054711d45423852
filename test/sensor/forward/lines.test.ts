import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LineOutput } from '../../../sensor/forward/lines.ts';
import { Outgoing } from '../../../sensor/forward/output.ts';
import { ended, waitFor } from '../../support/command.ts';
import { describeIf, need } from '../../support/need.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

let dir: TempDir;
let path: string;

beforeEach(() => {
  dir = tempDir('lines');
  path = join(dir.path, 'findings');
});
afterEach(() => dir.remove());

type Numbered = { readonly schema: string; readonly n: number; readonly text: string };

const records = (from: number, to: number, text = ''): Outgoing[] =>
  Array.from({ length: to - from }, (_, i) => Outgoing.of({ schema: 's', n: from + i, text }));

const numbersOf = (batch: readonly Outgoing[]): unknown[] => batch.map(({ record }) => record.n);

const parsed = (file = path): Numbered[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('each record is one line, appended to what is there', async () => {
  appendFileSync(path, '{"n":0}\n');
  const output = LineOutput.file(path);
  expect(output.name).toBe(`file:${path}`);
  expect(await output.write(records(1, 3, 'a\nb\u{2028}'))).toEqual({ accepted: 2 });
  await output.close();
  expect(parsed().map(({ n }) => n)).toEqual([0, 1, 2]);
  expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
});

test('a new file is for its owner and group only', async () => {
  await LineOutput.file(path).close();
  expect(statSync(path).mode & 0o777 & ~0o640).toBe(0);
});

test('a file that cannot be opened throws its errno', () => {
  expect(() => LineOutput.file(join(dir.path, 'none', 'x'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('a line that an earlier run left unfinished is ended first', async () => {
  writeFileSync(path, '{"n":0}\n{"n":1,"te');
  const output = LineOutput.file(path);
  await output.write(records(2, 3));
  await output.close();
  expect(readFileSync(path, 'utf8').split('\n').slice(0, 3)).toEqual([
    '{"n":0}',
    '{"n":1,"te',
    '{"schema":"s","n":2,"text":""}',
  ]);
});

test('a FIFO that nobody reads is refused, not waited for', () => {
  spawnSync('mkfifo', [path]);
  expect(() => LineOutput.file(path)).toThrow(expect.objectContaining({ code: 'ENXIO' }));
});

/** A sensor-like program that writes `count` records to its stdout and ends as the daemon does. */
function writer(count: number): string {
  const module = (name: string) => JSON.stringify(new URL(`../../../sensor/${name}.ts`, import.meta.url).href);
  return `
    const { LineOutput } = await import(${module('forward/lines')});
    const { Forwarder } = await import(${module('forward/forward')});
    const log = { debug() {}, info() {}, warn() {}, error: (facts, message) => console.error(message, facts.records) };
    const spool = { maxBytes: 1e8, memoryBytes: 1e7, maxAgeMs: 1e9, fsync: 'batch' };
    const options = { spool, closeMs: Number(process.argv[1]), maxRecordBytes: 4096, node: 'node-1' };
    const clock = { now: () => 0n, monotonicMs: () => 0 };
    const forwarder = await Forwarder.open(options, [{ output: LineOutput.stdout() }], { clock, log });
    for (let n = 0; n < ${count}; n++) forwarder.put({ schema: 's', n, text: 'z'.repeat(1000) });
    const stop = new AbortController();
    const run = forwarder.run(stop.signal);
    setTimeout(() => stop.abort(), 200);
    await run;
    process.exit(0);`;
}

test('a reader of stdout that is slower than the writer gets every line whole', async () => {
  const args = ['--input-type=module', '-e', writer(500), '60000'];
  // Node's own stdio pipes are sockets; cat puts a real pipe in between.
  const child = spawn('sh', ['-c', '"$0" "$@" | cat', process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(await ended(child)).toBe(0);
  const lines = text.split('\n').filter((line) => line !== '');
  expect(lines.map((line) => JSON.parse(line).n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
});

test('a reader of stdout that has stopped reading does not keep the process from ending', async () => {
  const args = ['--input-type=module', '-e', writer(500), '100'];
  const child = spawn('sh', ['-c', '{ "$0" "$@"; echo "code $?" >&2; } | sleep 60', process.execPath, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  try {
    await waitFor('the end', () => said.includes('code 0'));
    expect(said).toMatch(/records lost at shutdown \d+/);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended(child);
  }
});

test('a device that is always full accepts nothing and says why', async () => {
  const output = LineOutput.file('/dev/full');
  for (let i = 0; i < 2; i++) {
    expect(await output.write(records(0, 3))).toEqual({
      accepted: 0,
      error: expect.objectContaining({ code: 'ENOSPC' }),
    });
  }
  await output.close();
});

describeIf([need.root()], 'a disk of 64 KiB', () => {
  let disk: string;
  let ballast: string;

  beforeEach(() => {
    disk = join(dir.path, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'drift-test', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) throw new Error(mounted.stderr);
    path = join(disk, 'findings');
    ballast = join(disk, 'ballast');
  });

  test('that fills up tears no line and loses none once there is room again', async () => {
    writeFileSync(ballast, Buffer.alloc(40_000));
    const output = LineOutput.file(path);
    const all = records(0, 200, 'x'.repeat(200));
    const first = await output.write(all);
    expect(first.error).toMatchObject({ code: 'ENOSPC' });
    expect(first.accepted).toBeGreaterThan(0);
    expect(first.accepted).toBeLessThan(200);
    // The part of a line that found room is no accepted record.
    const complete = readFileSync(path, 'utf8').split('\n').length - 1;
    expect(first.accepted).toBe(complete);

    const rest = all.slice(first.accepted);
    expect(await output.write(rest)).toEqual({ accepted: 0, error: expect.objectContaining({ code: 'ENOSPC' }) });
    unlinkSync(ballast);
    // As much as there is room for now.
    expect(await output.write(rest.slice(0, 50))).toEqual({ accepted: 50 });
    await output.close();
    expect(parsed().map(({ n }) => n)).toEqual(numbersOf(all.slice(0, first.accepted + 50)));
  });

  test('that fills up again and again tears no line', async () => {
    const output = LineOutput.file(path);
    const all = records(0, 60, 'y'.repeat(1_500));
    let accepted = 0;
    for (const room of [8_000, 16_000, 24_000, 40_000, 65_536]) {
      // Pages are 4 KiB: what the ballast leaves ends inside a line.
      unlinkIfThere(ballast);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, 65_536 - room - Math.ceil(statSync(path).size / 4096) * 4096)));
      accepted += (await output.write(all.slice(accepted))).accepted;
      expect(readFileSync(path, 'utf8').split('\n').length - 1).toBe(accepted);
    }
    await output.close();
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, accepted);
    expect(lines.map((line) => JSON.parse(line).n)).toEqual(numbersOf(all.slice(0, accepted)));
    expect(accepted).toBeGreaterThan(20);
  });
});

function unlinkIfThere(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) unlinkSync(file);
}
