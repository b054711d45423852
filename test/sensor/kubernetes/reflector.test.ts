import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Reflector, type ReflectorOptions } from '../../../sensor/kubernetes/reflector.ts';
import { mapping, text } from '../../../sensor/kubernetes/wire.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { type ApiDouble, startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { clientOf, PODS, pod } from './support.ts';

/** Follows pods of node-1 into a map of name → label `v`. */
class Follower {
  readonly seen = new Map<string, string>();
  readonly calls: string[] = [];
  readonly reflector: Reflector<string>;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(api: ApiDouble, options: Partial<ReflectorOptions> = {}, clientOptions = {}) {
    this.reflector = new Reflector<string>(
      {
        name: 'pods',
        path: PODS,
        fieldSelector: 'spec.nodeName=node-1',
        maxObjects: 1_000,
        firstRetryMs: 5,
        maxRetryMs: 40,
        ...options,
      },
      {
        client: clientOf(api, clientOptions),
        log: silentLogger,
        on: {
          take: (object) => {
            const { name, labels } = mapping(mapping(object).metadata);
            const key = text(name);
            return key === undefined ? undefined : { key, value: text(mapping(labels).v) ?? '' };
          },
          replaced: (items) => {
            this.calls.push('replaced');
            this.seen.clear();
            for (const [key, value] of items) this.seen.set(key, value);
          },
          put: (key, value) => {
            this.calls.push(`put ${key}`);
            this.seen.set(key, value);
          },
          gone: (key) => {
            this.calls.push(`gone ${key}`);
            this.seen.delete(key);
          },
        },
      },
    );
  }

  start(): this {
    this.#running = this.reflector.run(this.#stop.signal);
    return this;
  }

  has(entries: Readonly<Record<string, string>>): Promise<true> {
    const wanted = JSON.stringify(Object.entries(entries).sort());
    return waitFor(
      `${wanted}; there is ${JSON.stringify([...this.seen])}`,
      () => JSON.stringify([...this.seen].sort()) === wanted || undefined,
    );
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

const labelled = (v: string) => ({ labels: { v } });

let api: ApiDouble;
let follower: Follower | undefined;

beforeEach(async () => {
  api = await startApiDouble();
});

afterEach(async () => {
  await follower?.stop();
  follower = undefined;
  await api[Symbol.asyncDispose]();
});

const queries = (kind: 'list' | 'watch') =>
  api.requests.filter(({ query }) => (query.watch === 'true') === (kind === 'watch')).map(({ query }) => query);
const watching = (count = 1) => waitFor('a watch', () => api.watches >= count || undefined);

describe('what it asks for', () => {
  test('a list is read in pages, of this node alone, and the watch goes on where it ended', async () => {
    for (let i = 0; i < 7; i++) api.store.put(PODS, pod(`p${i}`, labelled('1')));
    api.store.put(PODS, pod('other', labelled('1'), { nodeName: 'node-2' }));
    follower = new Follower(api, { pageSize: 3 }).start();
    await follower.has({ p0: '1', p1: '1', p2: '1', p3: '1', p4: '1', p5: '1', p6: '1' });
    await watching();
    expect(
      queries('list').map(({ limit, fieldSelector, resourceVersion }) => [limit, fieldSelector, resourceVersion]),
    ).toEqual([
      ['3', 'spec.nodeName=node-1', '0'],
      ['3', 'spec.nodeName=node-1', undefined],
      ['3', 'spec.nodeName=node-1', undefined],
    ]);
    expect(queries('watch')).toMatchObject([
      {
        fieldSelector: 'spec.nodeName=node-1',
        allowWatchBookmarks: 'true',
        resourceVersion: String(api.store.version),
      },
    ]);
    // The server knows of a watch before its answer is there.
    await expect
      .poll(() => follower?.reflector.state, { timeout: 30_000 })
      .toEqual({ state: 'following', detail: '7 known' });
  });

  test('changes come one by one, and those of other nodes do not', async () => {
    follower = new Follower(api).start();
    await watching();
    api.store.put(PODS, pod('a', labelled('1')));
    api.store.put(PODS, pod('b', labelled('1'), { nodeName: 'node-2' }));
    api.store.put(PODS, pod('a', labelled('2')));
    await follower.has({ a: '2' });
    api.store.delete(PODS, 'a', 'shop');
    await follower.has({});
    expect(follower.calls).toEqual(['replaced', 'put a', 'put a', 'gone a']);
  });

  test('events that arrive in pieces of a few bytes are put together', async () => {
    await api[Symbol.asyncDispose]();
    api = await startApiDouble({ chunkBytes: 7 });
    follower = new Follower(api).start();
    await watching();
    api.store.put(PODS, pod('a', { labels: { v: 'ünïcode' } }));
    await follower.has({ a: 'ünïcode' });
  });

  test('after a watch that ended it goes on from the last bookmark, without a list', async () => {
    follower = new Follower(api).start();
    await watching();
    for (let i = 0; i < 5; i++) api.store.put(PODS, pod('b', {}, { nodeName: 'node-2' }));
    api.bookmark();
    await waitFor('the bookmark', () => follower?.reflector.counts.events === 1 || undefined);
    api.endWatches();
    await waitFor('another watch', () => queries('watch').length === 2 || undefined);
    expect(queries('watch')[1]?.resourceVersion).toBe(String(api.store.version));
    expect(api.store.lists).toBe(1);
  });
});

describe('what it survives', () => {
  test('what changed while the server was away is taken in, and what had gone is gone', async () => {
    api.store.put(PODS, pod('stays', labelled('1')));
    api.store.put(PODS, pod('goes', labelled('1')));
    follower = new Follower(api).start();
    await follower.has({ stays: '1', goes: '1' });
    await api.down();
    await waitFor('it to notice', () => follower?.reflector.state.state === 'away' || undefined);
    expect(follower.seen.size).toBe(2);
    api.store.put(PODS, pod('stays', labelled('2')));
    api.store.delete(PODS, 'goes', 'shop');
    await api.up();
    await follower.has({ stays: '2' });
    expect(api.store.lists).toBe(1);
  });

  test('a server that does not answer the next watch is away until it does', async () => {
    follower = new Follower(api).start();
    await waitFor('it to follow', () => follower?.reflector.state.state === 'following' || undefined);
    await api.down();
    await waitFor('it to notice', () => follower?.reflector.state.state === 'away' || undefined);
    api.fault({ match: /watch=true/, hang: true });
    const asked = queries('watch').length;
    await api.up();
    await waitFor('it to ask', () => queries('watch').length > asked || undefined);
    expect(follower.reflector.state.state).toBe('away');
    api.clearFaults();
    await api.down();
    await api.up();
    await waitFor('it to follow', () => follower?.reflector.state.state === 'following' || undefined);
    api.store.put(PODS, pod('a', labelled('1')));
    await follower.has({ a: '1' });
    expect(follower.reflector.state).toEqual({ state: 'following', detail: '1 known' });
  });

  test('a history that was compacted meanwhile makes it list again, from what is newest', async () => {
    api.store.put(PODS, pod('old', labelled('1')));
    follower = new Follower(api).start();
    await follower.has({ old: '1' });
    await api.down();
    api.store.delete(PODS, 'old', 'shop');
    api.store.put(PODS, pod('new', labelled('1')));
    api.store.compact();
    await api.up();
    await follower.has({ new: '1' });
    expect(queries('list').map(({ resourceVersion }) => resourceVersion)).toEqual(['0', '']);
    expect(follower.calls.filter((call) => call === 'replaced')).toHaveLength(2);
  });

  test.each(['reset', 'close'] as const)('a watch that ends by %s, also in the middle of an event', async (how) => {
    follower = new Follower(api).start();
    for (let i = 1; i <= 5; i++) {
      await watching();
      api.endWatches(how);
      api.store.put(PODS, pod('a', labelled(String(i))));
      await follower.has({ a: String(i) });
    }
    expect(api.store.lists).toBe(1);
  });

  test.each([500, 502, 503, 504, 403, 404, 429])('answers of %i, for lists and for watches', async (status) => {
    api.store.put(PODS, pod('a', labelled('1')));
    api.fault({ match: /GET/, status, times: 3 });
    follower = new Follower(api).start();
    await follower.has({ a: '1' });
    await watching();
    api.fault({ match: /watch=true/, status, times: 3 });
    api.endWatches();
    api.store.put(PODS, pod('a', labelled('2')));
    await follower.has({ a: '2' });
    await waitFor('all faults to be met', () => {
      const met = follower?.reflector.counts.failures.samples() ?? [];
      return [...met].reduce((sum, { value }) => sum + value, 0) >= 6 || undefined;
    });
  });

  test('Retry-After is waited for', async () => {
    api.fault({ match: /GET/, status: 429, headers: { 'retry-after': '1' }, times: 1 });
    const startedMs = performance.now();
    follower = new Follower(api).start();
    await watching();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
  });

  test('a version that no server knows any more (etcd was restored) is given up', async () => {
    follower = new Follower(api).start();
    await watching();
    api.fault({ match: /watch=true&.*resourceVersion=100&/, status: 504 });
    api.store.put(PODS, pod('a', { ...labelled('1') }, { nodeName: 'node-2' }));
    api.endWatches();
    await waitFor('a second list', () => api.store.lists === 2 || undefined);
  });

  test('a server that takes the connection and says nothing', async () => {
    api.fault({ match: /watch=true/, hang: true, times: 1 });
    api.fault({ match: /GET/, hang: true, times: 1 });
    follower = new Follower(api, {}, { timeoutMs: 100 }).start();
    await watching();
    expect(follower.reflector.counts.failures.get('timeout')).toBe(2);
  });

  test('a watch on which nothing comes any more is opened anew', async () => {
    follower = new Follower(api, { idleMs: 100 }).start();
    await waitFor('a second watch', () => queries('watch').length >= 2 || undefined);
    expect(follower.reflector.counts.failures.get('timeout')).toBeGreaterThan(0);
  });

  test('garbage on the watch: it lists again', async () => {
    follower = new Follower(api).start();
    await watching();
    api.raw('<html>a proxy</html>\n');
    api.store.put(PODS, pod('a', labelled('1')));
    await follower.has({ a: '1' });
    expect(follower.reflector.counts.failures.get('malformed')).toBe(1);
    expect(api.store.lists).toBe(2);
  });

  test('an event that never ends is cut off at its bound', async () => {
    follower = new Follower(api, {}, { maxLineBytes: 10_000 }).start();
    await watching();
    api.raw(`{"type":"ADDED","object":"${'x'.repeat(20_000)}`);
    await waitFor('the bound', () => follower?.reflector.counts.failures.get('too_large') === 1 || undefined);
    api.store.put(PODS, pod('a', labelled('1')));
    await follower.has({ a: '1' });
  });

  test('pages that are too large are asked for in smaller ones', async () => {
    for (let i = 0; i < 64; i++)
      api.store.put(PODS, pod(`p${i}`, { ...labelled('1'), annotations: { a: 'x'.repeat(900) } }));
    follower = new Follower(api, { pageSize: 64 }, { maxBodyBytes: 20_000 }).start();
    await waitFor('all of them', () => follower?.seen.size === 64 || undefined);
    expect(queries('list').map(({ limit }) => limit)).toEqual(['64', '16', '16', '16', '16']);
  });

  test('objects that are none, and those beyond the bound, are counted', async () => {
    follower = new Follower(api, { maxObjects: 2 }).start();
    await watching();
    for (const name of ['a', 'b', 'c']) api.store.put(PODS, pod(name, labelled('1')));
    api.store.put(PODS, { metadata: { name: 7, namespace: 'shop' }, spec: { nodeName: 'node-1' } });
    api.raw('{"type":"EXPLODED","object":{}}\n');
    await waitFor('both counts', () => follower?.reflector.counts.malformed === 2 || undefined);
    expect([...follower.seen.keys()]).toEqual(['a', 'b']);
    expect(follower.reflector.counts.refused).toBe(1);
  });
});

test('a server that ends every watch at once is not asked without a pause', async () => {
  await api[Symbol.asyncDispose]();
  api = await startApiDouble({ watchSeconds: 0 });
  follower = new Follower(api, { firstRetryMs: 100, maxRetryMs: 400 }).start();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(queries('watch').length).toBeLessThan(15);
  await waitFor('another one', () => queries('watch').length > 1);
});
