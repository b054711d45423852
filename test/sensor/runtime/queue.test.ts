import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedQueue } from '../../../sensor/runtime/queue.ts';

describe('BoundedQueue', () => {
  it('holds exactly its capacity and counts the one item more', () => {
    const lost: number[] = [];
    const q = new BoundedQueue<number>(
      { name: 'q', capacity: 3, whenFull: 'drop_newest' },
      { onDrop: (i) => lost.push(i) },
    );
    expect([1, 2, 3, 4].map((i) => q.push(i))).toEqual([true, true, true, false]);
    expect(q.length).toBe(3);
    expect(q.dropped).toBe(1);
    expect(lost).toEqual([4]);
    expect(q.drain()).toEqual([1, 2, 3]);
  });

  it('drops the one that waited longest where that is the policy', () => {
    const lost: number[] = [];
    const q = new BoundedQueue<number>(
      { name: 'q', capacity: 2, whenFull: 'drop_oldest' },
      { onDrop: (i) => lost.push(i) },
    );
    expect([1, 2, 3].map((i) => q.push(i))).toEqual([true, true, false]);
    expect(lost).toEqual([1]);
    expect(q.drain()).toEqual([2, 3]);
  });

  it('behaves like an array with a bound under any mix of pushes and shifts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.boolean(), { maxLength: 300 }), (capacity, ops) => {
        const q = new BoundedQueue<number>({ name: 'q', capacity, whenFull: 'drop_oldest' });
        const model: number[] = [];
        let dropped = 0;
        ops.forEach((push, i) => {
          if (push) {
            q.push(i);
            model.push(i);
            if (model.length > capacity) {
              model.shift();
              dropped++;
            }
          } else expect(q.shift()).toBe(model.shift());
          expect(q.length).toBe(model.length);
        });
        expect(q.dropped).toBe(dropped);
        expect(q.drain()).toEqual(model);
      }),
    );
  });

  it('wakes a waiter with the next item and lets it go when aborted', async () => {
    const q = new BoundedQueue<number>({ name: 'q', capacity: 2, whenFull: 'drop_newest' });
    const stop = new AbortController();
    const first = q.ready(stop.signal);
    q.push(1);
    expect(await first).toBe(true);
    q.shift();
    const second = q.ready(stop.signal);
    stop.abort();
    expect(await second).toBe(false);
    expect(await q.ready(stop.signal)).toBe(false);
  });

  it('refuses a capacity that is no bound', () => {
    for (const capacity of [0, -1, 1.5, Number.POSITIVE_INFINITY]) {
      expect(() => new BoundedQueue({ name: 'q', capacity, whenFull: 'drop_newest' })).toThrow(RangeError);
    }
  });
});
