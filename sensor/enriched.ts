/** Before drift is said, its pod is described by the cluster: at once where that is known, after a bounded wait where not. */
import type { Pod } from './container/container.ts';
import type { Enricher } from './container/enricher.ts';
import type { Content, ImageAnswer, UnverifiedReason } from './digest/evidence.ts';
import type { VerdictGiver } from './recorder.ts';
import type { Logger } from './runtime/log.ts';
import type { Execution, Verdicts } from './verdicts.ts';

export type EnrichedVerdictsModules = {
  readonly enricher: Enricher;
  /** Takes what is complete, in the order in which it becomes so. */
  readonly to: VerdictGiver;
  readonly isClean: Verdicts['isClean'];
  readonly log: Logger;
};

/** Each holds an event; one more is said without a wait. */
const MAX_WAITING = 4_096;

export class EnrichedVerdicts implements VerdictGiver {
  readonly #modules: EnrichedVerdictsModules;
  readonly #waiting = new Set<Promise<void>>();
  /** Said without a wait, since too many waited. */
  crowded = 0;

  constructor(modules: EnrichedVerdictsModules) {
    this.#modules = modules;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  isAskedFor(origin: 'argument' | 'stdin'): boolean {
    return this.#modules.to.isAskedFor(origin);
  }

  unverified(execution: Execution, reason: UnverifiedReason): void {
    this.give(execution, { kind: 'unread', reason }, { kind: 'unavailable', reason });
  }

  give(execution: Execution, content: Content, image: ImageAnswer): void {
    const { enricher, to, isClean } = this.#modules;
    const { subject } = execution;
    const pod = subject.kind === 'container' ? subject.container.pod : undefined;
    // What is clean is said to nobody: an exec of the image's own costs no description.
    if (pod === undefined || isClean(execution, content, image)) {
      to.give(execution, content, image);
      return;
    }
    const known = enricher.now(pod);
    const crowded = known === undefined && this.#waiting.size >= MAX_WAITING;
    if (crowded) this.crowded++;
    if (known !== undefined || crowded) to.give(withPod(execution, known ?? enricher.without(pod)), content, image);
    else this.#wait(pod, execution, (described) => to.give(described, content, image));
  }

  #wait(pod: Pod, execution: Execution, give: (described: Execution) => void): void {
    const waiting = this.#modules.enricher
      .soon(pod)
      .then((described) => give(withPod(execution, described)))
      .catch((error: unknown) => {
        const facts = { error: error instanceof Error ? error.stack : String(error), pid: execution.event.pid };
        this.#modules.log.error(facts, 'drift could not be said: a fault in the sensor');
      })
      .finally(() => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
  }

  /** Resolves when nothing waits; no wait is longer than the enricher's deadline. */
  async drain(): Promise<void> {
    await Promise.all(this.#waiting);
  }
}

function withPod(execution: Execution, pod: Pod): Execution {
  const { subject } = execution;
  if (subject.kind !== 'container') return execution;
  return { ...execution, subject: { ...subject, container: { ...subject.container, pod } } };
}
