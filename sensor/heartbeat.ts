/**
 * The sensor's records about itself, among the findings: that it lives and how it is (heartbeat), and what it watches and what
 * not (coverage). A collector that misses heartbeats, or sees `sequence` begin anew, knows that a node was without a sensor.
 */
import type { Coverage } from './coverage.ts';
import type { OutputRecord } from './forward/output.ts';
import { sleep } from './runtime/abort.ts';
import type { Status } from './status.ts';

export type HeartbeatState =
  /** Not proved yet since the start. */
  | 'starting'
  | 'ready'
  /** It runs, and cannot prove that it finds drift. */
  | 'not_ready'
  /** The last one of this run. */
  | 'stopping';

/** Both intervals in seconds; 0: never. */
export type HeartbeatOptions = { readonly heartbeatSeconds: number; readonly coverageSeconds: number };

export type HeartbeatModules = {
  readonly status: () => Status;
  readonly ready: () => boolean;
  readonly put: (record: OutputRecord) => void;
};

/** Containers in one record: a record is at most 64 KiB, and a container some 600 bytes. */
const PART = 50;
/** Beyond it a node is described by numbers alone. */
const MAX_PARTS = 40;
/** How soon after the proof the first heartbeat follows. */
const FIRST_MS = 250;

export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #modules: HeartbeatModules;
  #sequence = 0;
  #wasReady = false;

  constructor(options: HeartbeatOptions, modules: HeartbeatModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** Both once the sensor is ready or after the interval, then each in its own; the last heartbeat when `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { heartbeatSeconds, coverageSeconds } = this.#options;
    const both = [
      this.#each(heartbeatSeconds * 1000, signal, () => this.#beat()),
      this.#each(coverageSeconds * 1000, signal, () => this.#cover()),
    ];
    await Promise.all(both);
    if (heartbeatSeconds > 0) this.#beat('stopping');
  }

  async #each(intervalMs: number, signal: AbortSignal, say: () => void): Promise<void> {
    if (intervalMs === 0) return;
    const deadlineMs = performance.now() + intervalMs;
    while (!this.#modules.ready() && performance.now() < deadlineMs)
      if (!(await sleep(Math.min(FIRST_MS, intervalMs), signal))) return;
    do say();
    while (await sleep(intervalMs, signal));
  }

  #beat(last?: 'stopping'): void {
    const ready = this.#modules.ready();
    this.#wasReady ||= ready;
    const state: HeartbeatState = last ?? (ready ? 'ready' : this.#wasReady ? 'not_ready' : 'starting');
    const beat = { state, sequence: ++this.#sequence, intervalSeconds: this.#options.heartbeatSeconds };
    this.#modules.put(heartbeatRecord(this.#modules.status(), beat));
  }

  #cover(): void {
    const status = this.#modules.status();
    for (const record of coverageRecords(status, status.coverage)) this.#modules.put(record);
  }
}

export function heartbeatRecord(
  status: Status,
  beat: { readonly state: HeartbeatState; readonly sequence: number; readonly intervalSeconds: number },
): OutputRecord {
  const { time, cluster, node, version, pid, uptime_seconds, tier, source, canary, policy } = status;
  const { covered, uncovered, limits } = status.coverage;
  return {
    schema: 'drift-sensor.heartbeat/1',
    time,
    ...(cluster !== undefined && { cluster }),
    node,
    state: beat.state,
    /** From 1 on in each run of the sensor: a gap in it is a record that was lost. */
    sequence: beat.sequence,
    interval_seconds: beat.intervalSeconds,
    version,
    pid,
    uptime_seconds,
    tier,
    source,
    canary,
    policy,
    coverage: { covered: covered.length, uncovered: uncovered.length, limits },
    queues: status.queues,
    dropped: status.dropped,
    lost: status.lost,
    counts: status.counts,
    spool: status.forward.spool,
    outputs: status.forward.outputs,
  };
}

/** As many records as it takes, uncovered containers first; told apart by `part` of `parts`, put together by `time`. */
export function coverageRecords(status: Status, coverage: Coverage): OutputRecord[] {
  const { time, cluster, node } = status;
  const all = [...coverage.uncovered, ...coverage.covered].slice(0, PART * MAX_PARTS);
  const parts = Math.max(1, Math.ceil(all.length / PART));
  const uncovered = coverage.uncovered.length;
  return Array.from({ length: parts }, (_, at) => {
    const [from, to] = [at * PART, (at + 1) * PART];
    return {
      schema: 'drift-sensor.coverage/1',
      time,
      ...(cluster !== undefined && { cluster }),
      node,
      tier: status.tier.name,
      totals: { covered: coverage.covered.length, uncovered },
      part: at + 1,
      parts,
      limits: coverage.limits,
      uncovered: coverage.uncovered.slice(from, to),
      covered: coverage.covered.slice(Math.max(0, from - uncovered), Math.max(0, to - uncovered)),
    };
  });
}
