/** Waits `ms`; resolves true when the time has passed and false as soon as `signal` aborts. Never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const onAbort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Resolves when `signal` aborts. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Aborts as soon as one of `signals` does; undefined entries are left out. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((s) => s !== undefined));
}

export type Bounded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'timeout' | 'aborted' };

/**
 * Waits for `work` at most `ms`. The signal given to `work` aborts at the deadline or with `signal`; work that
 * cannot be interrupted (a blocked file operation) goes on unobserved, and its late failure is swallowed.
 * Rejects only with what `work` rejects with in time.
 */
export function withDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<Bounded<T>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return resolve({ ok: false, reason: 'aborted' });
    const controller = new AbortController();
    const stop = (reason: 'timeout' | 'aborted') => {
      cleanup();
      resolve({ ok: false, reason });
      controller.abort();
    };
    const onAbort = () => stop('aborted');
    const timer = setTimeout(() => stop('timeout'), ms);
    const cleanup = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    work(controller.signal).then(
      (value) => {
        cleanup();
        resolve({ ok: true, value });
      },
      (error: unknown) => {
        cleanup();
        reject(error);
      },
    );
  });
}
