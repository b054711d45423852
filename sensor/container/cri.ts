import { basename, dirname } from 'node:path';
import { sleep } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import { isEngineId } from './cgroup.ts';
import type { ContainerDescription, ContainerRuntime, LookupHint, RuntimeCallbacks } from './container.ts';
import { CriApi, type CriListed } from './cri/api.ts';
import { openBelow } from './cri/below.ts';
import { CriChanges } from './cri/changes.ts';
import { type CriInspected, CriInspector } from './cri/inspect.ts';
import type { GrpcClientOptions } from './grpc/grpc-client.ts';
import { GrpcError } from './grpc/grpc-error.ts';
import { Refresher } from './refresher.ts';
import { keepSessions } from './sessions.ts';
import { watchDir } from './watch-dir.ts';

export type CriRuntimeOptions = GrpcClientOptions & {
  /** How often everything is listed where the runtime tells of no changes. */
  readonly pollMs?: number;
  /** How often it is listed where it does, in case that something was not told. */
  readonly relistMs?: number;
  /** Containers, and as many sandboxes. */
  readonly maxContainers?: number;
};

/** What was last said about a container. `state`: as listed when it was looked at. */
type Seen = { state: string; reported: boolean };

/** A socket that nobody serves is tried again so often; a change in its directory is tried at once, but no sooner than… */
const RETRY = { firstMs: 100, maxMs: 5_000, soonestMs: 50 } as const;
/** What exists is reported first, unless the runtime takes longer than this to tell of it. */
const FIRST_MS = 3_000;
/** A server that has no CRI, or none that is known here, will rarely get one. */
const UNIMPLEMENTED_MS = 30_000;

/**
 * kubelet's view of its pods: the Container Runtime Interface (v1) of containerd or CRI-O. It gives the pod with its labels,
 * restarts, image volumes and sandboxed runtimes; the engine below says where the image's bytes are.
 */
export class CriRuntime implements ContainerRuntime {
  readonly label: string;
  readonly kubelets = true;
  #type: 'containerd' | 'cri-o';
  #options: CriRuntimeOptions;
  #log: Logger;
  #pollMs: number;
  #relistMs: number;
  #maxContainers: number;
  #seen = new Map<string, Seen>();
  #listed: ReadonlyMap<string, CriListed> = new Map();
  /** The watch's connection, which lookups share. */
  #inspector: CriInspector | undefined;

  constructor(options: CriRuntimeOptions, deps: { readonly log: Logger }) {
    this.label = `cri unix://${options.socketPath}`;
    // Until it has said what it is.
    this.#type = /crio|cri-o/.test(options.socketPath) ? 'cri-o' : 'containerd';
    this.#options = options;
    this.#log = deps.log;
    this.#pollMs = options.pollMs ?? 1_000;
    this.#relistMs = options.relistMs ?? 10_000;
    this.#maxContainers = options.maxContainers ?? 16_384;
  }

  get type(): 'containerd' | 'cri-o' {
    return this.#type;
  }

  async watch(signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    await keepSessions(signal, on, {
      ...RETRY,
      ended: 'it stopped answering',
      session: (up) => this.#serve(signal, on, up),
      wait: (ms, cause) => {
        const least = cause instanceof GrpcError && cause.code === 'unimplemented' ? UNIMPLEMENTED_MS : 0;
        return this.#retry(Math.max(ms, least), signal);
      },
    });
  }

  async lookup(id: string, signal: AbortSignal, hint?: LookupHint): Promise<ContainerDescription | undefined> {
    if (!isEngineId(id)) return undefined;
    const shared = this.#inspector;
    const inspector = shared ?? (await this.#connect(signal)).inspector;
    try {
      const sandboxId = this.#listed.get(id)?.sandboxId;
      const { state, description } = await inspector.inspect(id, signal, { hintPid: hint?.pid, sandboxId });
      return state === 'exited' ? undefined : description;
    } finally {
      if (shared === undefined) inspector.close();
    }
  }

  /** Waits; a runtime that starts makes its socket anew. */
  async #retry(ms: number, signal: AbortSignal): Promise<void> {
    let wake = () => {};
    const changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const { socketPath } = this.#options;
    const close = watchDir(dirname(socketPath), {
      changed: (name) => {
        if (name === undefined || name === basename(socketPath)) wake();
      },
    });
    try {
      await sleep(RETRY.soonestMs, signal);
      const stop = new AbortController();
      await Promise.race([sleep(ms, AbortSignal.any([signal, stop.signal])), changed]);
      stop.abort();
    } finally {
      close?.();
    }
  }

  async #connect(signal: AbortSignal): Promise<{ readonly inspector: CriInspector; readonly name: string }> {
    const api = new CriApi(this.#options);
    try {
      const { name, version } = await api.version(signal);
      const below = await openBelow(name, this.#options, { api, log: this.#log }, signal);
      this.#type = below.type;
      return { inspector: new CriInspector({ api, below }), name: `${name} ${version}` };
    } catch (error) {
      api.close();
      throw error;
    }
  }

  /** One connection to the runtime. Returns or throws when it is over. */
  async #serve(signal: AbortSignal, on: RuntimeCallbacks, up: () => void): Promise<void> {
    const { inspector, name } = await this.#connect(signal);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    try {
      const first = new Set<string>();
      const reported = Promise.withResolvers<void>();
      const done = (id: string) => {
        if (first.delete(id) && first.size === 0) reported.resolve();
      };
      const refresher = new Refresher(
        { concurrency: 4, capacity: 2 * this.#maxContainers },
        { work: (id) => this.#refresh(id, inspector, both, on).finally(() => done(id)) },
      );
      const request = (id: string) => {
        if (!refresher.request(id)) this.#log.warn({ runtime: this.label }, 'too many containers change at once');
      };
      this.#inspector = inspector;
      const changes = new CriChanges(inspector, { standsAfterMs: this.#pollMs });
      void changes.run(both, request);
      const count = await this.#list(inspector, both, (id) => {
        first.add(id);
        request(id);
      });
      if (first.size > 0) await Promise.race([reported.promise, sleep(FIRST_MS, both)]);
      up();
      on.state(true, `${name}, ${count} containers and sandboxes`);
      for (let waited = 0; await sleep(this.#pollMs, both); ) {
        waited += this.#pollMs;
        if (changes.told && waited < this.#relistMs) continue;
        waited = 0;
        await this.#list(inspector, both, request);
      }
    } finally {
      this.#inspector = undefined;
      stop.abort();
      inspector.close();
    }
  }

  /** Asks for what differs from what was seen. Gives the number of what lives. */
  async #list({ api }: CriInspector, signal: AbortSignal, request: (id: string) => void): Promise<number> {
    const [containers, sandboxes] = await Promise.all([
      api.containers(this.#maxContainers, signal),
      api.sandboxes(this.#maxContainers, signal),
    ]);
    const listed = new Map([...sandboxes, ...containers].map((each) => [each.id, each]));
    this.#listed = listed;
    for (const id of this.#seen.keys()) if (!listed.has(id)) request(id);
    let alive = 0;
    for (const { id, state } of listed.values()) {
      if (state !== 'exited') alive++;
      if (this.#seen.get(id)?.state !== state) request(id);
    }
    return alive;
  }

  async #refresh(id: string, inspector: CriInspector, signal: AbortSignal, on: RuntimeCallbacks): Promise<void> {
    const listed = this.#listed.get(id);
    const sandboxId = listed?.sandboxId;
    // What has ended in a pod that lives (an init container) has an image whose files its siblings may run.
    const exited = this.#seen.get(id)?.reported !== true && this.#isReady(sandboxId);
    for (const waitMs of [0, 50, 500]) {
      if (!(await sleep(waitMs, signal))) return;
      try {
        const inspected = await inspector.inspect(id, signal, { sandboxId, exited });
        if (signal.aborted) return;
        this.#report(id, inspected, on);
        // Being made: its layers are on the way.
        if (inspected.state !== 'created' && inspected.state !== 'running') return;
        if (inspected.description !== undefined) return;
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn({ runtime: this.label, container: id, error: String(error) }, 'a container cannot be inspected');
      }
    }
  }

  #isReady(sandboxId: string | undefined): boolean {
    return sandboxId === undefined || this.#listed.get(sandboxId)?.state === 'running';
  }

  #report(id: string, { state, description }: CriInspected, on: RuntimeCallbacks): void {
    const reported = this.#seen.get(id)?.reported === true;
    if (state === 'absent') {
      this.#seen.delete(id);
      if (reported) on.ended(id);
      return;
    }
    const over = state === 'exited';
    // A runtime that invents containers does not fill the memory; what is not noted is looked at again.
    if (this.#seen.has(id) || this.#seen.size < 2 * this.#maxContainers) {
      this.#seen.set(id, { state, reported: !over && (reported || description !== undefined) });
    }
    if (description !== undefined) on.appeared(description);
    if (over && (reported || description !== undefined)) on.ended(id);
  }
}
