/**
 * What this node's sensor watches and what it does not, and why: pure, from facts that the daemon gathers. One answer for
 * `status`, for the records that go to the outputs, and for the cluster.
 */

/** Closed: a reader may branch on it. */
export type UncoveredCode =
  /** Its image cannot be indexed: whatever it runs is `unverified`. */
  | 'index_failed'
  /** Its image is being indexed: what it runs meanwhile waits, and is judged then. */
  | 'index_pending'
  /** It runs, and no engine that is asked knows it. */
  | 'unknown_container'
  /** Its execs happen in a kernel of its own (gVisor, Kata, a virtual machine). */
  | 'sandboxed_runtime';

/** A limit of the whole node; none: every exec of a covered container is judged. */
export type NodeLimitCode =
  /** Nothing is seen now. */
  | 'source_detached'
  /** Short-lived processes can be missed (tier `scan`). */
  | 'source_incomplete'
  /** The sensor cannot prove to itself that it works. */
  | 'canary_failed'
  /** The tier is below what a policy asks for. */
  | 'tier_below_policy';

export type WatchedContainer = {
  readonly id: string;
  readonly name?: string | undefined;
  readonly runtime: string;
  readonly image?: string | undefined;
  /** NAMESPACE/NAME. */
  readonly pod?: string | undefined;
  /** `ready`, `failed`; everything else is on its way. */
  readonly index: { readonly state: string; readonly detail?: string | undefined };
  /** Set where execs cannot be seen from outside; says by what. */
  readonly sandbox?: string | undefined;
};

export type CoverageFacts = {
  readonly containers: readonly WatchedContainer[];
  /** Those that run without being known to any engine. */
  readonly unknown: readonly { readonly id: string; readonly reason: string }[];
  readonly source: { readonly attached: boolean; readonly complete: boolean; readonly detail: string };
  readonly canary: { readonly state: string; readonly detail: string };
  /** What a policy wishes that this tier does not give; a sentence for each. */
  readonly belowPolicy?: readonly string[];
};

export type CoveredContainer = {
  readonly id: string;
  readonly name?: string;
  readonly pod?: string;
  readonly image?: string;
};
export type UncoveredContainer = CoveredContainer & { readonly code: UncoveredCode; readonly reason: string };

export type Coverage = {
  readonly covered: readonly CoveredContainer[];
  readonly uncovered: readonly UncoveredContainer[];
  readonly limits: readonly { readonly code: NodeLimitCode; readonly reason: string }[];
};

export function coverageOf(facts: CoverageFacts): Coverage {
  const covered: CoveredContainer[] = [];
  const uncovered: UncoveredContainer[] = [];
  for (const container of facts.containers) {
    const named = nameOf(container);
    const why = whyNot(container);
    if (why === undefined) covered.push(named);
    else uncovered.push({ ...named, ...why });
  }
  for (const { id, reason } of facts.unknown) uncovered.push({ id, code: 'unknown_container', reason });
  return { covered, uncovered, limits: limitsOf(facts) };
}

function nameOf({ id, name, pod, image }: WatchedContainer): CoveredContainer {
  return {
    id,
    ...(name !== undefined && { name }),
    ...(pod !== undefined && { pod }),
    ...(image !== undefined && { image }),
  };
}

function whyNot({ index, sandbox }: WatchedContainer): { code: UncoveredCode; reason: string } | undefined {
  if (sandbox !== undefined)
    return { code: 'sandboxed_runtime', reason: `its execs happen in a kernel of its own: ${sandbox}` };
  if (index.state === 'ready') return undefined;
  if (index.state === 'failed')
    return { code: 'index_failed', reason: `its image cannot be indexed: ${index.detail ?? 'see the log'}` };
  return { code: 'index_pending', reason: 'its image is being indexed; what it runs meanwhile is judged then' };
}

function limitsOf({ source, canary, belowPolicy = [] }: CoverageFacts): Coverage['limits'] {
  const limits: { code: NodeLimitCode; reason: string }[] = [];
  if (!source.attached) limits.push({ code: 'source_detached', reason: source.detail });
  if (!source.complete) limits.push({ code: 'source_incomplete', reason: source.detail });
  if (canary.state === 'failed' || canary.state === 'unavailable')
    limits.push({ code: 'canary_failed', reason: canary.detail });
  for (const reason of belowPolicy) limits.push({ code: 'tier_below_policy', reason });
  return limits;
}
