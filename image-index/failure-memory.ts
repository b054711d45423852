import type { IndexError } from './error.ts';
import { RecentMap } from './recent-map.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
const REMEMBERED = 1_024;

type Failure = { readonly error: IndexError; readonly times: number; readonly retryAt: number };

/** Which images could not be indexed lately, and when to try again: after 1 s, doubling up to 5 minutes. */
export class FailureMemory {
  readonly #failures = new RecentMap<string, Failure>(REMEMBERED);
  readonly #now: () => number;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  remember(key: string, error: IndexError): void {
    const times = (this.#failures.get(key)?.times ?? 0) + 1;
    const waitMs = Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS);
    this.#failures.set(key, { error, times, retryAt: this.#now() + waitMs });
  }

  /** The error, as long as it is too early to try again. */
  recent(key: string): IndexError | undefined {
    const failure = this.#failures.get(key);
    return failure !== undefined && this.#now() < failure.retryAt ? failure.error : undefined;
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }
}
