import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordMeta } from '../../../../sensor/forward/spool/record.ts';
import { DROP, FOLD, fairShares, KEEP, shareOut, sizeOf } from '../../../../sensor/forward/spool/share.ts';

const metas = fc
  .array(
    fc.record({
      severity: fc.integer({ min: 0, max: 5 }),
      container: fc.integer({ min: 0, max: 4 }),
      revision: fc.integer({ min: 1, max: 4 }),
      length: fc.integer({ min: 0, max: 3000 }),
      id: fc.integer({ min: 0, max: 8 }),
    }),
    { maxLength: 200 },
  )
  .map((list) => list.map((each, i): RecordMeta => ({ ...each, seq: i + 1, ageMs: 0 })));

const bytesOf = (records: readonly RecordMeta[]) => records.reduce((sum, each) => sum + sizeOf(each), 0);
const withFate = (records: readonly RecordMeta[], fates: Uint8Array, fate: number) =>
  records.filter((_, at) => fates[at] === fate);

const record = (seq: number, of: Partial<RecordMeta> = {}): RecordMeta => {
  return { seq, length: 1000, severity: 3, container: 1, id: seq, revision: 1, ageMs: 0, ...of };
};

test('what stays fits, and nothing is dropped as long as everything fits', () => {
  fc.assert(
    fc.property(metas, fc.nat({ max: 400_000 }), (records, target) => {
      const fates = shareOut(records, target);
      expect(bytesOf(withFate(records, fates, KEEP))).toBeLessThanOrEqual(Math.max(target, 0));
      const unfolded = bytesOf(records) - bytesOf(withFate(records, fates, FOLD));
      if (unfolded <= target) expect(withFate(records, fates, DROP)).toEqual([]);
    }),
  );
});

test('what is folded is said by a later record with at least its revision', () => {
  fc.assert(
    fc.property(metas, (records) => {
      const fates = shareOut(records, Number.MAX_SAFE_INTEGER);
      for (const folded of withFate(records, fates, FOLD)) {
        expect(folded.id).not.toBe(0);
        expect(
          withFate(records, fates, KEEP).some(
            ({ id, seq, revision }) => id === folded.id && seq > folded.seq && revision >= folded.revision,
          ),
        ).toBe(true);
      }
    }),
  );
});

test('shares: nobody gets more than it wants, everything is given away when there is want, equals are equal', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 4000 }),
      (wanted, total) => {
        const granted = fairShares(wanted, total);
        const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
        for (const [i, want] of wanted.entries()) expect(granted[i]).toBeLessThanOrEqual(want);
        expect(sum(granted)).toBeLessThanOrEqual(total);
        expect(sum(granted)).toBeGreaterThanOrEqual(Math.min(total, sum(wanted)) - wanted.length);
        const short = granted.filter((grant, i) => grant < (wanted[i] ?? 0));
        for (const grant of granted) if (short.length > 0) expect(grant).toBeLessThanOrEqual(Math.max(...short));
      },
    ),
  );
});

test('a flood from one container cannot push out the one finding of another', () => {
  const flood = Array.from({ length: 1000 }, (_, i) => record(i + 1));
  for (const at of [0, 500, 1000]) {
    const records = [...flood.slice(0, at), record(5000, { container: 2 }), ...flood.slice(at)];
    const fates = shareOut(records, 20_000);
    expect(fates[at]).toBe(KEEP);
    expect(withFate(records, fates, KEEP).length).toBeGreaterThan(10);
  }
});

test('a flood of a low severity, from any number of containers, cannot push out a critical finding', () => {
  const flood = Array.from({ length: 1000 }, (_, i) => record(i + 1, { severity: 1, container: i }));
  const records = [...flood, record(2000, { severity: 4, container: 7 })];
  expect(shareOut(records, 20_000).at(-1)).toBe(KEEP);
});

test('of a container that has too much, the beginning and the end stay', () => {
  const records = Array.from({ length: 100 }, (_, i) => record(i + 1));
  const kept = withFate(records, shareOut(records, 10 * sizeOf(record(1))), KEEP).map(({ seq }) => seq);
  expect(kept).toEqual([1, 2, 3, 4, 5, 96, 97, 98, 99, 100]);
});

test('repeats are folded before anything is dropped', () => {
  const repeats = Array.from({ length: 50 }, (_, i) => record(i + 1, { id: 7, revision: i + 1 }));
  const records = [...repeats, ...Array.from({ length: 5 }, (_, i) => record(100 + i))];
  const fates = shareOut(records, 6 * sizeOf(record(1)));
  expect(withFate(records, fates, DROP)).toEqual([]);
  expect(withFate(records, fates, KEEP).map(({ seq }) => seq)).toEqual([50, 100, 101, 102, 103, 104]);
});

test('the higher count of an earlier run is not folded into a lower one', () => {
  const records = [
    record(1, { id: 7, revision: 9 }),
    record(2, { id: 7, revision: 1 }),
    record(3, { id: 7, revision: 2 }),
  ];
  expect([...shareOut(records, Number.MAX_SAFE_INTEGER)]).toEqual([KEEP, FOLD, KEEP]);
});
