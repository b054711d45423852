/** Clocks that jump, directories that cannot be read, and bytes that are not what was written. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutputRecord } from '../../../../sensor/forward/output.ts';
import { classify } from '../../../../sensor/forward/spool/classify.ts';
import { Losses } from '../../../../sensor/forward/spool/losses.ts';
import { defaultSpoolOptions, type SpoolOptions } from '../../../../sensor/forward/spool/options.ts';
import { OTHER, type RecordClass } from '../../../../sensor/forward/spool/record.ts';
import { Spool } from '../../../../sensor/forward/spool/spool.ts';
import { silentLogger } from '../../../../sensor/runtime/log.ts';
import { waitFor } from '../../../support/command.ts';
import { describeIf, need } from '../../../support/need.ts';
import { memoryDir, type TempDir } from '../../../support/temp.ts';

/** What a record begins with. */
const MAGIC = Buffer.from([0xff, 0xd5, 0xfe, 0x01]);
const RUNS = Number(process.env.DRIFT_FUZZ_RUNS ?? 60);

let temp: TempDir;
let dir: string;
let losses: Losses;
let said: string[];

beforeEach(() => {
  temp = memoryDir('spool-faults');
  dir = join(temp.path, 'spool');
  losses = new Losses();
  said = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await temp.remove();
});

const of: RecordClass = { severity: 3, container: 1, id: 0, revision: 1 };
const payload = (n: number, size = 0) => Buffer.from(JSON.stringify({ n, pad: 'x'.repeat(size) }));
const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => from + i);
const segments = () =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.seg'))
    .sort();

async function start(own: Partial<SpoolOptions> = {}) {
  const log = { ...silentLogger, error: (facts: object, m: string) => said.push(`${m} ${JSON.stringify(facts)}`) };
  const spool = await Spool.open({ ...defaultSpoolOptions, dir, ...own }, ['a'], { log, losses });
  const stopping = new AbortController();
  const run = spool.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await run;
  };
  return { spool, stop };
}

async function deliver(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  while (spool.waiting('a') > 0) {
    const { records, next } = await spool.read(spool.cursor('a'), 50, 1 << 20);
    texts.push(...records.map((record) => record.payload.toString()));
    spool.advance('a', next);
  }
  return texts;
}
const numbers = (texts: readonly string[]) => texts.map((text) => JSON.parse(text).n as number);

test.each([
  ['forward', 10],
  ['back', -10],
])('a wall clock that is set ten years %s makes nothing older and nothing younger', async (_way, years) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { spool, stop } = await start({ maxAgeMs: 3_600_000 });
  spool.put(of, payload(0));
  await spool.flushed();
  vi.setSystemTime(Date.now() + years * 365 * 86_400_000);
  spool.put(of, payload(1));
  await spool.flushed();
  // Longer than between two looks at the age.
  await new Promise((resolve) => setTimeout(resolve, 600));
  spool.put(of, payload(2));
  expect(spool.oldestMs('a')).toBeLessThan(60_000);
  expect(losses.counts.get('a', 'age')).toBe(0);
  expect(numbers(await deliver(spool))).toEqual([0, 1, 2]);
  await stop();
});

test('in a full spool the one critical finding stays, whatever of low severity floods it from whatever containers', async () => {
  const { spool, stop } = await start({ maxBytes: 1 << 20, memoryBytes: 1 << 20 });
  for (const n of upTo(4_000)) {
    spool.put(
      n === 1_234 ? { ...of, severity: 4, container: 9 } : { ...of, severity: 1, container: 100 + n },
      payload(n, 1_000),
    );
    if (n % 100 === 0) await spool.flushed();
  }
  await spool.flushed();
  await waitFor('room', () => spool.bytes <= 1 << 20);
  const kept = numbers(await deliver(spool));
  expect(kept).toContain(1_234);
  expect(kept.length).toBeLessThan(1_200);
  expect(kept.length + losses.counts.get('a', 'full')).toBe(4_000);
  expect(losses.take()[0]?.severities).toEqual({ low: 4_000 - kept.length });
  await stop();
});

test('heartbeats that nobody took make room for each other before a finding is dropped', async () => {
  const heartbeat = { schema: 'drift-sensor.heartbeat/1' } as OutputRecord;
  expect(classify(heartbeat)).toMatchObject({ severity: OTHER });
  const { spool, stop } = await start({ maxBytes: 1 << 20, memoryBytes: 1 << 20 });
  for (const n of upTo(4_000)) {
    spool.put(n % 10 === 0 && n < 2_000 ? of : classify(heartbeat), payload(n, 1_000));
    if (n % 100 === 0) await spool.flushed();
  }
  await spool.flushed();
  const kept = numbers(await deliver(spool));
  expect(kept.filter((n) => n % 10 === 0 && n < 2_000)).toHaveLength(200);
  expect(kept).toContain(3_999);
  expect(losses.counts.get('a', 'full')).toBe(0);
  expect(spool.folded).toBeGreaterThan(3_000);
  await stop();
});

test('a segment that cannot be read costs itself alone, and stays where it is', async () => {
  const first = await start({ maxBytes: 1 << 20 });
  for (const n of upTo(300)) {
    first.spool.put(of, payload(n, 1_000));
    if (n % 20 === 0) await first.spool.flushed();
  }
  await first.stop();
  const [one = '', two = ''] = segments();
  const aside = join(temp.path, 'aside');
  renameSync(join(dir, one), aside);
  mkdirSync(join(dir, one));
  const second = await start();
  expect(second.spool.state).toEqual({ kind: 'disk' });
  expect(second.spool.corrupt).toBe(1);
  second.spool.put(of, payload(300));
  await second.spool.flushed();
  const firstOfTwo = numbers(await deliver(second.spool));
  expect(firstOfTwo.at(-1)).toBe(300);
  expect(firstOfTwo).toEqual(upTo(301, firstOfTwo[0]));
  expect(two).not.toBe('');
  expect(readdirSync(dir)).toContain(one);
  await second.stop();
});

describeIf([need.root()], 'as another user', () => {
  test('a directory that may not be read is said loudly, and records wait in memory', async () => {
    mkdirSync(dir);
    chmodSync(dir, 0o000);
    chmodSync(temp.path, 0o755);
    const url = (path: string) => JSON.stringify(new URL(`../../../../sensor/${path}`, import.meta.url).pathname);
    const program = `
      process.setgid(65534); process.setuid(65534);
      const { Forwarder } = await import(${url('forward/forward.ts')});
      const { defaultSpoolOptions } = await import(${url('forward/spool/options.ts')});
      const { systemClock } = await import(${url('runtime/clock.ts')});
      const said = [];
      const note = (facts, message) => said.push({ ...facts, message });
      const heard = [];
      const output = { name: 'o', write: async (batch) => (heard.push(...batch.map(({ record }) => record.schema)), { accepted: batch.length }), close: async () => {} };
      const forwarder = await Forwarder.open(
        { spool: { ...defaultSpoolOptions, dir: ${JSON.stringify(dir)} }, closeMs: 1000, maxRecordBytes: 65536, cluster: undefined, node: 'n' },
        [{ output }], { clock: systemClock(), log: { debug: note, info: note, warn: note, error: note } });
      forwarder.put({ schema: 'x' });
      const flushed = await forwarder.flushed();
      const stop = new AbortController(); stop.abort();
      await forwarder.run(stop.signal);
      console.log(JSON.stringify({ said, heard, flushed, spool: forwarder.describe().spool }));`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual({
      said: [{ dir, why: 'EACCES', message: 'the spool cannot be read: findings wait in memory only' }],
      heard: ['x'],
      flushed: 'memory',
      spool: { state: 'memory', why: 'EACCES', bytes: expect.any(Number) },
    });
  });
});

test('whatever happens to the files, the spool opens, invents nothing, and delivers what is put then', async () => {
  const damage = fc.oneof(
    fc.record({
      how: fc.constant('flip' as const),
      file: fc.nat(),
      at: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    fc.record({
      how: fc.constantFrom('cut' as const, 'delete' as const, 'empty' as const, 'copy' as const),
      file: fc.nat(),
      at: fc.nat(),
      bytes: fc.constant(new Uint8Array()),
    }),
    fc.record({
      how: fc.constant('insert' as const),
      file: fc.nat(),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 300 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
      rmSync(dir, { recursive: true, force: true });
      losses = new Losses();
      const first = await start({ maxBytes: 1 << 20, memoryBytes: 4_096 });
      const written = upTo(240).map((n) => payload(n, 500).toString());
      for (const [n, text] of written.entries()) {
        first.spool.put(of, Buffer.from(text));
        if (n % 4 === 0) await first.spool.flushed();
      }
      await first.stop();
      let emptied = false;
      for (const { how, file, at, bytes } of damages) {
        const names = readdirSync(dir).sort();
        const name = names[file % names.length];
        if (name === undefined) continue;
        const path = join(dir, name);
        const content = readFileSync(path);
        const place = content.length === 0 ? 0 : at % content.length;
        // Where a record begins nothing shows that there were more.
        emptied ||= how === 'cut' && (place === 0 || content.subarray(place, place + MAGIC.length).equals(MAGIC));
        if (how === 'delete') unlinkSync(path);
        else if (how === 'empty') writeFileSync(path, '');
        else if (how === 'cut') writeFileSync(path, content.subarray(0, place));
        else if (how === 'copy') writeFileSync(join(dir, `${String(place + 1).padStart(16, '0')}.0.seg`), content);
        else if (how === 'flip') {
          Buffer.from(bytes).copy(content, place);
          writeFileSync(path, content);
        } else writeFileSync(path, Buffer.concat([content.subarray(0, place), bytes, content.subarray(place)]));
      }
      const second = await start({ maxBytes: 1 << 20, memoryBytes: 4_096 });
      const own = upTo(260, 240).map((n) => payload(n, 500).toString());
      for (const text of own) {
        second.spool.put(of, Buffer.from(text));
        await second.spool.flushed();
      }
      const heard = await deliver(second.spool);
      // Bytes that pass their checksum are those that were written.
      for (const text of heard) expect(written.includes(text) || own.includes(text)).toBe(true);
      expect(numbers(heard.filter((text) => own.includes(text)))).toEqual(numbers(own));
      // What is missing is told, unless whole files, or the positions, are gone with it.
      const touched = emptied || damages.some(({ how }) => how === 'delete' || how === 'empty' || how === 'copy');
      const positions = !readdirSync(dir).includes('a.cursor') || touched;
      const missing = written.filter((text) => !heard.includes(text)).length;
      if (missing > 0 && !positions) expect(second.spool.corrupt + second.spool.torn).toBeGreaterThan(0);
      await second.stop();
    }),
    { numRuns: RUNS },
  );
});
