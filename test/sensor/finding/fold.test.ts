import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { FindingBody } from '../../../sensor/finding/describe.ts';
import type { Finding } from '../../../sensor/finding/finding.ts';
import { Folder } from '../../../sensor/finding/fold.ts';
import { findingBody } from '../support/finding.ts';

let said: Finding[];
let folder: Folder;

beforeEach(() => {
  said = [];
  folder = new Folder({ maxFindings: 3, repeatMs: 1_000 }, { emit: (finding) => said.push(finding) });
});

function body(id: string, second = 0, args: readonly string[] = []): FindingBody {
  const time = `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`;
  return findingBody({ id, time, process: { pid: 1, args } });
}

const brief = () => said.map(({ id, revision, count }) => `${id} r${revision} n${count}`);

test('a new finding is said at once, and a flush adds nothing', () => {
  folder.add(body('a'), 0);
  folder.flush(10_000);
  folder.flush(10_000, true);
  expect(brief()).toEqual(['a r1 n1']);
});

test('a repeat says what the cluster had not told of the pod at first', () => {
  const pod = { namespace: 'shop', name: 'web', uid: 'u' };
  const described = { ...pod, labels: { app: 'web' } };
  folder.add({ ...body('a'), pod: { ...pod, missing: ['labels'] } }, 0);
  folder.add({ ...body('a', 1), pod: { ...pod, missing: ['labels'] } }, 10);
  folder.flush(2_000);
  folder.add({ ...body('a', 2), pod: described }, 2_010);
  folder.add({ ...body('a', 3), pod: { ...pod, missing: ['labels'] } }, 2_020);
  folder.flush(4_000);
  expect(brief()).toEqual(['a r1 n1', 'a r2 n2', 'a r3 n4']);
  expect(said.map((finding) => finding.pod)).toEqual([
    { ...pod, missing: ['labels'] },
    { ...pod, missing: ['labels'] },
    described,
  ]);
});

test('repeats are said with the cumulative count, at most once in the interval', () => {
  folder.add(body('a'), 0);
  folder.add(body('a'), 10);
  folder.add(body('a'), 20);
  folder.flush(999);
  expect(brief()).toEqual(['a r1 n1']);
  folder.flush(1_000);
  folder.flush(1_001);
  expect(brief()).toEqual(['a r1 n1', 'a r2 n3']);
  folder.add(body('a'), 1_500);
  folder.flush(1_999);
  expect(said).toHaveLength(2);
  folder.flush(2_000);
  expect(brief().at(-1)).toBe('a r3 n4');
});

test('a flush at shutdown says what was not said yet, at any time', () => {
  folder.add(body('a'), 0);
  folder.add(body('b'), 0);
  folder.add(body('a'), 1);
  folder.flush(1, true);
  expect(brief()).toEqual(['a r1 n1', 'b r1 n1', 'a r2 n2']);
});

test('the first description stays, and the times span all repeats in whatever order they come', () => {
  folder.add(body('a', 5), 0);
  folder.add({ ...body('a', 9), summary: 'another' }, 0);
  folder.add(body('a', 2), 0);
  folder.flush(0, true);
  expect(said[1]).toMatchObject({
    summary: 's',
    time: body('a', 5).time,
    first_seen: body('a', 2).time,
    last_seen: body('a', 9).time,
    count: 3,
  });
});

test('a repeat of what is not known is not counted', () => {
  expect(folder.repeat('a', body('a').time)).toBe(false);
  expect(folder.size).toBe(0);
  folder.add(body('a'), 0);
  expect(folder.repeat('a', body('a').time)).toBe(true);
});

test('the finding repeated longest ago makes room, counted, after saying what it had not said', () => {
  for (const id of ['a', 'b', 'c']) folder.add(body(id), 0);
  folder.add(body('b'), 1);
  folder.add(body('a'), 2);
  folder.add(body('d'), 3);
  expect(folder.evicted).toBe(1);
  folder.add(body('e'), 4);
  expect(brief()).toEqual(['a r1 n1', 'b r1 n1', 'c r1 n1', 'd r1 n1', 'e r1 n1', 'b r2 n2']);
  expect(folder).toMatchObject({ size: 3, evicted: 2 });
  folder.flush(10_000);
  expect(brief().at(-1)).toBe('a r2 n2');
});

test('a process that a sweep comes upon again is no second occurrence; another one is', () => {
  const swept = (pid: number): FindingBody => ({
    ...body('a'),
    backfill: true,
    // /proc tells the start to 10 ms only.
    process: { ...body('a').process, pid, start_time: '2026-01-01T00:00:00.010000000Z' },
  });
  folder.add(body('a'), 0);
  folder.add(swept(1), 1);
  folder.add(swept(1), 2);
  folder.flush(10_000);
  expect(brief()).toEqual(['a r1 n1']);
  folder.add(swept(2), 10_000);
  folder.add(body('a'), 10_001);
  folder.flush(20_000);
  expect(brief().at(-1)).toBe('a r2 n3');
});

test('text that containers chose is bounded, not only the number of findings', () => {
  folder = new Folder({ maxFindings: 1_000_000, repeatMs: 1_000 }, { emit: () => {} });
  const long = ['x'.repeat(1 << 20)];
  for (let i = 0; i < 100; i++) folder.add(body(String(i), 0, long), 0);
  expect(folder.size).toBe(31);
  expect(folder.evicted).toBe(69);
});

test('without eviction the last counts add up to all that was added', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), ms: fc.nat(2_000) })), (steps) => {
      const last = new Map<string, Finding>();
      const all = new Folder(
        { maxFindings: 3, repeatMs: 1_000 },
        {
          emit: (finding) => {
            expect(finding.revision).toBe((last.get(finding.id)?.revision ?? 0) + 1);
            last.set(finding.id, finding);
          },
        },
      );
      let now = 0;
      for (const { id, ms } of steps) {
        now += ms;
        all.add(body(id), now);
        all.flush(now);
      }
      all.flush(now, true);
      expect([...last.values()].reduce((sum, { count }) => sum + count, 0)).toBe(steps.length);
    }),
  );
});
