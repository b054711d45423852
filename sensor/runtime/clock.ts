import { readFileSync } from 'node:fs';

/** Time is passed in, so that tests and replays own it. */
export type Clock = {
  /** CLOCK_REALTIME, ns since the epoch. */
  now(): bigint;
  /** Monotonic, ms from an arbitrary start; for durations only. */
  monotonicMs(): number;
};

/** Node's `Date.now()` has milliseconds only; between them the monotonic clock interpolates. */
const REANCHOR_NS = 2_000_000n;

export function systemClock(): Clock {
  let anchorReal = 0n;
  let anchorMono = 0n;
  return {
    now() {
      const wall = BigInt(Date.now()) * 1_000_000n;
      const mono = process.hrtime.bigint();
      const interpolated = anchorReal + (mono - anchorMono);
      const error = interpolated - wall;
      // A step of the wall clock (NTP, suspend) shows as a disagreement beyond its own resolution.
      if (error >= 0n && error < REANCHOR_NS) return interpolated;
      anchorReal = wall;
      anchorMono = mono;
      return wall;
    },
    monotonicMs: () => performance.now(),
  };
}

const UPTIME_KEPT_MS = 1_000;

/**
 * CLOCK_REALTIME − CLOCK_BOOTTIME in ns, from /proc/uptime (10 ms resolution); read again each second, so that it follows
 * the wall clock when that is set. 0 where /proc is not readable.
 */
export function bootOffset(clock: Clock): () => bigint {
  let offset = 0n;
  let readAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - readAtMs < UPTIME_KEPT_MS) return offset;
    readAtMs = nowMs;
    try {
      const [uptime = ''] = readFileSync('/proc/uptime', 'latin1').split(' ');
      offset = clock.now() - BigInt(Math.round(Number(uptime) * 1e3)) * 1_000_000n;
    } catch {
      offset = 0n;
    }
    return offset;
  };
}

/** The same until the machine starts anew; a word that no boot has where /proc is not readable. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}
