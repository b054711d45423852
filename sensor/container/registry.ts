import type { HostIdentity } from '../bridge/bridge.ts';
import type { ExecEvent } from '../bridge/event.ts';
import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { type CgroupCandidate, cgroupCandidates, isEngineId } from './cgroup.ts';
import type {
  Attribution,
  Container,
  ContainerDescription,
  ContainerImage,
  ContainerResolver,
  ContainerRuntime,
} from './container.ts';
import { type EngineState, Engines } from './engines.ts';
import { imageKeptBy } from './keeper.ts';
import { type LookupStats, Lookups, MAX_ASK_MS } from './lookups.ts';
import { startTicks } from './proc.ts';
import { type ContainerRegistryOptions, defaultRegistryOptions } from './registry-options.ts';
import { ContainerTable, type Entry, outranks } from './table.ts';
import { hostView, livesWith } from './unknown.ts';

export type ContainerRegistryDeps = {
  readonly runtimes: readonly ContainerRuntime[];
  readonly log: Logger;
  readonly clock: Clock;
  /** Read at each event, so that it may become known after construction. */
  readonly host: HostIdentity;
  /** `ExecSource.registerContainer`. */
  readonly registerSlot: (cgroupId: bigint, slot: bigint) => void;
  /** A container is new, or more became known of it (same slot). */
  readonly onContainer?: (container: Container) => void;
  readonly onEnded?: (container: Container) => void;
  /** An image came into an engine's store. */
  readonly onImage?: (image: ContainerImage) => void;
};

export type RegistryStats = LookupStats & {
  readonly live: number;
  readonly ended: number;
  /** Questions that an engine did not answer in time. */
  readonly failures: number;
};

const HOST = { kind: 'host' } as const satisfies Attribution;

/** Follows all engines of the node and says whose process an exec was. */
export class ContainerRegistry implements ContainerResolver {
  #options: ContainerRegistryOptions;
  #deps: ContainerRegistryDeps;
  #table: ContainerTable;
  #engines: Engines;
  #lookups: Lookups;
  /** Containers of runc while the engines above are asked whether they are theirs. */
  #adopting = new Map<string, { ended: boolean }>();
  #signal: AbortSignal | undefined;

  constructor(options: Partial<ContainerRegistryOptions>, deps: ContainerRegistryDeps) {
    this.#options = { ...defaultRegistryOptions, ...options };
    this.#deps = deps;
    this.#table = new ContainerTable(this.#options, {
      nowMs: () => deps.clock.monotonicMs(),
      registerSlot: deps.registerSlot,
      onContainer: deps.onContainer,
      onEnded: deps.onEnded,
    });
    this.#engines = new Engines(deps.runtimes, { log: deps.log });
    this.#lookups = new Lookups(this.#options, {
      engines: this.#engines,
      table: this.#table,
      clock: deps.clock,
      log: deps.log,
      host: deps.host,
      find: (event) => this.#find(event),
    });
  }

  /** Watches all engines until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await Promise.all([...this.#deps.runtimes.map((r) => this.#watch(r, signal)), this.#housekeep(signal)]);
  }

  engines(): EngineState[] {
    return this.#engines.states();
  }

  /** Containers that live. */
  containers(): Container[] {
    return this.#table.live().map((e) => e.container);
  }

  container(slot: bigint): Container | undefined {
    return this.#table.bySlot(slot)?.container;
  }

  stats(): RegistryStats {
    return {
      ...this.#table.size,
      ...this.#lookups.stats,
      failures: this.#engines.failures,
    };
  }

  resolve(event: ExecEvent): Attribution | Promise<Attribution> {
    const known = this.#find(event);
    if (known !== undefined) return this.#attribute(known, event);
    const escaped = this.#rooted(event);
    // Nobody has to be asked about what came out of its mount namespace.
    if (escaped !== undefined && livesWith(escaped.container.initPid, event)) return this.#attribute(escaped, event);
    const candidates = cgroupCandidates(event.cgroups);
    const named = candidates.some((c) => c.strength === 'engine');
    if (named) return this.#ask(event, candidates);
    if (hostView(event, this.#deps.host).any) return HOST;
    const cgroupless = escaped?.container.cgroupIds.length === 0;
    return escaped !== undefined && cgroupless ? this.#attribute(escaped, event) : this.#ask(event, candidates);
  }

  /** The nearest container that the cgroups name, nearest cgroup first; the kernel's own answer last. */
  #find(event: ExecEvent): Entry | undefined {
    for (let depth = 0; depth < event.cgroups.length; depth++) {
      const cgroup = event.cgroups[depth];
      if (cgroup === undefined) continue;
      const entry = this.#table.byCgroup(cgroup.id);
      if (entry === undefined) continue;
      return depth === 0 ? entry : (this.#findNamed(event, depth) ?? entry);
    }
    return this.#findNamed(event, event.cgroups.length) ?? this.#table.bySlot(event.imageSlot);
  }

  /** By name, in the cgroups nearer than `below`. A name counts while the container's own cgroup is not known yet. */
  #findNamed(event: ExecEvent, below: number): Entry | undefined {
    for (const candidate of cgroupCandidates(event.cgroups.slice(0, below))) {
      const entry = this.#table.byId(candidate.id);
      if (entry === undefined) continue;
      if (candidate.cgroupId !== 0n && entry.container.cgroupIds.length > 0) {
        // Somebody else's cgroup with this container's name (forged, or a namesake); but a stopped container that starts
        // again gets a new cgroup, and only runc gives the same name to another container.
        if (entry.endedMs === undefined || candidate.strength === 'name') continue;
      } else if (candidate.cgroupId !== 0n) {
        this.#table.learn(entry, { cgroupIds: [candidate.cgroupId] });
      }
      return entry;
    }
    return undefined;
  }

  #attribute(entry: Entry, event: ExecEvent): Attribution {
    const { container } = entry;
    const host = hostView(event, this.#deps.host);
    // The first exec beyond the host's root in a container whose engine has not told its process yet is its init:
    // nobody else can be in there. A swept process may be anything, and of one that has ended the root is not known.
    if (
      container.rootDev === undefined &&
      container.initPid === undefined &&
      !host.any &&
      event.source === 'ebpf' &&
      !event.backfill &&
      event.rootDev !== 0
    ) {
      this.#table.learn(entry, { rootDev: event.rootDev, rootIno: event.rootIno });
    }
    return { kind: 'container', container: entry.container, hostNamespaces: host.any };
  }

  #ask(event: ExecEvent, candidates: readonly CgroupCandidate[]): Attribution | Promise<Attribution> {
    const answer = this.#lookups.ask(event, candidates, this.#signal);
    if (!(answer instanceof Promise)) return this.#escaped(event) ?? answer;
    return answer.then((found) =>
      'container' in found ? this.#attribute(found, event) : (this.#escaped(event) ?? found),
    );
  }

  /** Asked last where the root alone tells it: containers can share a directory. */
  #escaped(event: ExecEvent): Attribution | undefined {
    const rooted = this.#rooted(event);
    return rooted === undefined ? undefined : this.#attribute(rooted, event);
  }

  /** Who may move itself to a cgroup that is nobody's keeps its container's root. */
  #rooted(event: ExecEvent): Entry | undefined {
    if (hostView(event, this.#deps.host).any) return undefined;
    const sharing = this.#table.byRoot(event.rootDev, event.rootIno);
    const [latest, another] = sharing;
    if (another === undefined) return latest;
    return sharing.find(({ container }) => livesWith(container.initPid, event)) ?? latest;
  }

  async #watch(runtime: ContainerRuntime, signal: AbortSignal): Promise<void> {
    const { onImage } = this.#deps;
    const wait = backoff({ firstMs: 500, maxMs: 30_000 });
    while (!signal.aborted) {
      try {
        await runtime.watch(signal, {
          appeared: (d) => this.#appeared(runtime, d),
          ended: (id, engineNamespace) => this.#ended(runtime, id, engineNamespace),
          state: (up, detail) => {
            this.#engines.setState(runtime, up, detail);
            // What was known by a question alone, before the watch began, may have ended unseen.
            if (up) void this.#audit(this.#ownedBy(runtime), signal);
          },
          ...(onImage === undefined ? {} : { imageAppeared: (image) => onImage(imageKeptBy(runtime, image)) }),
        });
      } catch (error) {
        this.#engines.setState(runtime, false, String(error));
        this.#deps.log.error({ runtime: runtime.label, error: String(error) }, 'a container engine watch failed');
      }
      await sleep(wait.next(), signal);
    }
  }

  #appeared(runtime: ContainerRuntime, d: ContainerDescription): void {
    // The engine above runc names the image; it is asked first when it may not have reported the container yet.
    const above = this.#deps.runtimes.filter((r) => outranks(r.type, runtime.type) && r.type !== 'canary');
    if (above.length === 0 || !isEngineId(d.id) || this.#table.byId(d.id) !== undefined) {
      this.#table.appeared(runtime, d);
      return;
    }
    const hint = d.initPid === undefined ? {} : { pid: d.initPid };
    const adoption = { ended: false };
    this.#adopting.set(d.id, adoption);
    // `ask` never rejects.
    void this.#engines.ask(above, d.id, hint, MAX_ASK_MS, this.#signal).then((answer) => {
      this.#adopting.delete(d.id);
      if (answer !== undefined) this.#table.appeared(answer.runtime, answer.description);
      this.#table.appeared(runtime, d);
      if (adoption.ended) this.#table.ended(runtime, d.id);
    });
  }

  #ended(runtime: ContainerRuntime, id: string, engineNamespace?: string): void {
    const adoption = runtime.type === 'runc' ? this.#adopting.get(id) : undefined;
    if (adoption !== undefined) adoption.ended = true;
    else this.#table.ended(runtime, id, engineNamespace);
  }

  async #housekeep(signal: AbortSignal): Promise<void> {
    let nextAudit = this.#deps.clock.monotonicMs() + this.#options.auditMs;
    while (await sleep(Math.min(5_000, this.#options.auditMs), signal)) {
      this.#table.prune();
      if (this.#deps.clock.monotonicMs() < nextAudit) continue;
      const followed = this.#table.live().filter(({ container }) => container.initPid !== undefined);
      await this.#audit(followed, signal);
      nextAudit = this.#deps.clock.monotonicMs() + this.#options.auditMs;
    }
  }

  #ownedBy({ label }: ContainerRuntime): Entry[] {
    return this.#table.live().filter(({ owner }) => owner.label === label);
  }

  /** Ends those whose init process is not there (or not known) and that their engine no longer knows. */
  async #audit(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    for (const { container, owner } of entries) {
      if (signal.aborted) return;
      if (container.initPid !== undefined && (await startTicks(container.initPid)) !== undefined) continue;
      const runtime = this.#deps.runtimes.find((r) => r.label === owner.label);
      if (runtime === undefined) continue;
      try {
        const { id, engineNamespace } = container;
        const hint = engineNamespace === undefined ? {} : { engineNamespace };
        if ((await runtime.lookup(id, signal, hint)) === undefined) this.#table.ended(owner, id, engineNamespace);
      } catch {
        // An engine that cannot be asked now will say so itself, and what it lost is seen at the next audit.
      }
    }
  }
}
