import type { Pod } from '../container/container.ts';
import type { Enricher } from '../container/enricher.ts';
import { anySignal } from '../runtime/abort.ts';
import type { Namespaces } from './namespaces.ts';
import { describedBy, type Pods } from './pods.ts';

const FROM_API = ['owner', 'service_account', 'namespace_labels'];

/** Adds what the API server says of a pod; while it is away, findings go on without a wait. */
export class PodEnricher implements Enricher {
  readonly #deadlineMs: number;
  readonly #pods: Pods;
  readonly #namespaces: Pick<Namespaces, 'labels'>;
  readonly #stop: AbortSignal;
  readonly counts = { known: 0, waited: 0, missing: 0 };

  /** Nobody waits longer than `deadlineMs`, nor beyond the end of `stop`. */
  constructor(
    { deadlineMs }: { readonly deadlineMs: number },
    deps: { readonly pods: Pods; readonly namespaces: Pick<Namespaces, 'labels'>; readonly stop: AbortSignal },
  ) {
    this.#deadlineMs = deadlineMs;
    this.#pods = deps.pods;
    this.#namespaces = deps.namespaces;
    this.#stop = deps.stop;
  }

  now(pod: Pod): Pod | undefined {
    const known = this.#known(pod);
    if (known !== undefined) this.counts.known++;
    return known ?? (this.#waitHelps() ? undefined : this.without(pod));
  }

  async soon(pod: Pod): Promise<Pod> {
    if (this.#waitHelps()) {
      this.counts.waited++;
      await this.#pods.appeared(pod.uid, anySignal(this.#stop, AbortSignal.timeout(this.#deadlineMs)));
    }
    return this.#known(pod) ?? this.without(pod);
  }

  without(pod: Pod): Pod {
    this.counts.missing++;
    // The sandbox's labels are those at the pod's creation: better than none.
    return { ...pod, missing: [...(pod.labels === undefined ? ['labels'] : []), ...FROM_API] };
  }

  /** What an API server that does not answer has not said in time, it will not say now. */
  #waitHelps(): boolean {
    return this.#deadlineMs > 0 && !this.#stop.aborted && this.#pods.reflector.state.state !== 'away';
  }

  #known(pod: Pod): Pod | undefined {
    const info = this.#pods.get(pod.uid);
    if (info === undefined) return undefined;
    const described = describedBy(pod, info);
    const labels = this.#namespaces.labels(pod.namespace);
    if (labels !== undefined) return { ...described, namespace_labels: labels };
    return { ...described, missing: [...(described.missing ?? []), 'namespace_labels'] };
  }
}
