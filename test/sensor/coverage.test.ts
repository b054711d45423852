import { expect, test } from 'vitest';
import { type CoverageFacts, coverageOf } from '../../sensor/coverage.ts';
import { coverageRecords, heartbeatRecord } from '../../sensor/heartbeat.ts';
import type { Status } from '../../sensor/status.ts';

const container = (n: number, state: string, own: object = {}) => ({
  id: `c${n}`,
  name: `name-${n}`,
  runtime: 'docker',
  image: 'shop/web:1',
  pod: 'shop/web',
  index: { state },
  ...own,
});
const good: CoverageFacts = {
  containers: [container(1, 'ready')],
  unknown: [],
  source: { attached: true, complete: true, detail: 'bridge 43' },
  canary: { state: 'ok', detail: 'drift found' },
};

test('a container whose image is indexed is covered', () => {
  expect(coverageOf(good)).toEqual({
    covered: [{ id: 'c1', name: 'name-1', pod: 'shop/web', image: 'shop/web:1' }],
    uncovered: [],
    limits: [],
  });
});

test.each([
  ['index_failed', container(2, 'failed', { index: { state: 'failed', detail: 'gone' } }), 'cannot be indexed: gone'],
  ['index_pending', container(2, 'building'), 'is being indexed'],
  ['index_pending', container(2, 'unknown'), 'is being indexed'],
  ['sandboxed_runtime', container(2, 'ready', { sandbox: 'runsc' }), 'runsc'],
] as const)('one that is not says why: %s', (code, bad, words) => {
  const { covered, uncovered } = coverageOf({ ...good, containers: [bad, ...good.containers] });
  expect(covered.map(({ id }) => id)).toEqual(['c1']);
  expect(uncovered).toMatchObject([{ id: 'c2', pod: 'shop/web', code, reason: expect.stringContaining(words) }]);
});

test('what no engine knows is uncovered', () => {
  const { uncovered } = coverageOf({ ...good, unknown: [{ id: '/x', reason: 'no container engine knows it' }] });
  expect(uncovered).toEqual([{ id: '/x', code: 'unknown_container', reason: 'no container engine knows it' }]);
});

test('limits of the node are told beside its containers', () => {
  const { covered, limits } = coverageOf({
    ...good,
    source: { attached: false, complete: false, detail: 'the bridge is gone' },
    canary: { state: 'failed', detail: 'the canary failed' },
    belowPolicy: ['rule x wants Block, the tier is detect'],
  });
  expect(covered).toHaveLength(1);
  expect(limits.map(({ code }) => code)).toEqual([
    'source_detached',
    'source_incomplete',
    'canary_failed',
    'tier_below_policy',
  ]);
});

const facts = { time: '2026-11-21T10:00:00Z', node: 'node-1', tier: { name: 'detect', detail: '' } };

test('a node with many containers is said in parts, each container once, each part within a record', () => {
  const containers = Array.from({ length: 137 }, (_, n) => container(n, n % 3 === 0 ? 'failed' : 'ready'));
  const coverage = coverageOf({ ...good, containers });
  const records = coverageRecords({ ...facts, coverage } as unknown as Status, coverage);
  expect(records.map(({ part, parts }) => [part, parts])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  const ids = records.flatMap(({ uncovered, covered }) => [
    ...(uncovered as { id: string }[]).map(({ id }) => id),
    ...(covered as { id: string }[]).map(({ id }) => id),
  ]);
  expect(new Set(ids).size).toBe(137);
  expect(ids).toHaveLength(137);
  expect(ids.slice(0, 46).every((id) => Number(id.slice(1)) % 3 === 0)).toBe(true);
  for (const record of records) {
    expect(record).toMatchObject({ schema: 'drift-sensor.coverage/1', totals: { covered: 91, uncovered: 46 } });
    expect(JSON.stringify(record).length).toBeLessThan(64 << 10);
  }
});

test('a node with none says so', () => {
  const coverage = coverageOf({ ...good, containers: [] });
  expect(coverageRecords({ ...facts, coverage } as unknown as Status, coverage)).toMatchObject([
    { part: 1, parts: 1, totals: { covered: 0, uncovered: 0 }, covered: [], uncovered: [] },
  ]);
});

test('a heartbeat counts its containers and does not list them', () => {
  const coverage = coverageOf(good);
  const status = { ...facts, coverage, forward: { spool: { state: 'disk', bytes: 1 }, outputs: [] } };
  const record = heartbeatRecord(status as unknown as Status, { state: 'ready', sequence: 2, intervalSeconds: 60 });
  expect(record).toMatchObject({
    schema: 'drift-sensor.heartbeat/1',
    sequence: 2,
    interval_seconds: 60,
    coverage: { covered: 1, uncovered: 0, limits: [] },
    spool: { state: 'disk', bytes: 1 },
  });
});
