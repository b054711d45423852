import { withDeadline } from '../runtime/abort.ts';
import type { Logger } from '../runtime/log.ts';
import type { CgroupCandidate } from './cgroup.ts';
import type { ContainerDescription, ContainerRuntime, LookupHint, RootedProcess } from './container.ts';
import { knowsBetter } from './table.ts';

export type EngineState = {
  readonly type: ContainerRuntime['type'];
  readonly label: string;
  readonly up: boolean;
  readonly detail: string;
  /** How often it was up and then was not. */
  readonly losses: number;
};

export type Answer = { readonly runtime: ContainerRuntime; readonly description: ContainerDescription };

/** The engines of this node: which of them are up, and a question to all that may know a container. */
export class Engines {
  readonly runtimes: readonly ContainerRuntime[];
  #log: Logger;
  #states = new Map<ContainerRuntime, EngineState>();
  /** Answers that did not come in time or failed. */
  failures = 0;

  constructor(runtimes: readonly ContainerRuntime[], deps: { readonly log: Logger }) {
    this.runtimes = runtimes;
    this.#log = deps.log;
  }

  states(): EngineState[] {
    return this.runtimes.map(
      (r) => this.#states.get(r) ?? { type: r.type, label: r.label, up: false, detail: 'not asked yet', losses: 0 },
    );
  }

  setState(runtime: ContainerRuntime, up: boolean, detail: string): void {
    const before = this.#states.get(runtime);
    const losses = (before?.losses ?? 0) + (before?.up === true && !up ? 1 : 0);
    this.#states.set(runtime, { type: runtime.type, label: runtime.label, up, detail, losses });
    const facts = { runtime: runtime.label, detail };
    if (up) this.#log.info(facts, 'container engine watched');
    // An engine that was never there is the normal case on most nodes.
    else if (before?.up === true) this.#log.warn(facts, 'container engine lost');
    else this.#log.debug(facts, 'container engine absent');
  }

  /** All that may know this candidate, also those that were absent a moment ago: their first container may be this one. */
  mayKnow(candidate: Pick<CgroupCandidate, 'strength' | 'runtime'>): ContainerRuntime[] {
    return this.runtimes.filter((r) => {
      // runc's state also holds the containers of the engines above it: an answer while those are slow.
      if (r.type === 'runc') return true;
      // Clients of containerd choose ids and name cgroups after them, as users of runc do.
      if (candidate.strength !== 'engine') return r.type === 'containerd';
      // CRI-O keeps its containers in the same storage as Podman.
      const wanted = candidate.runtime === 'cri-o' && r.type === 'podman' ? 'podman' : candidate.runtime;
      return wanted === undefined || wanted === r.type;
    });
  }

  /** The best answer of `runtimes`; undefined when none knows the container within `timeoutMs`. */
  async ask(
    runtimes: readonly ContainerRuntime[],
    id: string,
    hint: LookupHint,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Answer | undefined> {
    const answers = await Promise.all(
      runtimes.map((r) => this.#ask(r, (s) => r.lookup(id, s, hint), timeoutMs, signal)),
    );
    let best: Answer | undefined;
    for (const answer of answers) {
      if (answer !== undefined && (best === undefined || knowsBetter(answer.runtime, best.runtime))) best = answer;
    }
    return best;
  }

  /** The container that the process is in, of the engines that can tell it by its root; never rejects. */
  async askAbout(process: RootedProcess, timeoutMs: number, signal?: AbortSignal): Promise<Answer | undefined> {
    for (const runtime of this.runtimes) {
      const { lookupProcess } = runtime;
      if (lookupProcess === undefined) continue;
      const answer = await this.#ask(runtime, (s) => lookupProcess.call(runtime, process, s), timeoutMs, signal);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  async #ask(
    runtime: ContainerRuntime,
    question: (signal: AbortSignal) => Promise<ContainerDescription | undefined>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Answer | undefined> {
    try {
      const result = await withDeadline(timeoutMs, question, signal);
      if (result.ok) return result.value === undefined ? undefined : { runtime, description: result.value };
    } catch (error) {
      this.#log.debug({ runtime: runtime.label, error: String(error) }, 'a lookup failed');
    }
    this.failures++;
    return undefined;
  }
}
