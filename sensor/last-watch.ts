/**
 * Until when this node was watched, kept over the sensor's death: whatever ended it (an update, `kill -9`, a reboot), the next
 * sensor says for how long nobody looked. A file's modification time holds it, set anew every second: no data is written.
 */
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import type { Clock } from './runtime/clock.ts';
import { errnoOf } from './runtime/errno.ts';
import type { Logger } from './runtime/log.ts';

export type Unwatched = { readonly sinceNs: bigint; readonly untilNs: bigint };

const MARK_MS = 1_000;
const NS_PER_S = 1e9;

export class LastWatch {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** Of the sensor before; undefined for the first one here. */
  readonly #beforeNs: bigint | undefined;
  #unwatched: Unwatched | undefined;
  #markedAtMs = Number.NEGATIVE_INFINITY;
  #failed = false;

  constructor(path: string, deps: { readonly clock: Clock; readonly log: Logger }) {
    this.#path = path;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#beforeNs = modifiedNs(path);
  }

  /** 0 for the first sensor here, and before it watches. */
  get unwatchedSeconds(): number {
    const { sinceNs = 0n, untilNs = 0n } = this.#unwatched ?? {};
    return Number(untilNs - sinceNs) / NS_PER_S;
  }

  /** This sensor watches from now on: gives when nobody did, and undefined for the first sensor here. */
  begin(): Unwatched | undefined {
    const untilNs = this.#clock.now();
    const before = this.#beforeNs;
    // A clock that was set back makes it short, never negative.
    if (before !== undefined) this.#unwatched = { sinceNs: before < untilNs ? before : untilNs, untilNs };
    return this.#unwatched;
  }

  /** Call often while execs are seen. */
  mark(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#markedAtMs < MARK_MS) return;
    this.#markedAtMs = nowMs;
    const seconds = Number(this.#clock.now()) / NS_PER_S;
    try {
      if (modifiedNs(this.#path) === undefined) writeFileSync(this.#path, '', { mode: 0o600 });
      utimesSync(this.#path, seconds, seconds);
    } catch (error) {
      if (!this.#failed)
        this.#log.warn(
          { path: this.#path, error: errnoOf(error) },
          'the next sensor will not know how long nobody watched',
        );
      this.#failed = true;
    }
  }
}

function modifiedNs(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true }).mtimeNs;
  } catch {
    return undefined;
  }
}
