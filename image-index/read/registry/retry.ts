import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadControl } from '../layer-source.ts';

export const ATTEMPTS = 5;
const FIRST_MS = 200;
const LONGEST_MS = 10_000;
const LONGEST_RETRY_AFTER_MS = 30_000;
const SLICE_MS = 200;

/** Doubling from 200 ms, with a quarter of chance so that a fleet does not come back at one time; `Retry-After` where it says more. */
export function delayMs(failures: number, retryAfter: string | undefined, random: () => number = Math.random): number {
  const backoff = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) * (0.75 + random() / 2);
  const seconds = Number(retryAfter);
  const asked = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter ?? '') - Date.now();
  return Math.max(backoff, Math.min(Number.isFinite(asked) ? asked : 0, LONGEST_RETRY_AFTER_MS));
}

/** Ends early (by throwing) when the caller gives up. */
export async function pause(ms: number, control: ReadControl): Promise<void> {
  for (let left = ms; left > 0; left -= SLICE_MS) {
    control.check();
    await sleep(Math.min(left, SLICE_MS));
  }
  control.check();
}
