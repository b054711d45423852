/** All that the sensor has to do with the API server; nothing of it is needed to find drift. */
import type { Enricher } from '../container/enricher.ts';
import type { Finding } from '../finding/finding.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { AccessChoice } from './access.ts';
import { ApiClient } from './client.ts';
import { PodEvents } from './events.ts';
import { Namespaces } from './namespaces.ts';
import type { EventSeverity } from './options.ts';
import { PodEnricher } from './pod-enricher.ts';
import { Pods } from './pods.ts';
import { PolicyResources } from './policy-resources.ts';
import type { Reflector, ReflectorOptions } from './reflector.ts';
import { type SensorFacts, sensorStatusOf } from './sensor-status.ts';
import { StatusPublisher } from './status-publisher.ts';

export type KubernetesOptions = {
  readonly nodeName: string;
  readonly stateDir: string;
  readonly version: string;
  readonly podWaitMs: number;
  readonly podAnnotations: readonly string[];
  readonly podEvents: 'off' | EventSeverity;
  /** Of lists and watches. */
  readonly retry?: Pick<ReflectorOptions, 'firstRetryMs' | 'maxRetryMs'>;
};

export type KubernetesModules = {
  readonly access: Extract<AccessChoice, { kind: 'some' }>;
  readonly clock: Clock;
  readonly log: Logger;
};

export type KubernetesState = {
  readonly access: string;
  readonly pods: { readonly state: string; readonly detail: string };
  readonly policies: { readonly state: string; readonly detail: string };
};

export class Kubernetes {
  readonly #access: string;
  readonly #stop = new AbortController();
  readonly #namespaces: Namespaces;
  readonly #log: Logger;
  readonly #nodeName: string;
  readonly client: ApiClient;
  readonly pods: Pods;
  readonly policies: PolicyResources;
  readonly events: PodEvents;
  readonly status: StatusPublisher;
  readonly podEnricher: PodEnricher;

  constructor(options: KubernetesOptions, { access, clock, log }: KubernetesModules) {
    const { nodeName, stateDir, version, podWaitMs, podAnnotations, podEvents, retry } = options;
    this.#access = access.label;
    this.#log = log;
    this.#nodeName = nodeName;
    const client = new ApiClient({ userAgent: `drift-sensor/${version}` }, { open: access.open });
    this.client = client;
    this.pods = new Pods({ nodeName, annotations: podAnnotations, ...retry }, { client, log });
    this.#namespaces = new Namespaces({}, { client, log });
    this.policies = new PolicyResources({ stateDir, ...retry }, { client, log });
    this.events = new PodEvents({ minSeverity: podEvents, nodeName }, { client, log });
    this.status = new StatusPublisher({ nodeName }, { client, log, nowMs: () => Number(clock.now() / 1_000_000n) });
    const stop = this.#stop.signal;
    this.podEnricher = new PodEnricher(
      { deadlineMs: podWaitMs },
      { pods: this.pods, namespaces: this.#namespaces, stop },
    );
  }

  get enricher(): Enricher {
    return this.podEnricher;
  }

  get reflectors(): readonly (readonly [string, Reflector<unknown>])[] {
    return [
      ['pods', this.pods.reflector as Reflector<unknown>],
      ['driftpolicies', this.policies.reflector as Reflector<unknown>],
    ];
  }

  state(): KubernetesState {
    return { access: this.#access, pods: this.pods.reflector.state, policies: this.policies.reflector.state };
  }

  /** A finding on its way out. */
  finding(finding: Finding): void {
    this.events.add(finding);
  }

  /** Everything but the policies, which run as a source of `Policies`. Never rejects. */
  async run(signal: AbortSignal, facts: () => SensorFacts & { readonly podsHere: number }): Promise<void> {
    signal.addEventListener('abort', () => this.#stop.abort(), { once: true });
    this.#log.info({ server: this.#access, node: this.#nodeName }, 'pods and policies come from the API server');
    await Promise.all([
      this.pods.reflector.run(signal),
      this.#namespaces.run(signal, () => this.pods.namespaces()),
      this.events.run(signal),
      this.status.run(signal, () => {
        const now = facts();
        this.#checkName(now.podsHere);
        return sensorStatusOf(now, this.policies.report());
      }),
    ]);
  }

  #misnamed = false;

  /** A node that is called otherwise in the cluster looks like one without pods. */
  #checkName(podsHere: number): void {
    if (this.#misnamed || podsHere === 0) return;
    if (this.pods.reflector.state.state !== 'following' || this.pods.reflector.size > 0) return;
    this.#misnamed = true;
    this.#log.warn(
      { node: this.#nodeName, pods: podsHere },
      'pods run here, but the API server knows none on a node of this name; give the name of the Node object by --node-name',
    );
  }
}
