import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../../sensor/runtime/recent.ts';

test('keeps the half that was used last, and never more than all', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20))), (uses) => {
      const recent = new Recent<number, string>({ maxEntries: 8 });
      /** The newest last. */
      const used: number[] = [];
      const last = new Map<number, string>();
      for (const [i, [isSet, key]] of uses.entries()) {
        const had = recent.get(key);
        if (isSet) {
          recent.set(key, `${i}`);
          last.set(key, `${i}`);
        } else expect([undefined, last.get(key)]).toContain(had);
        if (isSet || had !== undefined) {
          if (used.includes(key)) used.splice(used.indexOf(key), 1);
          used.push(key);
        }
        expect(recent.size).toBeLessThanOrEqual(8);
      }
      for (const key of used.slice(-4).reverse()) expect(recent.get(key)).toBe(last.get(key));
    }),
  );
});

test('keeps no more than its weight, and nothing that weighs more than half', () => {
  const recent = new Recent<number, string>({ maxEntries: 100, maxWeight: 10, weigh: (text) => text.length });
  for (let key = 0; key < 50; key++) recent.set(key, 'ab');
  const kept = Array.from({ length: 50 }, (_, key) => recent.get(key) ?? '').join('');
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(recent.get(49)).toBe('ab');
  recent.set(49, 'abcdef');
  expect(recent.get(49)).toBeUndefined();
  recent.set(49, 'abcde');
  expect(recent.get(49)).toBe('abcde');
});

test('what is replaced has one value', () => {
  const recent = new Recent<string, number>({ maxEntries: 4 });
  for (const [key, value] of [
    ['a', 1],
    ['b', 1],
    ['c', 1],
    ['a', 2],
  ] as const)
    recent.set(key, value);
  expect([recent.get('a'), recent.size]).toEqual([2, 3]);
});
