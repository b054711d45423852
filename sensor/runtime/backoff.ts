export type BackoffOptions = {
  /** Delay before the first retry. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** Default 2. */
  readonly factor?: number;
  /** Share of each delay that is random, 0…1; default 0.5: a delay d becomes d/2…d. Keeps a cluster from retrying in step. */
  readonly jitter?: number;
};

export type Backoff = {
  /** The next delay in ms; grows with each call until `reset`. */
  next(): number;
  /** Call when the thing works again. */
  reset(): void;
  /** Calls of `next` since the last reset. */
  readonly attempts: number;
};

/** Exponential backoff with jitter. `random` gives [0, 1). */
export function backoff(
  options: BackoffOptions,
  { random }: { random: () => number } = { random: Math.random },
): Backoff {
  const factor = options.factor ?? 2;
  const jitter = options.jitter ?? 0.5;
  let attempts = 0;
  return {
    next() {
      // The exponent is bounded so that a service which is down for weeks does not overflow to Infinity.
      const full = Math.min(options.maxMs, options.firstMs * factor ** Math.min(attempts, 64));
      attempts++;
      return full * (1 - jitter * random());
    },
    reset() {
      attempts = 0;
    },
    get attempts() {
      return attempts;
    },
  };
}
