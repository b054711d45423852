import { LRUCache } from 'lru-cache';
import type { HostIdentity } from '../bridge/bridge.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { sleep } from '../runtime/abort.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { type CgroupCandidate, cgroupPath } from './cgroup.ts';
import type { Attribution } from './container.ts';
import type { Answer, Engines } from './engines.ts';
import type { ContainerRegistryOptions } from './registry-options.ts';
import type { ContainerTable, Entry } from './table.ts';
import { hostView, unknownAttribution } from './unknown.ts';

export type LookupDeps = {
  readonly engines: Engines;
  readonly table: ContainerTable;
  readonly clock: Clock;
  readonly log: Logger;
  readonly host: HostIdentity;
  /** The container of an event, as far as the table knows. */
  readonly find: (event: ExecEvent) => Entry | undefined;
};

export type LookupStats = {
  readonly lookups: number;
  /** Not asked because too many were under way. */
  readonly refused: number;
  /** Ended without an engine that knows the container. */
  readonly unknown: number;
};

/** One engine that hangs must not use up the time of all retries. */
export const MAX_ASK_MS = 700;

/** Questions to the engines about containers that they have not reported: one at a time for each, and not again for a while. */
export class Lookups {
  readonly #options: ContainerRegistryOptions;
  readonly #deps: LookupDeps;
  readonly #pending = new Map<string, Promise<Entry | undefined>>();
  readonly #unknown: LRUCache<string, true>;
  #lookups = 0;
  #refused = 0;
  #unknowns = 0;

  constructor(options: ContainerRegistryOptions, deps: LookupDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#unknown = new LRUCache({
      max: 4_096,
      ttl: options.unknownMs,
      ttlResolution: 0,
      perf: { now: () => deps.clock.monotonicMs() },
    });
  }

  get stats(): LookupStats {
    return { lookups: this.#lookups, refused: this.#refused, unknown: this.#unknowns };
  }

  /** Whose process it was; `Unknown` where nobody can be asked, or was asked just now. */
  ask(
    event: ExecEvent,
    candidates: readonly CgroupCandidate[],
    signal: AbortSignal | undefined,
  ): Unknown | Promise<Entry | Unknown> {
    const unknown = unknownAttribution(event, candidates);
    const askable = candidates.length > 0 || this.#deps.engines.runtimes.some((r) => r.lookupProcess !== undefined);
    const key = questionOf(event, unknown);
    if (!askable || this.#unknown.has(key)) return unknown;
    let pending = this.#pending.get(key);
    if (pending === undefined) {
      if (this.#pending.size >= this.#options.maxLookups) {
        this.#refused++;
        return unknown;
      }
      pending = this.#lookup(event, candidates, signal).finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending.then((entry) => {
      if (entry === undefined) this.#unknown.set(key, true);
      return entry ?? unknown;
    });
  }

  /** Never rejects. */
  async #lookup(
    event: ExecEvent,
    candidates: readonly CgroupCandidate[],
    signal: AbortSignal | undefined,
  ): Promise<Entry | undefined> {
    const { clock, find, log } = this.#deps;
    const lateMs = Number((clock.now() - event.timeNs) / 1_000_000n);
    const startMs = clock.monotonicMs();
    this.#lookups++;
    // Beside the others, which have a container's last milliseconds to answer in, too.
    let rooted: Entry | undefined;
    const asked = this.#lookupRooted(event, candidates, signal).then((entry) => {
      rooted = entry;
    });
    const end = startMs + this.#options.lookupDeadlineMs;
    for (const waitMs of this.#options.retryMs) {
      if (waitMs > 0) await sleep(waitMs, signal);
      for (const candidate of candidates) {
        const left = end - clock.monotonicMs();
        if (left <= 0 || signal?.aborted) break;
        // `find` also sees what a watch has reported meanwhile.
        const entry = (await this.#askOnce(event, candidate, Math.min(left, MAX_ASK_MS), signal)) ?? find(event);
        if (entry !== undefined) return entry;
      }
      if (rooted !== undefined) return rooted;
      if (signal?.aborted || clock.monotonicMs() + waitMs > end) break;
    }
    await asked;
    const entry = rooted ?? find(event);
    if (entry === undefined) {
      this.#unknowns++;
      const facts = {
        cgroup: cgroupPath(event.cgroups),
        pid: event.pid,
        late_ms: lateMs,
        asked_ms: Math.round(clock.monotonicMs() - startMs),
      };
      log.debug(facts, 'no container engine knows it');
    }
    return entry;
  }

  /**
   * An engine's own id is asked of all, since one knows more than another. A name is whose container it is: the first answer that
   * fits is taken, for the slowest may come when the container is gone.
   */
  async #askOnce(
    event: ExecEvent,
    candidate: CgroupCandidate,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Entry | undefined> {
    const { engines, host, find } = this.#deps;
    const runtimes = engines.mayKnow(candidate);
    // A process with the host's root (`runc init`) would show the host's mounts as the container's.
    const hint = hostView(event, host).any ? {} : { pid: event.pid };
    const take = (answer: Answer | undefined): Entry | undefined => {
      if (answer === undefined) return undefined;
      this.#deps.table.appeared(answer.runtime, answer.description);
      return find(event);
    };
    if (candidate.strength === 'engine')
      return take(await engines.ask(runtimes, candidate.id, hint, timeoutMs, signal));
    return firstOf(runtimes.map((r) => engines.ask([r], candidate.id, hint, timeoutMs, signal).then(take)));
  }

  /** A rootless engine without delegated cgroups leaves its containers in the cgroup of whoever started them. */
  async #lookupRooted(
    event: ExecEvent,
    candidates: readonly CgroupCandidate[],
    signal: AbortSignal | undefined,
  ): Promise<Entry | undefined> {
    if (candidates.some((c) => c.strength === 'engine')) return undefined;
    const answer = await this.#deps.engines.askAbout(event, MAX_ASK_MS, signal);
    return answer === undefined ? undefined : this.#deps.table.appeared(answer.runtime, answer.description);
  }
}

type Unknown = Extract<Attribution, { kind: 'unknown' }>;

/** The first that is not undefined; undefined when all are. They do not reject. */
function firstOf<T>(promises: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve) => {
    for (const promise of promises) {
      void promise.then((value) => {
        if (value !== undefined) resolve(value);
      });
    }
    void Promise.all(promises).then(() => resolve(undefined));
  });
}

/** The next container in the same cgroup gets the numbers of the namespaces of the last one, but not its root directory. */
function questionOf({ rootDev, rootIno }: ExecEvent, { key }: Unknown): string {
  return key.startsWith('cgroup:') ? key : `${key}:${rootDev}:${rootIno}`;
}
