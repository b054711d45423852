/** What a running sensor says of itself: what it watches, what it does not, and why. */
import type { Canary } from './canary/canary.ts';
import type { Config } from './config.ts';
import type { Container } from './container/container.ts';
import type { ContainerRegistry } from './container/registry.ts';
import type { UnknownContainers } from './container/unknown-containers.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import type { Digester } from './digest/digest.ts';
import type { ImageIndexes, IndexStates } from './digest/image-indexes.ts';
import type { Policy } from './evaluate/evaluate.ts';
import { formatFault } from './evaluate/policy/fault.ts';
import { rfc3339 } from './finding/text.ts';
import type { Forwarder, ForwardStatus } from './forward/forward.ts';
import type { Kubernetes, KubernetesState } from './kubernetes/kubernetes.ts';
import type { Tally } from './observe/metrics.ts';
import type { Pipeline } from './pipeline.ts';
import type { Policies } from './policies.ts';
import type { Sources } from './sources.ts';
import type { Verdicts } from './verdicts.ts';
import { packageVersion } from './version.ts';

export type StatusContainer = {
  readonly id: string;
  readonly name?: string;
  readonly runtime: string;
  readonly image?: string;
  readonly pod?: string;
  readonly init_pid?: number;
  /** Restarts before this one, where a pod's container was restarted. */
  readonly restarts?: number;
  /** What runs it behind a kernel of its own: nothing it runs is seen. */
  readonly sandbox?: string;
  /** `ready`: everything it runs is judged. `building`, `queued`: soon. `failed`: unverified, and `detail` says why. */
  readonly index: { readonly state: IndexStates | 'unknown'; readonly detail?: string };
};

export type Uncovered = Coverage['uncovered'][number];

export type Status = {
  readonly schema: 'drift-sensor.status/1';
  readonly time: string;
  readonly version: string;
  readonly pid: number;
  readonly node: string;
  readonly cluster?: string;
  readonly uptime_seconds: number;
  readonly tier: { readonly name: string; readonly detail: string };
  readonly canary: { readonly state: string; readonly detail: string; readonly latency_seconds?: number };
  readonly source: {
    readonly name: string;
    /** Execs are being seen now. */
    readonly attached: boolean;
    /** False: short-lived processes can be missed without a trace. */
    readonly complete: boolean;
    readonly detail: string;
    /** Executed files are pinned under SCHED_FIFO. Absent where there is no bridge. */
    readonly realtime?: boolean;
    readonly restarts?: number;
  };
  readonly policy: {
    readonly generation: number;
    /** In force, by their names, at most 64 of them. None: the built-in one, which alerts for everything. */
    readonly names: readonly string[];
    /** False while a document is refused and its last good one goes on. */
    readonly valid: boolean;
    /** Of what is refused, where and why, at most 8. */
    readonly refused?: readonly string[];
  };
  readonly engines: readonly {
    readonly type: string;
    readonly label: string;
    readonly up: boolean;
    readonly detail: string;
  }[];
  readonly containers: readonly StatusContainer[];
  /** What runs here and is not proved: an image without an index, a container that no engine knows. */
  readonly uncovered: readonly Uncovered[];
  /** Container by container, with the limits of the whole node. */
  readonly coverage: Coverage;
  /** The API server, where there is one. */
  readonly kubernetes?: KubernetesState;
  /** Images of this node, also those that no container uses, and how far those are that are being indexed. */
  readonly images: Readonly<Record<IndexStates, number>> & {
    readonly indexing: readonly { readonly image: string; readonly files: number; readonly bytes: number }[];
  };
  readonly queues: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  /** Events lost since the start, by place. */
  readonly lost: Readonly<Record<string, number>>;
  readonly counts: {
    readonly events: number;
    readonly verdicts: Readonly<Record<string, number>>;
    readonly findings: number;
    readonly unverified: Readonly<Record<string, number>>;
    readonly records_written: number;
  };
  readonly forward: ForwardStatus;
};

/** The parts of a sensor that its status is told from. */
export type StatusParts = {
  readonly registry: ContainerRegistry;
  readonly digester: Digester;
  readonly indexes: ImageIndexes;
  readonly pipeline: Pipeline;
  readonly verdicts: Verdicts;
  readonly unknown: UnknownContainers;
  readonly policy: () => Policy;
  readonly policies: Policies;
  readonly forwarder: Forwarder;
  readonly canary: Canary;
  /** Undefined where there is no cluster to ask. */
  readonly kubernetes: Kubernetes | undefined;
};

export type StatusModules = {
  readonly parts: StatusParts;
  readonly sources: Sources;
  readonly nowNs: () => bigint;
};

const MAX_POLICY_NAMES = 64;
const MAX_REFUSED = 8;

export function statusOf(config: Config, { parts, sources, nowNs }: StatusModules): Status {
  const { registry, pipeline, verdicts, indexes, digester, forwarder, canary } = parts;
  const containers = registry.containers().map((container) => statusOfContainer(container, parts));
  const bridge = sources.bridgeStats();
  const { state } = canary;
  const source = sourceOf(sources);
  const coverage = coverageOfNode(parts, sources);
  return {
    schema: 'drift-sensor.status/1',
    time: rfc3339(nowNs()),
    version: packageVersion(),
    pid: process.pid,
    node: config.nodeName,
    ...(config.clusterName !== undefined && { cluster: config.clusterName }),
    uptime_seconds: Math.round(process.uptime()),
    tier: { name: sources.tier, detail: sources.detail },
    canary: {
      state: state.state,
      detail: state.detail,
      ...(state.state === 'ok' && { latency_seconds: state.latencySeconds }),
    },
    source: { ...source, ...(bridge !== undefined && { restarts: bridge.restarts }) },
    policy: {
      generation: parts.policy().generation,
      names: parts.policies.names.slice(0, MAX_POLICY_NAMES),
      valid: parts.policies.valid,
      ...(!parts.policies.valid && { refused: parts.policies.faults.slice(0, MAX_REFUSED).map(formatFault) }),
    },
    engines: registry.engines().filter(({ type }) => type !== 'canary' && type !== 'simulation'),
    containers,
    uncovered: coverage.uncovered.filter(({ code }) => code !== 'index_pending'),
    coverage,
    ...(parts.kubernetes !== undefined && { kubernetes: parts.kubernetes.state() }),
    images: {
      ...indexes.states(),
      indexing: indexes.inProgress().map(({ image, files, bytes }) => ({ image, files, bytes })),
    },
    queues: {
      parked: pipeline.parked,
      hash: digester.queued,
      index: indexes.queued,
      forward: forwarder.queued,
    },
    dropped: {
      parked: pipeline.counts.overload,
      hash: digester.dropped,
      index: indexes.refused,
      forward: forwarder.dropped,
    },
    lost: byFirstLabel(pipeline.counts.lost),
    counts: {
      events: total(pipeline.counts.events),
      verdicts: byFirstLabel(verdicts.counts.verdicts),
      findings: total(verdicts.counts.findings),
      unverified: byFirstLabel(verdicts.counts.unverified),
      records_written: forwarder.written,
    },
    forward: forwarder.describe(),
  };
}

function sourceOf(sources: Sources) {
  return {
    name: sources.source.name,
    attached: sources.attached(),
    complete: sources.source.complete,
    ...sources.describe(),
  };
}

type Covering = Pick<StatusParts, 'registry' | 'indexes' | 'unknown' | 'canary' | 'policies'>;

export function coverageOfNode(parts: Covering, sources: Sources): Coverage {
  return coverageOf({
    containers: parts.registry
      .containers()
      .filter(({ runtime }) => runtime !== 'canary')
      .map((container) => statusOfContainer(container, parts)),
    unknown: parts.unknown.list(),
    source: sourceOf(sources),
    canary: parts.canary.state,
    belowPolicy: blocksInVain(parts.policies, sources.tier),
  });
}

function blocksInVain({ rulesThatBlock }: Policies, tier: string): string[] {
  if (rulesThatBlock === 0 || tier.startsWith('enforce')) return [];
  return [`${rulesThatBlock} rules of policies ask to Block, and tier ${tier} only says so (would_block)`];
}

function statusOfContainer(container: Container, { indexes }: Pick<StatusParts, 'indexes'>): StatusContainer {
  const { image, pod } = container;
  const named = image.ref ?? image.id;
  return {
    id: container.id,
    ...(container.name !== undefined && { name: container.name }),
    runtime: container.runtime,
    ...(named !== undefined && { image: named }),
    ...(pod !== undefined && { pod: `${pod.namespace}/${pod.name}` }),
    ...(container.initPid !== undefined && { init_pid: container.initPid }),
    ...(container.attempt !== undefined && { restarts: container.attempt }),
    ...(container.sandbox !== undefined && { sandbox: container.sandbox }),
    index: indexes.stateOf(image),
  };
}

function total(tally: Tally<string>): number {
  let sum = 0;
  for (const { value } of tally.samples()) sum += value;
  return sum;
}

/** Sums over all labels but the first. */
function byFirstLabel(tally: Tally<string>): Record<string, number> {
  const out: Record<string, number> = {};
  for (const { labels, value } of tally.samples()) {
    const first = Object.values(labels ?? {})[0] ?? '';
    out[first] = (out[first] ?? 0) + value;
  }
  return out;
}
