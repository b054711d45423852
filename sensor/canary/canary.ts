/**
 * The sensor's proof that it works: one file of an image, which must be quiet, and one random file, which must be found, are
 * run in a throw-away container (host.ts) or, where none can be made, in the sensor's own (pod.ts). A
 * finding counts as the canary's only by this run's sha256: never by path, name or cgroup, behind which an attacker could hide.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { OwnRuntime } from '../container/own-runtime.ts';
import { sleep, withDeadline } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { openHostPlace } from './host.ts';
import { type CanaryPlace, NoCanaryError } from './place.ts';
import { mustStayInPod, openPodPlace } from './pod.ts';

export type CanaryOptions = {
  /** Holds the throw-away container's image and writable layer. */
  readonly directory: string;
  /** Of the sensor's own container, for what it runs there. */
  readonly podDirectory: string;
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string;
  readonly helperPath: string;
  readonly payloadPath: string;
  readonly intervalMs: number;
  /** Each: for a file to run, besides `lingerMs`, and from its end to its verdict. */
  readonly deadlineMs: number;
  /** The canary's files stay alive this long: 0, or longer than the procfs source's interval. */
  readonly lingerMs: number;
};

export type CanaryDeps = {
  readonly runtime: OwnRuntime;
  readonly log: Logger;
  /** Inode of the host's mount namespace, 0 where it is not known. */
  readonly hostMntNs: () => number;
  /** Whether images are being indexed: what waits for that has no verdict yet. */
  readonly indexing: () => boolean;
};

export type CanaryState =
  | { readonly state: 'waiting'; readonly detail: string }
  | { readonly state: 'ok'; readonly detail: string; readonly latencySeconds: number }
  | { readonly state: 'failed'; readonly detail: string }
  /** It cannot run here; `detail` says what is missing. */
  | { readonly state: 'unavailable'; readonly detail: string };

/** As long as the first index of the sensor's own image may take on a busy node. */
const FIRST_INDEX_MS = 120_000;

class StuckError extends Error {
  constructor() {
    super('what it ran did not end');
    this.name = 'StuckError';
  }
}

type Expected = { readonly verdict: string; last: string | undefined; settle(): void };

export class Canary {
  readonly #options: CanaryOptions;
  readonly #runtime: OwnRuntime;
  readonly #log: Logger;
  readonly #hostMntNs: () => number;
  readonly #indexing: () => boolean;
  readonly #expected = new Map<string, Expected>();
  #startedMs: number | undefined;
  #state: CanaryState = { state: 'waiting', detail: 'the canary has not run yet' };
  /** Runs that failed, cumulative. */
  failures = 0;
  runs = 0;

  constructor(options: CanaryOptions, deps: CanaryDeps) {
    this.#options = options;
    this.#indexing = deps.indexing;
    this.#runtime = deps.runtime;
    this.#hostMntNs = deps.hostMntNs;
    this.#log = deps.log;
  }

  get state(): CanaryState {
    return this.#state;
  }

  /** Called for every verdict. True when it is one that the canary waits for: its finding is then said to be the canary's. */
  judged(sha256: string, verdict: string): boolean {
    const expected = this.#expected.get(sha256);
    if (expected === undefined) return false;
    if (expected.last !== expected.verdict) expected.last = verdict;
    if (verdict === expected.verdict) expected.settle();
    return true;
  }

  /** Runs at once and then every `intervalMs`; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#startedMs = performance.now();
    while (!signal.aborted) {
      const place = await this.#open(signal);
      if (place !== undefined) {
        try {
          await this.#runIn(place, signal);
        } finally {
          await place.close();
        }
      }
      if (!signal.aborted)
        await sleep(this.#state.state === 'ok' ? 0 : Math.min(this.#options.intervalMs, 5_000), signal);
    }
  }

  async #open(signal: AbortSignal): Promise<CanaryPlace | undefined> {
    const { payloadPath, podDirectory, cgroupRoot } = this.#options;
    try {
      if (process.getuid?.() !== 0)
        throw new NoCanaryError('it needs root to mount its overlay, or to read what it ran');
      if (!existsSync(payloadPath)) throw new NoCanaryError(`${payloadPath} is not built (no compiler at set-up)`);
      if (mustStayInPod(this.#hostMntNs(), cgroupRoot)) return openPodPlace({ payloadPath, directory: podDirectory });
      return await openHostPlace(this.#options, { runtime: this.#runtime }, signal);
    } catch (error) {
      if (error instanceof NoCanaryError) return this.#unavailable(error.message);
      this.#failed(`its container could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async #runIn(place: CanaryPlace, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && place.alive) {
      if ((await this.#once(place, signal)) === 'stuck') return;
      await sleep(
        this.#state.state === 'ok' ? this.#options.intervalMs : Math.min(this.#options.intervalMs, 2_000),
        signal,
      );
    }
  }

  /** `stuck`: the place is good for nothing any more. */
  async #once(place: CanaryPlace, signal: AbortSignal): Promise<'stuck' | undefined> {
    const { payloadPath, lingerMs } = this.#options;
    this.runs++;
    const payload = readFileSync(payloadPath);
    const drifted = Buffer.concat([payload, randomBytes(32)]);
    try {
      const cleanVerdict = await this.#verdictOn(
        payload,
        'in_image',
        () => place.runClean(lingerMs).then(() => undefined),
        signal,
      );
      if (signal.aborted) return undefined;
      if (cleanVerdict !== 'in_image') return this.#wrong("its image's file", cleanVerdict);
      const startedMs = performance.now();
      const verdict = await this.#verdictOn(drifted, 'added', () => place.runDrifted(drifted, lingerMs), signal);
      if (signal.aborted) return undefined;
      if (verdict !== 'added') return this.#wrong('its drifted file', verdict);
      const latencySeconds = (performance.now() - startedMs) / 1000;
      const first = this.#state.state !== 'ok';
      this.#state = { state: 'ok', latencySeconds, detail: `drift found in ${(latencySeconds * 1000).toFixed(1)} ms` };
      if (first)
        this.#log.info(
          { latency_ms: Number((latencySeconds * 1000).toFixed(1)) },
          'the canary was caught: the sensor finds drift',
        );
    } catch (error) {
      if (!signal.aborted) this.#failed(error instanceof Error ? error.message : String(error));
      if (error instanceof StuckError) return 'stuck';
    }
    return undefined;
  }

  /** Runs a file and gives the verdict on it: the wanted one, else the last one before the deadline, or undefined. */
  async #verdictOn(
    file: Buffer,
    wanted: string,
    run: () => Promise<{ remove(): void } | undefined>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const sha256 = createHash('sha256').update(file).digest('hex');
    const { promise, resolve } = Promise.withResolvers<void>();
    const expected: Expected = { verdict: wanted, last: undefined, settle: resolve };
    this.#expected.set(sha256, expected);
    const { deadlineMs, lingerMs } = this.#options;
    let written: { remove(): void } | undefined;
    try {
      const running = run();
      const ran = await withDeadline(deadlineMs + lingerMs, () => running, signal);
      if (!ran.ok) {
        // Whenever it ends: nobody else knows of its file.
        void running.then((late) => late?.remove()).catch(() => {});
        if (ran.reason === 'timeout') throw new StuckError();
        return undefined;
      }
      written = ran.value;
      // Where both files run in a shared container, others may run the clean one: only the wanted verdict ends the wait.
      await withDeadline(deadlineMs, () => promise, signal);
      return expected.last;
    } finally {
      written?.remove();
      this.#expected.delete(sha256);
    }
  }

  /** Before its first success an image without an index is one that is being indexed. */
  #wrong(file: string, verdict: string | undefined): undefined {
    const sinceMs = performance.now() - (this.#startedMs ?? 0);
    const pending = verdict === 'unverified' || (verdict === undefined && this.#indexing());
    if (this.#state.state === 'waiting' && pending && sinceMs < FIRST_INDEX_MS) {
      this.#state = { state: 'waiting', detail: `${file} cannot be compared yet: its image is being indexed` };
      return;
    }
    this.#failed(`${file} was judged ${verdict ?? 'never'}`);
  }

  #failed(detail: string): undefined {
    this.failures++;
    this.#state = { state: 'failed', detail: `the canary failed: ${detail}` };
    this.#log.error({ detail }, 'the canary failed: the sensor does not prove that it finds drift');
  }

  #unavailable(detail: string): undefined {
    if (this.#state.state !== 'unavailable') this.#log.warn({ detail }, 'no canary on this machine');
    this.#state = { state: 'unavailable', detail: `no canary: ${detail}` };
  }
}
