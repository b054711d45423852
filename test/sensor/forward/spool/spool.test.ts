import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Losses } from '../../../../sensor/forward/spool/losses.ts';
import { defaultSpoolOptions, type SpoolOptions } from '../../../../sensor/forward/spool/options.ts';
import type { RecordClass } from '../../../../sensor/forward/spool/record.ts';
import { Spool } from '../../../../sensor/forward/spool/spool.ts';
import { silentLogger } from '../../../../sensor/runtime/log.ts';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { memoryDir, type TempDir } from '../../../support/temp.ts';

let temp: TempDir;
let dir: string;
let losses: Losses;

beforeEach(() => {
  temp = memoryDir('spool');
  dir = join(temp.path, 'spool');
  losses = new Losses();
});
afterEach(() => temp.remove());

const of: RecordClass = { severity: 3, container: 1, id: 0, revision: 1 };
const payload = (n: number, size = 0) => Buffer.from(JSON.stringify({ n, pad: 'x'.repeat(size) }));
const numberOf = (bytes: Buffer): number => JSON.parse(bytes.toString()).n;

type Running = { readonly spool: Spool; stop(): Promise<void> };

async function start(own: Partial<SpoolOptions> = {}, outputs: readonly string[] = ['a']): Promise<Running> {
  const spool = await Spool.open({ ...defaultSpoolOptions, dir, ...own }, outputs, { log: silentLogger, losses });
  const stopping = new AbortController();
  const run = spool.run(stopping.signal);
  return {
    spool,
    async stop() {
      stopping.abort();
      await run;
    },
  };
}

/** Delivers everything there is to `output`. */
async function deliver(spool: Spool, output = 'a', upTo = Number.MAX_SAFE_INTEGER): Promise<number[]> {
  const numbers: number[] = [];
  while (spool.waiting(output) > 0 && numbers.length < upTo) {
    const { records, next } = await spool.read(spool.cursor(output), Math.min(7, upTo - numbers.length), 4096);
    numbers.push(...records.map((record) => numberOf(record.payload)));
    spool.advance(output, next);
  }
  return numbers;
}

const segments = () => readdirSync(dir).filter((name) => name.endsWith('.seg'));
const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => from + i);

test('records come out in order, to each output at its own pace', async () => {
  const { spool, stop } = await start({}, ['a', 'b']);
  for (const n of upTo(100)) spool.put(of, payload(n));
  expect(await deliver(spool, 'a')).toEqual(upTo(100));
  expect(await deliver(spool, 'b', 30)).toEqual(upTo(30));
  for (const n of upTo(150, 100)) spool.put(of, payload(n));
  expect(await deliver(spool, 'a')).toEqual(upTo(150, 100));
  expect(await deliver(spool, 'b')).toEqual(upTo(150, 30));
  await stop();
});

test('what was flushed is there after a death without goodbye, from where each output was', async () => {
  const first = await start({}, ['a', 'b']);
  for (const n of upTo(50)) first.spool.put(of, payload(n));
  expect(await first.spool.flushed()).toBe('disk');
  await deliver(first.spool, 'a', 20);
  // No stop: as far as the disk knows, the process is gone. Positions may lag, so 'a' may hear things twice.
  const second = await start({}, ['a', 'b']);
  const again = await deliver(second.spool, 'a');
  expect(again.at(-1)).toBe(49);
  expect(new Set([...upTo(20), ...again])).toEqual(new Set(upTo(50)));
  expect(await deliver(second.spool, 'b')).toEqual(upTo(50));
  await second.stop();
  await first.stop();
});

test('after a good end nothing is said twice, and a spool that is delivered leaves no segment', async () => {
  const first = await start();
  for (const n of upTo(10)) first.spool.put(of, payload(n));
  await deliver(first.spool, 'a', 4);
  await first.stop();
  expect(segments()).toHaveLength(1);
  const second = await start();
  expect(await deliver(second.spool)).toEqual(upTo(10, 4));
  await second.stop();
  expect(segments()).toEqual([]);
});

test('a new output begins now; one that is configured no more holds nothing back', async () => {
  const first = await start({}, ['a', 'gone']);
  for (const n of upTo(5)) first.spool.put(of, payload(n));
  await deliver(first.spool, 'a');
  await first.stop();
  const second = await start({}, ['a', 'new']);
  second.spool.put(of, payload(5));
  expect(await deliver(second.spool, 'new')).toEqual([5]);
  expect(await deliver(second.spool, 'a')).toEqual([5]);
  await second.stop();
  expect(segments()).toEqual([]);
  expect(readdirSync(dir)).toEqual(['a.cursor', 'new.cursor']);
});

test('an output whose position is damaged hears everything that is kept again', async () => {
  const first = await start();
  for (const n of upTo(10)) first.spool.put(of, payload(n));
  await deliver(first.spool, 'a', 5);
  await first.stop();
  writeFileSync(join(dir, 'a.cursor'), '6 00000000\n');
  const second = await start();
  expect(await deliver(second.spool)).toEqual(upTo(10));
  await second.stop();
});

test('a write that was cut short at any byte costs only itself', async () => {
  const first = await start();
  for (const n of upTo(3)) first.spool.put(of, payload(n));
  await first.stop();
  const [name = ''] = segments();
  const whole = readFileSync(join(dir, name));
  const each = whole.length / 3;
  for (let cut = 1; cut <= each; cut += 3) {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    writeFileSync(join(dir, name), whole.subarray(0, whole.length - cut));
    const { spool, stop } = await start();
    expect(await deliver(spool)).toEqual([0, 1]);
    expect([spool.torn, spool.corrupt]).toEqual([cut === each ? 0 : 1, 0]);
    spool.put(of, payload(7));
    expect(await deliver(spool)).toEqual([7]);
    await stop();
  }
});

test('damage in the middle is skipped, counted and told', async () => {
  const first = await start();
  for (const n of upTo(20)) first.spool.put(of, payload(n));
  await first.stop();
  const path = join(dir, segments()[0] ?? '');
  const bytes = readFileSync(path);
  bytes.fill(0, bytes.length / 2, bytes.length / 2 + 10);
  writeFileSync(path, bytes);
  const second = await start();
  const numbers = await deliver(second.spool);
  expect(numbers).toHaveLength(19);
  expect(second.spool.corrupt).toBe(1);
  expect(losses.take()).toEqual([
    { place: 'spool', reason: 'corrupt', records: 1, severities: { other: 1 }, containers: [] },
  ]);
  await second.stop();
});

test('damage that comes while it runs is skipped and told once, also when the whole file is gone', async () => {
  const { spool, stop } = await start({ memoryBytes: 4096 }, ['a', 'b']);
  for (const n of upTo(40)) {
    spool.put(of, payload(n, 500));
    await spool.flushed();
  }
  const path = join(dir, segments()[0] ?? '');
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(700) ^ 0xff, 700);
  writeFileSync(path, bytes);
  expect(await deliver(spool, 'a')).toEqual([0, ...upTo(40, 2)]);
  unlinkSync(path);
  const rest = await deliver(spool, 'b');
  // What is still in memory needs no file.
  expect(rest).toEqual(upTo(40, 40 - rest.length));
  expect(spool.corrupt).toBe(40 - rest.length);
  expect(losses.counts.get('b', 'corrupt')).toBe(40 - rest.length);
  await stop();
});

test('a full spool keeps to its bound and loses the flood, not the one finding of another container', async () => {
  const { spool, stop } = await start({ maxBytes: 1 << 20, memoryBytes: 1 << 20 }, ['dead', 'alive']);
  const said: number[] = [];
  for (const n of upTo(4000)) {
    spool.put(n === 2000 ? { ...of, container: 2 } : of, payload(n, 1000));
    if (n % 100 === 0) await spool.flushed();
    if (n % 100 === 0) said.push(...(await deliver(spool, 'alive')));
  }
  await spool.flushed();
  said.push(...(await deliver(spool, 'alive')));
  // An output that keeps up never notices the dead one.
  expect(said).toEqual(upTo(4000));
  await waitFor('room', () => spool.bytes <= 1 << 20);
  const kept = await deliver(spool, 'dead');
  expect(kept).toContain(2000);
  expect(kept).toContain(0);
  expect(kept.length + losses.counts.get('dead', 'full')).toBe(4000);
  expect(losses.counts.get('alive', 'full')).toBe(0);
  const [loss] = losses.take();
  expect(loss).toMatchObject({ place: 'spool', reason: 'full', records: 4000 - kept.length });
  await stop();
});

test('an output that reads from the disk all the while hears everything, across many segments', async () => {
  const { spool, stop } = await start({ maxBytes: 1 << 20, memoryBytes: 40_000 }, ['a']);
  const heard: number[] = [];
  let putting = true;
  const reading = (async () => {
    while (putting || spool.waiting('a') > 0) {
      heard.push(...(await deliver(spool, 'a', 500)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (const n of upTo(6000)) {
    spool.put(of, payload(n, 1000));
    // The reader stays a little behind, beyond what is in memory.
    if (n % 10 === 0) await spool.flushed();
    while (spool.waiting('a') > 200) await new Promise((resolve) => setImmediate(resolve));
  }
  putting = false;
  await reading;
  expect(losses.counts.get('a', 'full')).toBe(0);
  expect(heard).toEqual(upTo(6000));
  await stop();
});

test('what nobody took for too long is dropped and told; a clock that is set makes nothing older', async () => {
  const first = await start();
  first.spool.put(of, payload(0));
  await first.stop();
  const second = await start({ maxAgeMs: 300 });
  second.spool.put(of, payload(1));
  await waitFor('the age', () => losses.counts.get('a', 'age') === 2, 10_000);
  second.spool.put(of, payload(2));
  expect(await deliver(second.spool)).toEqual([2]);
  await second.stop();
});

test('without a directory records wait in bounded memory, and that is said', async () => {
  const { spool } = await start({ dir: undefined, memoryBytes: 10_000 });
  expect(spool.state).toEqual({ kind: 'memory', why: 'no directory' });
  for (const n of upTo(100)) spool.put(of, payload(n, 400));
  expect(await spool.flushed()).toBe('memory');
  expect(spool.tailBytes).toBeLessThanOrEqual(10_000);
  const kept = await deliver(spool);
  expect(kept.length + losses.counts.get('a', 'full')).toBe(100);
});

test('a directory that cannot be made is a state, not an error', async () => {
  writeFileSync(dir, 'a file');
  const { spool, stop } = await start();
  expect(spool.state).toEqual({ kind: 'memory', why: 'EEXIST' });
  spool.put(of, payload(0));
  expect(await deliver(spool)).toEqual([0]);
  await stop();
});

test('a segment with any bytes in it can be opened, and what is put afterwards is delivered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }),
      fc.boolean(),
      async (files, tmp) => {
        rmSync(dir, { recursive: true, force: true });
        mkdirSync(dir);
        for (const [i, bytes] of files.entries())
          writeFileSync(join(dir, `${String(i * 10 + 1).padStart(16, '0')}.0.seg`), bytes);
        if (tmp) writeFileSync(join(dir, '0000000000000001.1.seg.tmp'), 'x');
        const { spool, stop } = await start();
        spool.put(of, payload(1));
        await spool.flushed();
        expect(await deliver(spool)).toEqual([1]);
        await stop();
      },
    ),
    { numRuns: 30 },
  );
});

test('whatever is done in whatever order, each output hears everything that was flushed, in order', async () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), count: fc.integer({ min: 1, max: 40 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 60 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), count: fc.integer({ min: 0, max: 200 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), count: fc.constant(0) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      rmSync(dir, { recursive: true, force: true });
      losses = new Losses();
      const options = { maxBytes: 4 << 20, memoryBytes: 8192 };
      let running = await start(options, ['a', 'b']);
      const old: Running[] = [];
      const heard = { a: new Set<number>(), b: new Set<number>() };
      let put = 0;
      const hear = async (output: 'a' | 'b', count?: number) => {
        const numbers = await deliver(running.spool, output, count);
        expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        for (const n of numbers) heard[output].add(n);
      };
      for (const { do: what, count } of steps) {
        if (what === 'put') {
          for (let i = 0; i < count; i++) {
            running.spool.put(of, payload(put++, 300));
            if (i % 10 === 0) await running.spool.flushed();
          }
          await running.spool.flushed();
        } else if (what === 'deliver') await hear(count % 2 === 0 ? 'a' : 'b', count);
        else if (what === 'stop') {
          await running.stop();
          running = await start(options, ['a', 'b']);
        } else {
          // A power cut: the newest segment ends in the middle of a write that nobody was told of.
          const last = segments().sort().at(-1);
          if (last !== undefined) appendFileSync(join(dir, last), Buffer.alloc(count, 0xff));
          old.push(running);
          running = await start(options, ['a', 'b']);
        }
      }
      await hear('a');
      await hear('b');
      expect([heard.a.size, heard.b.size]).toEqual([put, put]);
      expect(running.spool.corrupt).toBe(0);
      await running.stop();
      for (const each of old) await each.stop();
    }),
    { numRuns: 40 },
  );
});

describeIf([need.root()], 'on a small disk', () => {
  let disk: string;
  beforeEach(() => {
    disk = join(temp.path, 'disk');
    mkdirSync(disk);
    mount('-t', 'tmpfs', '-o', 'size=256k', 'drift-test', disk);
    dir = join(disk, 'spool');
  });

  const mount = (...args: string[]) => {
    const mounted = spawnSync('mount', args, { encoding: 'utf8' });
    if (mounted.status !== 0) throw new Error(mounted.stderr);
  };

  test('that is full, records wait in memory and go to disk once there is room', async () => {
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(120_000));
    const { spool, stop } = await start({ maxBytes: 8 << 20 }, ['a', 'b']);
    for (const n of upTo(200)) {
      spool.put(of, payload(n, 1000));
      if (n % 10 === 0) await spool.flushed();
    }
    await waitFor('the disk to be full', () => spool.state.kind === 'memory');
    expect(spool.state).toEqual({ kind: 'memory', why: 'ENOSPC' });
    expect(await spool.flushed()).toBe('memory');
    expect(await deliver(spool, 'a')).toEqual(upTo(200));
    unlinkSync(ballast);
    // Room enough for what is left when the others have been delivered.
    expect(await deliver(spool, 'b', 150)).toEqual(upTo(150));
    await waitFor('the disk to take it', () => spool.state.kind === 'disk', 10_000);
    expect(await spool.flushed()).toBe('disk');
    expect(await deliver(spool, 'b')).toEqual(upTo(200, 150));
    expect(losses.counts.get('b', 'full')).toBe(0);
    await stop();
  });

  test('that becomes read-only, what is there is delivered and new records wait in memory', async () => {
    const first = await start();
    for (const n of upTo(10)) first.spool.put(of, payload(n));
    await first.stop();
    mount('-o', 'remount,ro', disk);
    const second = await start();
    second.spool.put(of, payload(10));
    await waitFor('the refusal', () => second.spool.state.kind === 'memory');
    expect(second.spool.state).toEqual({ kind: 'memory', why: 'EROFS' });
    expect(await deliver(second.spool)).toEqual(upTo(11));
    mount('-o', 'remount,rw', disk);
    second.spool.put(of, payload(11));
    await waitFor('the disk to take it', () => second.spool.state.kind === 'disk', 10_000);
    expect(await deliver(second.spool)).toEqual([11]);
    await second.stop();
  });
});

test('segments and positions are for their owner alone', async () => {
  const { spool, stop } = await start();
  spool.put(of, payload(0));
  await spool.flushed();
  for (const name of ['.', ...readdirSync(dir)]) expect(statSync(join(dir, name)).mode & 0o077).toBe(0);
  await stop();
});

test('an output that is cut off in the middle of a segment goes on there', async () => {
  const { spool, stop } = await start();
  for (const n of upTo(5)) spool.put(of, payload(n));
  await spool.flushed();
  const { records } = await spool.read(3, 10, 1 << 20);
  expect(records.map((record) => numberOf(record.payload))).toEqual([2, 3, 4]);
  expect((await spool.read(3, 1, 1 << 20)).next).toBe(4);
  expect((await spool.read(1, 10, 1)).records).toHaveLength(1);
  await stop();
  truncateSync(join(dir, segments()[0] ?? ''), 10);
  const second = await start();
  expect(await deliver(second.spool)).toEqual([]);
  await second.stop();
});
