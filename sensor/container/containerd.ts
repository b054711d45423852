import { sleep } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { isContainerId } from './cgroup.ts';
import type { ContainerDescription, ContainerRuntime, LookupHint, RuntimeCallbacks } from './container.ts';
import { ContainerdApi, type ContainerdEvent } from './containerd/api.ts';
import { isDockers } from './containerd/describe.ts';
import { ContainerdImageWatch } from './containerd/images.ts';
import { ContainerdInspector, type Inspected } from './containerd/inspect.ts';
import type { GrpcClientOptions } from './grpc/grpc-client.ts';
import { GrpcError } from './grpc/grpc-error.ts';
import { processFacts } from './proc.ts';
import { Refresher } from './refresher.ts';
import { EVENT_STREAM, keepSessions } from './sessions.ts';

export type ContainerdRuntimeOptions = GrpcClientOptions & {
  /** How often a silent daemon is asked whether it still lives, and for new namespaces. */
  readonly pingMs?: number;
  /** When, after a subscription, everything is listed once more. */
  readonly relistMs?: number;
  /** Listed per namespace. */
  readonly maxContainers?: number;
  /** Images of the store that are announced at the start. */
  readonly maxImages?: number;
};

/**
 * What was seen of a container. `tasked`: it has, or had, a process. `reported`: it appeared and has not ended.
 * `created`: its creation was seen, so that it is reported before it has a process.
 */
type Seen = { tasked: boolean; reported: boolean; created: boolean };

/** containerd through its gRPC API, all namespaces but Docker's. */
export class ContainerdRuntime implements ContainerRuntime {
  readonly type = 'containerd';
  readonly label: string;
  #options: ContainerdRuntimeOptions;
  #log: Logger;
  #pingMs: number;
  #relistMs: number;
  #maxContainers: number;
  #images: ContainerdImageWatch;
  #seen = new Map<string, Seen>();
  #namespaces: readonly string[] = [];
  /** The watch's connection, which lookups share. */
  #inspector: ContainerdInspector | undefined;

  constructor(options: ContainerdRuntimeOptions, deps: { readonly log: Logger }) {
    this.label = `containerd unix://${options.socketPath}`;
    this.#options = options;
    this.#log = deps.log;
    this.#pingMs = options.pingMs ?? 10_000;
    this.#relistMs = options.relistMs ?? 1_000;
    this.#maxContainers = options.maxContainers ?? 16_384;
    const images = { ...options, maxImages: options.maxImages ?? 500, relistMs: this.#relistMs };
    this.#images = new ContainerdImageWatch(images, deps);
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    const { imageAppeared } = on;
    if (imageAppeared !== undefined) void this.#images.run(signal, imageAppeared);
    await keepSessions(signal, on, { ...EVENT_STREAM, session: (up) => this.#session(signal, on, up) });
  }

  async lookup(id: string, signal: AbortSignal, hint?: LookupHint): Promise<ContainerDescription | undefined> {
    if (!isContainerId(id)) return undefined;
    const shared = this.#inspector;
    if (shared !== undefined) return this.#find(shared, id, signal, hint);
    const api = new ContainerdApi(this.#options);
    try {
      return await this.#find(new ContainerdInspector(this.#options, { api }), id, signal, hint);
    } finally {
      api.close();
    }
  }

  async #find(
    inspector: ContainerdInspector,
    id: string,
    signal: AbortSignal,
    hint: LookupHint | undefined,
  ): Promise<ContainerDescription | undefined> {
    const namespaces =
      hint?.engineNamespace === undefined ? await this.#listNamespaces(inspector.api, signal) : [hint.engineNamespace];
    const found = (await Promise.all(namespaces.map((ns) => inspector.inspect(ns, id, signal, hint?.pid))))
      .filter((i) => i.exists && !i.stopped)
      .map((i) => i.description)
      .filter((d) => d !== undefined);
    if (found.length < 2 || hint?.pid === undefined) return found[0];
    // The same id in several namespaces: the one in whose cgroup the process is.
    const facts = await processFacts(hint.pid, id);
    return found.find((d) => d.cgroupIds.some((cgroup) => facts?.cgroupIds.includes(cgroup)));
  }

  /** One connection to the daemon. */
  async #session(signal: AbortSignal, on: RuntimeCallbacks, up: () => void): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const api = new ContainerdApi(this.#options);
    const inspector = new ContainerdInspector(this.#options, { api });
    try {
      const containers = new Refresher(
        { concurrency: 4, capacity: this.#maxContainers },
        { work: (key) => this.#refresh(key, inspector, both, on) },
      );
      const request = (key: string) => {
        if (!containers.request(key)) this.#log.warn({ runtime: this.label }, 'too many containers change at once');
      };
      // Fails at once when nobody listens, and loads what the stream needs.
      await this.#listNamespaces(api, both);
      let died: unknown;
      const events = this.#follow(api, both, request).catch((error: unknown) => {
        died = error;
        stop.abort();
      });
      const count = await this.#list(api, both, request);
      this.#inspector = inspector;
      up();
      on.state(true, `${count} containers in ${this.#namespaces.length} namespaces`);
      const ended = await Promise.race([events.then(() => 'events'), this.#ping(api, both, request)]);
      stop.abort();
      await events;
      if (ended === 'ping' && !signal.aborted) throw new GrpcError('timeout', 'it does not answer any more');
      if (died !== undefined) throw died;
    } finally {
      this.#inspector = undefined;
      stop.abort();
      api.close();
    }
  }

  async #follow(api: ContainerdApi, signal: AbortSignal, request: (key: string) => void): Promise<void> {
    for await (const event of api.events(signal)) {
      if (event.exec || isDockers(event.namespace)) continue;
      const key = keyOf(event.namespace, event.id);
      this.#note(key, event);
      request(key);
    }
  }

  #note(key: string, { topic }: ContainerdEvent): void {
    const seen = this.#seen.get(key) ?? { tasked: false, reported: false, created: false };
    if (topic === '/containers/create') seen.created = true;
    if (topic === '/tasks/exit' || topic === '/tasks/delete') seen.tasked = true;
    // A daemon that invents containers does not fill the memory; what is not noted is looked up.
    if (this.#seen.has(key) || this.#seen.size < 2 * this.#maxContainers) this.#seen.set(key, seen);
  }

  /** Resolves when the daemon has stopped answering, or with `signal`. */
  async #ping(api: ContainerdApi, signal: AbortSignal, request: (key: string) => void): Promise<'ping'> {
    try {
      // The daemon does not say when a subscription stands: what began meanwhile is in this list.
      if (await sleep(this.#relistMs, signal)) await this.#list(api, signal, request);
      while (await sleep(this.#pingMs, signal)) await this.#listNamespaces(api, signal);
    } catch {
      // The session ends, which is said.
    }
    return 'ping';
  }

  async #listNamespaces(api: ContainerdApi, signal: AbortSignal): Promise<readonly string[]> {
    this.#namespaces = (await api.namespaces(signal)).filter((ns) => !isDockers(ns));
    return this.#namespaces;
  }

  async #list(api: ContainerdApi, signal: AbortSignal, request: (key: string) => void): Promise<number> {
    const keys = new Set<string>();
    for (const ns of await this.#listNamespaces(api, signal)) {
      for (const id of await api.containerIds(ns, this.#maxContainers, signal)) keys.add(keyOf(ns, id));
    }
    for (const key of this.#seen.keys()) if (!keys.has(key)) request(key);
    for (const key of keys) request(key);
    return keys.size;
  }

  async #refresh(
    key: string,
    inspector: ContainerdInspector,
    signal: AbortSignal,
    on: RuntimeCallbacks,
  ): Promise<void> {
    const [namespace, id] = splitKey(key);
    for (const waitMs of [0, 50, 500]) {
      if (!(await sleep(waitMs, signal))) return;
      try {
        const inspected = await inspector.inspect(namespace, id, signal);
        if (!signal.aborted) this.#report(key, inspected, on);
        // Being made: its snapshot or its process is on the way.
        if (!inspected.exists || inspected.stopped || inspected.description !== undefined) return;
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn({ runtime: this.label, container: id, error: String(error) }, 'a container cannot be inspected');
      }
    }
  }

  #report(key: string, { exists, stopped, tasked, description }: Inspected, on: RuntimeCallbacks): void {
    const [namespace, id] = splitKey(key);
    const seen = this.#seen.get(key) ?? { tasked: false, reported: false, created: false };
    const over = !exists || stopped || (!tasked && seen.tasked && seen.reported);
    if (over) {
      if (exists) this.#seen.set(key, { tasked: true, reported: false, created: false });
      else this.#seen.delete(key);
      if (seen.reported) on.ended(id, namespace);
      return;
    }
    if (description === undefined || !(tasked || seen.created || seen.reported)) return;
    this.#seen.set(key, { tasked: seen.tasked || tasked, reported: true, created: false });
    on.appeared(description);
  }
}

/** Identifiers hold no slash. */
function keyOf(namespace: string, id: string): string {
  return `${namespace}/${id}`;
}

function splitKey(key: string): [namespace: string, id: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
