import { sleep } from '../runtime/abort.ts';
import { type BackoffOptions, backoff } from '../runtime/backoff.ts';
import type { RuntimeCallbacks } from './container.ts';

export type SessionsOptions = BackoffOptions & {
  /** What is said of a session that ended without an error. */
  readonly ended: string;
  /** One connection to an engine, for as long as it lasts; calls `up` once it is of use. */
  readonly session: (up: () => void) => Promise<void>;
  /** Waits before the next one; `cause`: what ended the last. Default: `ms`. */
  readonly wait?: (ms: number, cause: unknown) => Promise<unknown>;
};

/** Of engines whose session is a stream of events. */
export const EVENT_STREAM = { firstMs: 100, maxMs: 2_000, ended: 'its event stream ended' } as const;

/** Session after session until `signal` aborts; why one ended is said once for all that end alike. */
export async function keepSessions(
  signal: AbortSignal,
  on: Pick<RuntimeCallbacks, 'state'>,
  options: SessionsOptions,
): Promise<void> {
  const delay = backoff(options);
  const wait = options.wait ?? ((ms: number) => sleep(ms, signal));
  let said = '';
  while (!signal.aborted) {
    let detail = options.ended;
    let cause: unknown;
    try {
      await options.session(() => {
        delay.reset();
        said = '';
      });
    } catch (error) {
      detail = error instanceof Error ? error.message : String(error);
      cause = error;
    }
    if (signal.aborted) return;
    if (detail !== said) on.state(false, detail);
    said = detail;
    await wait(delay.next(), cause);
  }
}
