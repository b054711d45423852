import { describe, expect, it } from 'vitest';
import { anySignal, sleep, whenAborted, withDeadline } from '../../../sensor/runtime/abort.ts';
import { backoff } from '../../../sensor/runtime/backoff.ts';
import { systemClock } from '../../../sensor/runtime/clock.ts';

describe('backoff', () => {
  it('doubles up to its bound and starts again after a reset', () => {
    const b = backoff({ firstMs: 100, maxMs: 1000, jitter: 0 });
    expect([b.next(), b.next(), b.next(), b.next(), b.next(), b.next()]).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(b.attempts).toBe(6);
    b.reset();
    expect(b.next()).toBe(100);
  });

  it('takes the jitter off the delay and never adds to it', () => {
    const low = backoff({ firstMs: 100, maxMs: 1000 }, { random: () => 0.999999 });
    const high = backoff({ firstMs: 100, maxMs: 1000 }, { random: () => 0 });
    expect(low.next()).toBeCloseTo(50, 3);
    expect(high.next()).toBe(100);
  });

  it('stays finite after ten thousand attempts', () => {
    const b = backoff({ firstMs: 100, maxMs: 30_000 });
    for (let i = 0; i < 10_000; i++) b.next();
    expect(b.next()).toBeLessThanOrEqual(30_000);
  });
});

describe('abort', () => {
  it('sleep says whether it was cut short', async () => {
    expect(await sleep(1)).toBe(true);
    const stop = new AbortController();
    const asleep = sleep(60_000, stop.signal);
    stop.abort();
    expect(await asleep).toBe(false);
    expect(await sleep(60_000, stop.signal)).toBe(false);
  });

  it('a deadline ends a wait that would never end, and tells the work', async () => {
    let told = false;
    const result = await withDeadline(5, (signal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise<never>(() => {});
    });
    expect(result).toEqual({ ok: false, reason: 'timeout' });
    expect(told).toBe(true);
  });

  it('a deadline passes on the value, the failure and the abort', async () => {
    expect(await withDeadline(10_000, async () => 7)).toEqual({ ok: true, value: 7 });
    await expect(withDeadline(10_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const stop = new AbortController();
    const waiting = withDeadline(60_000, () => new Promise<never>(() => {}), stop.signal);
    stop.abort();
    expect(await waiting).toEqual({ ok: false, reason: 'aborted' });
  });

  it('anySignal follows each of its parts', async () => {
    const a = new AbortController();
    const any = anySignal(a.signal, undefined, new AbortController().signal);
    const seen = whenAborted(any);
    a.abort();
    await seen;
    expect(any.aborted).toBe(true);
  });
});

describe('systemClock', () => {
  it('agrees with the wall clock to within its resolution', () => {
    const clock = systemClock();
    for (let i = 0; i < 1000; i++) {
      const before = BigInt(Date.now()) * 1_000_000n;
      const now = clock.now();
      const after = BigInt(Date.now() + 3) * 1_000_000n;
      expect(now >= before && now <= after).toBe(true);
    }
  });
});
