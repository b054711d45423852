import type { ExecEvent } from './event.ts';

/** What a source lost or could not see. The pipeline answers `sweep: true` with a /proc sweep. */
export type Gap = {
  /** `kernel_ring`, `kernel_recursion`, `bridge_queue`, `bridge_restart`, `socket`, … : the label of `lost_total`. */
  readonly place: string;
  readonly lost: number;
  readonly timeNs: bigint;
  readonly sweep: boolean;
};

/** What takes a source's events. Calls come in batches and never throw; they return at once. */
export type EventSink = {
  execs(events: readonly ExecEvent[]): void;
  gap(gap: Gap): void;
};

/** What the source takes for the host, so that the rest can tell the host's processes from a container's. */
export type HostIdentity = {
  readonly mntNs: number;
  readonly rootDev: number;
  readonly rootIno: bigint;
};

/**
 * Where execs come from: the eBPF bridge, /proc, a recording.
 *
 * `run` resolves when `signal` aborts; it survives the death of what it watches (restart with backoff, a Gap)
 * and rejects only with a SourceError when the source can never work on this machine.
 */
export type ExecSource = {
  readonly name: 'ebpf' | 'procfs' | 'recording';
  readonly host: HostIdentity;
  /** False: short-lived processes can be missed without a trace (procfs). */
  readonly complete: boolean;
  run(signal: AbortSignal, sink: EventSink): Promise<void>;
  /** Releases the pins of these events. */
  ack(ids: readonly bigint[]): void;
  /** From now on execs below this cgroup carry `slot` and are sent whatever their namespaces. Slot 0n removes it. */
  registerContainer(cgroupId: bigint, slot: bigint): void;
  /**
   * The files of these execs and mappings need not be reported again while nothing about them changes; those of `applets` (execs)
   * only while they are called as they were, by the base name of argv[0].
   */
  knownGood?(keys: readonly Buffer[], applets: readonly Buffer[]): void;
  /** Forgets all that was said to be known good, also what is on its way. */
  forgetKnownGood?(): void;
};

export type SourceErrorCode = 'unsupported' | 'not_built' | 'no_permission' | 'protocol';

export class SourceError extends Error {
  readonly code: SourceErrorCode;
  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.code = code;
  }
}
