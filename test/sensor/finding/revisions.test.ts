import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FindingBody } from '../../../sensor/finding/describe.ts';
import type { Finding } from '../../../sensor/finding/finding.ts';
import { Folder } from '../../../sensor/finding/fold.ts';
import { Revisions, type RevisionsOptions, type Said } from '../../../sensor/finding/revisions.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { ended, waitFor } from '../../support/command.ts';
import { describeIf, need } from '../../support/need.ts';
import { memoryDir, type TempDir } from '../../support/temp.ts';
import { sampleFinding } from '../forward/support/finding.ts';

let temp: TempDir;
let path: string;

beforeEach(() => {
  temp = memoryDir('revisions');
  path = join(temp.path, 'revisions');
});
afterEach(() => temp.remove());

const open = (own: Partial<RevisionsOptions> = {}) =>
  Revisions.open({ path, maxFindings: 100, bootId: 'boot-1', ...own }, { log: silentLogger });
const id = (n: number) => sampleFinding(n).id;
const said = (revision: number, own: Partial<Said> = {}): Said => ({
  revision,
  count: revision * 2,
  firstSeen: '2026-11-20T10:00:00.123456789Z',
  pid: 42,
  startedAtMs: 1_795_168_800_000,
  ...own,
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what was said is known to the next run, also without a good end', async () => {
  const first = open();
  first.note(id(1), said(1));
  first.note(id(1), said(2));
  first.note(id(2), said(7));
  await turn();
  const second = open();
  expect(second.recall(id(1))).toEqual(said(2));
  expect(second.recall(id(2))).toEqual(said(7));
  expect(second.recall(id(3))).toBeUndefined();
  second.close();
  expect(open().recall(id(1))).toEqual(said(2));
});

test('it is in the file before anything that waited for the saying goes on', async () => {
  const revisions = open();
  let wake = () => {};
  const waiting = new Promise<void>((resolve) => {
    wake = resolve;
  }).then(() => readFileSync(path, 'latin1'));
  revisions.note(id(1), said(3));
  wake();
  expect(await waiting).toContain(`${id(1)} 3 `);
});

test('a killed process repeats no revision', async () => {
  const program = `
    import { Revisions } from ${JSON.stringify(new URL('../../../sensor/finding/revisions.ts', import.meta.url).pathname)};
    import { writeSync } from 'node:fs';
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const revisions = Revisions.open({ path: ${JSON.stringify(path)}, maxFindings: 100, bootId: 'boot-1', maxBytes: 20000 }, { log });
    const id = ${JSON.stringify(id(1))};
    let revision = revisions.recall(id)?.revision ?? 0;
    for (;;) {
      revisions.note(id, { revision: ++revision, count: revision, firstSeen: '2026-11-20T10:00:00Z', pid: 1, startedAtMs: 1 });
      await Promise.resolve();
      writeSync(1, revision + '\\n');
      if (revision % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }`;
  let highest = 0;
  for (let kill = 0; kill < 8; kill++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += String(bytes);
    });
    await waitFor('the first', () => text.includes('\n'));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    child.kill('SIGKILL');
    await ended(child);
    const numbers = text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number);
    expect(numbers[0]).toBeGreaterThan(highest);
    highest = numbers.at(-1) ?? 0;
  }
  expect(open().recall(id(1))?.revision).toBeGreaterThanOrEqual(highest);
});

test('after a power cut what may have been said is skipped; after a good end nothing is', async () => {
  const first = open();
  first.note(id(1), said(5));
  await turn();
  const cut = open({ bootId: 'boot-2' });
  expect(cut.recall(id(1))?.revision).toBe(13);
  expect(cut.recall(id(1))?.count).toBe(10);
  cut.close();
  expect(open({ bootId: 'boot-3' }).recall(id(1))?.revision).toBe(13);
});

test('a line that was cut short at any byte costs only itself', async () => {
  const first = open();
  first.note(id(1), said(1));
  first.note(id(2), said(2));
  await turn();
  const whole = readFileSync(path);
  const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
  for (let size = last; size < whole.length; size += 7) {
    writeFileSync(path, whole.subarray(0, size));
    const next = open();
    expect(next.recall(id(1))).toEqual(said(1));
    // Without its line feed alone the line is whole.
    expect(next.recall(id(2))).toBeUndefined();
    next.close();
  }
});

test('whatever bytes are in the file, it opens, and what is said then is kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.nat(400), async (bytes, at) => {
      const before = open();
      before.note(id(1), said(4));
      before.close();
      const content = readFileSync(path);
      writeFileSync(path, Buffer.concat([content.subarray(0, at), bytes, content.subarray(at)]));
      const next = open();
      const known = next.recall(id(1));
      if (known !== undefined) expect([4, 12]).toContain(known.revision);
      next.note(id(2), said(9));
      await turn();
      expect(open().recall(id(2))).toEqual(said(9));
    }),
    { numRuns: 50 },
  );
});

test('memory and file are bounded, and the findings said last stay', async () => {
  const revisions = open({ maxBytes: 30_000 });
  for (let n = 0; n < 2_000; n++) {
    revisions.note(id(n), said(1));
    if (n % 20 === 0) await turn();
  }
  await turn();
  expect(revisions.size).toBe(100);
  expect(statSync(path).size).toBeLessThan(40_000);
  const next = open();
  expect([next.recall(id(1_899)), next.recall(id(1_900))]).toEqual([undefined, said(1)]);
  expect(next.size).toBe(100);
});

test('a file that is not ours is left behind, and nothing but its owner reads it', () => {
  mkdirSync(path);
  expect(open().failure).toBeDefined();
  path = join(temp.path, 'other');
  writeFileSync(path, '');
  truncateSync(path, 65 << 20);
  const revisions = open();
  expect([revisions.size, revisions.failure]).toEqual([0, undefined]);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(statSync(path).size).toBeLessThan(1_000);
});

describeIf([need.root()], 'on a full disk', () => {
  test('nothing is kept, that is said, and it is caught up with once there is room', async () => {
    const disk = join(temp.path, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'drift-test', disk]);
    expect(mounted.status).toBe(0);
    path = join(disk, 'revisions');
    const revisions = open();
    revisions.note(id(1), said(1));
    await turn();
    const ballast = join(disk, 'ballast');
    expect(() => appendFileSync(ballast, Buffer.alloc(128 << 10))).toThrow(/ENOSPC/);
    for (let n = 0; n < 90; n++) revisions.note(id(n), said(n + 1));
    await turn();
    expect(revisions.failure).toBe('ENOSPC');
    truncateSync(ballast, 0);
    await waitFor('another try', () => {
      revisions.tick(performance.now());
      return revisions.failure === undefined;
    });
    expect(open().recall(id(89))).toEqual(said(90));
  });
});

const bodyOf = (n: number, own: Partial<FindingBody> = {}): FindingBody => {
  const { revision: _r, count: _c, first_seen: _f, last_seen: _l, ...body } = sampleFinding(n);
  return { ...body, ...own };
};

test('the next run of the sensor goes on with revision, count and the first time', async () => {
  const emitted: Finding[] = [];
  const run = () => {
    const memory = open();
    const folder = new Folder({ maxFindings: 100, repeatMs: 1_000 }, { emit: (f) => emitted.push(f), memory });
    return { memory, folder };
  };
  const first = run();
  first.folder.add(bodyOf(1), 0);
  first.folder.repeat(id(1), '2026-11-20T10:00:05.000000000Z');
  first.folder.flush(2_000);
  first.memory.close();
  const second = run();
  const other = bodyOf(1, { time: '2026-11-20T11:00:00.000000000Z', process: { ...bodyOf(1).process, pid: 77 } });
  second.folder.add(other, 0);
  expect(emitted.map(({ revision, count, first_seen }) => [revision, count, first_seen])).toEqual([
    [1, 1, bodyOf(1).time],
    [2, 2, bodyOf(1).time],
    [3, 3, bodyOf(1).time],
  ]);
  second.memory.close();
  // The first look at what runs comes upon the process that was counted.
  run().folder.add({ ...other, backfill: true }, 0);
  expect(emitted.at(-1)).toMatchObject({ revision: 4, count: 3, backfill: true });
});

test('the canary’s own findings take nobody’s place', async () => {
  const memory = open();
  const folder = new Folder({ maxFindings: 100, repeatMs: 1_000 }, { emit: () => {}, memory });
  const body = bodyOf(1);
  folder.add({ ...body, container: { ...body.container, runtime: 'canary' } }, 0);
  expect(memory.size).toBe(0);
});
