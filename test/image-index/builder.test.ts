import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuildProgress, IndexBuilder } from '../../image-index/builder.ts';
import { IndexStore, imageKey } from '../../image-index/store.ts';
import { waitFor } from '../support/command.ts';
import { describeIf, need } from '../support/need.ts';
import { tempDir } from '../support/temp.ts';

function request(root: string, name: string) {
  const dir = join(root, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), name);
  const source = { kind: 'lower_dirs', dirs: [dir] } as const;
  return { key: imageKey(source), source };
}

/** A layer whose hashing takes seconds, of zeros that are nowhere. */
function slowSource(root: string) {
  const large = join(root, 'large');
  mkdirSync(large);
  writeFileSync(join(large, 'hole'), '');
  truncateSync(join(large, 'hole'), 6 * 2 ** 30);
  return { kind: 'lower_dirs', dirs: [large] } as const;
}

test('images that executions wait for are built before others, one key is built once, and the store has them all', async () => {
  await using temp = tempDir('builder');
  const store = { dir: join(temp.path, 'index') };
  const order: string[] = [];
  const onProgress = ({ key, state }: BuildProgress) =>
    void (state === 'building' && !order.includes(key) && order.push(key));
  const builder = new IndexBuilder({ store }, { onProgress });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => request(temp.path, name)) as [Req, Req, Req, Req];
  const outcomes = await Promise.all([
    builder.build(a, 'background'),
    builder.build(b, 'background'),
    builder.build(c, 'background'),
    builder.build(d, 'waiting'),
    builder.build(c, 'waiting'),
    builder.build(a, 'background'),
  ]);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(order.slice().sort()).toEqual([a.key, b.key, c.key, d.key].sort());
  expect(order.indexOf(c.key)).toBeLessThan(order.indexOf(b.key));
  for (const { key } of [a, b, c, d]) {
    const index = new IndexStore(store).open(key);
    expect(index?.fileCount).toBe(1);
    index?.close();
  }
  await builder.close();
});

test('what is to be first overtakes all that waits, also what was asked for before it with less haste', async () => {
  await using temp = tempDir('builder');
  const order: string[] = [];
  const onProgress = ({ key, state }: BuildProgress) =>
    void (state === 'building' && !order.includes(key) && order.push(key));
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') } }, { onProgress });
  const waiting = ['a', 'b', 'c', 'd', 'e'].map((name) => request(temp.path, name));
  const [canary, hurried] = [request(temp.path, 'canary'), request(temp.path, 'hurried')];
  await Promise.all([
    ...waiting.map((each) => builder.build(each, 'waiting')),
    builder.build(hurried, 'background'),
    builder.build(request(temp.path, 'last'), 'background'),
    builder.build(hurried, 'first'),
    builder.build(canary, 'first'),
  ]);
  // One lane each had begun with what nobody had asked for before the rest.
  expect(order.slice(0, 2).sort()).toEqual([canary.key, hurried.key].sort());
  await builder.close();
});
type Req = ReturnType<typeof request>;

test('a failed build is remembered, not tried again before its time, and tried with growing pauses', async () => {
  await using temp = tempDir('builder');
  let now = 0;
  let builds = 0;
  const onProgress = ({ state }: BuildProgress) => void (state === 'building' && builds++);
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') } }, { onProgress, now: () => now });
  const source = { kind: 'lower_dirs', dirs: [join(temp.path, 'missing')] } as const;
  const broken = { key: imageKey(source), source };
  const attempt = async (at: number) => {
    now = at;
    const outcome = await builder.build(broken, 'waiting');
    expect(outcome).toMatchObject({ ok: false, error: { code: 'io' } });
    return builds;
  };
  expect(await attempt(0)).toBe(1);
  expect(await attempt(999)).toBe(1);
  expect(await attempt(1_000)).toBe(2);
  expect(await attempt(2_999)).toBe(2);
  expect(await attempt(3_000)).toBe(3);
  mkdirSync(join(temp.path, 'missing'));
  now = 10_000;
  expect(await builder.build(broken, 'waiting')).toEqual({ ok: true });
  await builder.close();
});

test('a full queue refuses and counts; who gives up gets aborted; closing settles everybody', async () => {
  await using temp = tempDir('builder');
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') }, maxQueued: 2 });
  const requests = ['a', 'b', 'c', 'd'].map((name) => request(temp.path, name));
  const gone = new AbortController();
  const [first, second, third] = requests.map((one, at) =>
    builder.build(one, 'background', at === 1 ? { signal: gone.signal } : {}),
  );
  // Executions have places of their own.
  const awaited = builder.build(request(temp.path, 'e'), 'waiting');
  gone.abort();
  expect(await second).toMatchObject({ ok: false, error: { code: 'aborted' } });
  expect(await third).toMatchObject({ ok: false, error: { code: 'too_large' } });
  expect(builder.refused).toBe(2);
  expect(await awaited).toEqual({ ok: true });
  expect(await first).toEqual({ ok: true });
  expect(builder.queued).toBe(0);
  const pending = builder.build(requests[3] ?? request(temp.path, 'd'), 'waiting');
  await builder.close();
  expect(await pending).toMatchObject({ ok: false, error: { code: 'aborted' } });
  expect(await builder.build(request(temp.path, 'f'), 'waiting')).toMatchObject({
    ok: false,
    error: { code: 'aborted' },
  });
});

test('the directory is kept within its bound by what was used least recently, but not what a process has open', async () => {
  await using temp = tempDir('builder');
  const dir = join(temp.path, 'index');
  const store = new IndexStore({ dir });
  const builder = new IndexBuilder({ store: { dir }, maxBytes: 1 });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => request(temp.path, name)) as [Req, Req, Req];
  expect(await builder.build(a, 'background')).toEqual({ ok: true });
  const open = store.open(a.key);
  expect(await builder.build(b, 'background')).toEqual({ ok: true });
  // What somebody waits for does not wait for this work.
  expect(await builder.build(c, 'waiting')).toEqual({ ok: true });
  const there = () => [...store.list()].map((index) => [index.key, index.close()] as const).map(([key]) => key);
  expect(there().sort()).toEqual([a.key, b.key, c.key].sort());
  expect(await builder.build(request(temp.path, 'd'), 'background')).toEqual({ ok: true });
  expect(there()).toContain(a.key);
  expect(there()).not.toContain(b.key);
  expect(there()).not.toContain(c.key);
  open?.close();
  await builder.close();
});

test('a worker that cannot start fails the build instead of leaving it waiting', async () => {
  await using temp = tempDir('builder');
  const workerUrl = new URL(`file://${join(temp.path, 'no-such-worker.ts')}`);
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') }, workerUrl });
  expect(await builder.build(request(temp.path, 'a'), 'waiting')).toMatchObject({ ok: false, error: { code: 'io' } });
  await builder.close();
});

const nicenessOf = (pid: number | 'self') =>
  readdirSync(`/proc/${pid}/task`).map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/stat`, 'latin1').split(') ')[1]?.split(' ')[16]),
  );
const builders = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[1]);
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('build-worker');
      } catch {
        return false;
      }
    });

test('what nobody waits for is built in a process of its own whose every thread is nice, and which ends with its builder', async () => {
  await using temp = tempDir('builder');
  const own = nicenessOf('self');
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') } });
  expect(await builder.build(request(temp.path, 'a'), 'background')).toEqual({ ok: true });
  const [pid, second] = builders();
  expect(second).toBeUndefined();
  if (pid === undefined) throw new Error('no process');
  expect(new Set(nicenessOf(pid))).toEqual(new Set([15]));
  expect(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()).toBe('600');
  expect(nicenessOf('self').filter((nice) => nice === 15)).toEqual(own.filter((nice) => nice === 15));
  await builder.close();
  await waitFor('the process to end', () => builders().length === 0);
});

describeIf([need.root()], 'an execution that waits', () => {
  test('is not kept waiting by the image that is being built in the background', async () => {
    await using temp = tempDir('builder');
    const source = slowSource(temp.path);
    const states: string[] = [];
    const builder = new IndexBuilder(
      { store: { dir: join(temp.path, 'index') } },
      { onProgress: ({ key, state }) => void states.push(`${key} ${state}`) },
    );
    const slow = { key: imageKey(source), source };
    const gone = new AbortController();
    const background = builder.build(slow, 'background', { signal: gone.signal });
    await waitFor('the background build', () => states.filter((state) => state === `${slow.key} building`).length > 1);
    const queued = request(temp.path, 'queued');
    const later = builder.build(queued, 'background');
    expect(await builder.build(request(temp.path, 'awaited'), 'waiting')).toEqual({ ok: true });
    expect(await builder.build(queued, 'waiting')).toEqual({ ok: true });
    expect(await later).toEqual({ ok: true });
    expect(states).not.toContain(`${slow.key} ready`);
    // What is built already is hurried instead of being built twice.
    const [pid = 0] = builders();
    void builder.build(slow, 'waiting', { signal: gone.signal });
    await waitFor('the process at ordinary priority', () => nicenessOf(pid)[0] === 0);
    gone.abort();
    expect(await background).toMatchObject({ ok: false, error: { code: 'aborted' } });
    await waitFor('the process to end', () => builders().length === 0);
    expect(await builder.build(request(temp.path, 'after'), 'background')).toEqual({ ok: true });
    await builder.close();
  });
});

test('a process that dies fails its build, and the next build has another one', async () => {
  await using temp = tempDir('builder');
  const source = slowSource(temp.path);
  let started = 0;
  const onProgress = ({ bytes }: BuildProgress) => void (bytes > 0 && started++);
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') } }, { onProgress });
  const dying = builder.build({ key: imageKey(source), source }, 'background');
  await waitFor('the process to work', () => started > 0);
  for (const pid of builders()) process.kill(pid, 'SIGKILL');
  expect(await dying).toMatchObject({ ok: false, error: { code: 'io' } });
  expect(await builder.build(request(temp.path, 'a'), 'background')).toEqual({ ok: true });
  await builder.close();
});
