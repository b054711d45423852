import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from '../../image-index/recent-map.ts';

test('keeps exactly those that were used last', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('get', 'set', 'delete'), fc.nat(20))), (uses) => {
      const recent = new RecentMap<number, number>(8);
      /** The newest last. */
      let kept: [key: number, value: number][] = [];
      for (const [i, [use, key]] of uses.entries()) {
        const had = kept.find(([each]) => each === key);
        if (use === 'delete') recent.delete(key);
        else if (use === 'set') recent.set(key, i);
        else expect(recent.get(key)).toBe(had?.[1]);
        if (use === 'get' && had === undefined) continue;
        kept = kept.filter((each) => each !== had);
        if (use !== 'delete') kept.push([key, use === 'set' ? i : (had?.[1] ?? -1)]);
        kept = kept.slice(-8);
        expect(recent.size).toBe(kept.length);
      }
      for (const [key, value] of kept) expect(recent.get(key)).toBe(value);
    }),
  );
});

test('keeps no more than its weight, and nothing that alone weighs more', () => {
  const recent = new RecentMap<number, string>(100, { maxWeight: 10, weigh: (text) => text.length });
  for (let key = 0; key < 50; key++) recent.set(key, 'ab');
  expect(recent.size).toBe(5);
  expect([recent.get(44), recent.get(45)]).toEqual([undefined, 'ab']);
  recent.set(45, 'abcdefghijk');
  expect([recent.get(45), recent.size]).toEqual([undefined, 4]);
  recent.set(45, 'abcdefgh');
  expect([recent.get(45), recent.size]).toEqual(['abcdefgh', 2]);
  recent.clear();
  for (let key = 0; key < 5; key++) recent.set(key, 'ab');
  expect(recent.size).toBe(5);
});

test('what is replaced has one value, and its first weight counts no longer', () => {
  const recent = new RecentMap<string, string>(4, { maxWeight: 4, weigh: (text) => text.length });
  for (let i = 0; i < 10; i++) recent.set('a', `${i}a`);
  recent.set('b', 'bb');
  expect([recent.get('a'), recent.get('b'), recent.size]).toEqual(['9a', 'bb', 2]);
});
