import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuildProgress, IndexBuilder } from '../../image-index/builder.ts';
import { IndexStore, imageKey } from '../../image-index/store.ts';
import { tempDir } from '../support/temp.ts';

function request(root: string, name: string) {
  const dir = join(root, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), name);
  const source = { kind: 'lower_dirs', dirs: [dir] } as const;
  return { key: imageKey(source), source };
}

test('images that executions wait for come first, one key is built once, and the store has them all', async () => {
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
  expect(order.at(-1)).toBe(b.key);
  for (const { key } of [a, b, c, d]) {
    const index = new IndexStore(store).open(key);
    expect(index?.fileCount).toBe(1);
    index?.close();
  }
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
    builder.build(one, 'background', at === 1 ? gone.signal : undefined),
  );
  gone.abort();
  expect(await second).toMatchObject({ ok: false, error: { code: 'aborted' } });
  expect(await third).toMatchObject({ ok: false, error: { code: 'too_large' } });
  expect(builder.refused).toBe(2);
  expect(await first).toEqual({ ok: true });
  expect(builder.queued).toBe(0);
  const pending = builder.build(requests[3] ?? request(temp.path, 'd'), 'waiting');
  await builder.close();
  expect(await pending).toMatchObject({ ok: false, error: { code: 'aborted' } });
  expect(await builder.build(request(temp.path, 'e'), 'waiting')).toMatchObject({
    ok: false,
    error: { code: 'aborted' },
  });
});

test('a worker that cannot start fails the build instead of leaving it waiting', async () => {
  await using temp = tempDir('builder');
  const workerUrl = new URL(`file://${join(temp.path, 'no-such-worker.ts')}`);
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') }, workerUrl });
  expect(await builder.build(request(temp.path, 'a'), 'waiting')).toMatchObject({ ok: false, error: { code: 'io' } });
  await builder.close();
});

test('only the worker thread is nice', async () => {
  await using temp = tempDir('builder');
  const niceness = () =>
    readdirSync('/proc/self/task').map((task) =>
      Number(readFileSync(`/proc/self/task/${task}/stat`, 'latin1').split(') ')[1]?.split(' ')[16]),
    );
  const own = niceness()[0] ?? 0;
  const builder = new IndexBuilder({ store: { dir: join(temp.path, 'index') }, niceness: own + 7 });
  await builder.build(request(temp.path, 'a'), 'waiting');
  expect(niceness().filter((nice) => nice === own + 7)).toHaveLength(1);
  expect(niceness()[0]).toBe(own);
  await builder.close();
});
