import { sleep } from '../../runtime/abort.ts';
import { backoff } from '../../runtime/backoff.ts';
import { GrpcError } from '../grpc/grpc-error.ts';
import type { CriInspector } from './inspect.ts';

export type CriChangesOptions = {
  /** A stream that nothing came from counts as standing after so long. */
  readonly standsAfterMs: number;
};

const RETRY = { firstMs: 500, maxMs: 60_000 } as const;

/**
 * What the runtime tells of its containers by itself: CRI's events; where it has none, those of the engine below. CRI-O with
 * its events switched off ends the stream at once, without a word.
 */
export class CriChanges {
  #inspector: CriInspector;
  #standsAfterMs: number;
  /** Since when the stream stands, by `performance.now()`. */
  #since: number | undefined;
  #heard = false;

  constructor(inspector: CriInspector, options: CriChangesOptions) {
    this.#inspector = inspector;
    this.#standsAfterMs = options.standsAfterMs;
  }

  /** Changes are told now, so that listing everything often is not needed. */
  get told(): boolean {
    if (this.#since === undefined) return false;
    return this.#heard || performance.now() - this.#since >= this.#standsAfterMs;
  }

  /** Calls back for each container or sandbox of which something changed, until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal, changed: (id: string) => void): Promise<void> {
    const { api, below } = this.#inspector;
    let open = (s: AbortSignal) => api.events(s);
    const wait = backoff(RETRY);
    while (!signal.aborted) {
      this.#since = performance.now();
      try {
        for await (const id of open(signal)) {
          this.#heard = true;
          wait.reset();
          changed(id);
        }
      } catch (error) {
        if (error instanceof GrpcError && error.code === 'unimplemented' && below.changes !== undefined) {
          if (open !== below.changes) {
            open = below.changes;
            continue;
          }
        }
      }
      this.#since = undefined;
      this.#heard = false;
      await sleep(wait.next(), signal);
    }
  }
}
