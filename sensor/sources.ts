/** Chooses where execs come from, and says what that gives. */
import { existsSync } from 'node:fs';
import { AttachedBefore } from './attached-before.ts';
import type { EventSink, ExecSource } from './bridge/bridge.ts';
import { type BridgeStats, EbpfSource, type EbpfState } from './bridge/ebpf.ts';
import { detectHost, ProcfsSource } from './bridge/procfs.ts';
import type { Config } from './config.ts';
import { nativePrograms } from './paths.ts';
import type { Clock } from './runtime/clock.ts';
import type { Logger } from './runtime/log.ts';
import { DETECTS, probeTier, type Tier } from './tier.ts';

export type Sources = {
  readonly tier: Tier;
  /** Why not a better one, or what it gives. */
  readonly detail: string;
  readonly source: ExecSource;
  /** The C helper, where it is built. */
  readonly helperPath: string | undefined;
  /** Execs are being seen. */
  attached(): boolean;
  /** Resolves false when aborted first. */
  whenAttached(signal: AbortSignal): Promise<boolean>;
  /** Looks at every process that runs now. */
  sweep(sink: EventSink): Promise<void>;
  /** Tells every source, so that a sweep knows the containers, too. */
  registerContainer(cgroupId: bigint, slot: bigint): void;
  bridgeStats(): BridgeStats | undefined;
  /** For `status`: how it is with the source now. `realtime`: executed files are pinned under SCHED_FIFO. */
  describe(): { readonly detail: string; readonly realtime?: boolean };
};

export class NoSourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoSourceError';
  }
}

/** Rejects with a NoSourceError when the source that was asked for cannot work here. */
export async function openSources(config: Config, deps: { log: Logger; clock: Clock }): Promise<Sources> {
  const { log, clock } = deps;
  const helperPath = existsSync(nativePrograms.helper) ? nativePrograms.helper : undefined;
  const host = detectHost();
  const procfs = new ProcfsSource({ intervalMs: config.scanIntervalMs }, { log, clock, host });
  const sweep = (sink: EventSink) => procfs.sweep(sink);

  const before = new AttachedBefore(`${config.stateDir}/attached`, nativePrograms.bridge);
  const probe =
    config.source === 'procfs' ? undefined : before.take() ? DETECTS : await probeTier(nativePrograms.bridge);
  if (probe?.tier === 'detect') {
    const source = new EbpfSource(
      {
        bridgePath: nativePrograms.bridge,
        realtime: config.realtime,
        libraries: config.libraries === 'auto',
        verdicts: config.kernelVerdicts === 'auto',
      },
      { log, clock, host },
    );
    return {
      tier: 'detect',
      detail: probe.detail,
      source,
      helperPath,
      attached: () => source.state().connected,
      whenAttached: async (signal) => {
        const attached = await source.whenConnected(signal);
        if (attached) before.keep();
        return attached;
      },
      sweep,
      registerContainer: (cgroupId, slot) => {
        source.registerContainer(cgroupId, slot);
        procfs.registerContainer(cgroupId, slot);
      },
      bridgeStats: () => source.stats(),
      describe: () => describeBridge(source.state()),
    };
  }
  if (config.source === 'ebpf')
    throw new NoSourceError(`--source ebpf does not work here: ${probe?.bridge?.detail ?? ''}`);
  const detail =
    probe?.detail ?? 'chosen by --source procfs: /proc is polled, and processes that end between two looks are missed';
  log.warn({ tier: 'scan', interval_ms: config.scanIntervalMs }, detail);
  return {
    tier: 'scan',
    detail,
    source: procfs,
    helperPath,
    attached: () => true,
    whenAttached: async (signal) => !signal.aborted,
    sweep,
    registerContainer: (cgroupId, slot) => procfs.registerContainer(cgroupId, slot),
    bridgeStats: () => undefined,
    describe: () => ({ detail: procfs.state().detail }),
  };
}

function describeBridge(state: EbpfState): { detail: string; realtime?: boolean } {
  if (!state.connected) return { detail: state.reason };
  const { pid, realtime, realtimeDetail, overlayIdentity, libraries, librariesDetail } = state.bridge;
  const pinned = realtime ? 'pins under SCHED_FIFO' : `no SCHED_FIFO (${realtimeDetail})`;
  const layers = overlayIdentity ? '' : ', layers cannot be told apart on this kernel';
  const why = librariesDetail === '' ? '' : ` (${librariesDetail})`;
  const mapped = libraries ? `libraries are judged${why}` : `libraries are not judged${why}`;
  return { detail: `bridge ${pid}, ${pinned}${layers}, ${mapped}`, realtime };
}
