import { sleep } from '../runtime/abort.ts';
import { backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { type EventSink, type ExecSource, type HostIdentity, SourceError } from './bridge.ts';
import { probeBridge, spawnFailure } from './ebpf/probe.ts';
import { BridgeSession, type SessionEnd } from './ebpf/session.ts';
import { type BridgeStats, StatsAccumulator } from './ebpf/stats.ts';
import { toBigInt } from './long.ts';
import { WIRE_VERSION } from './wire.ts';

export { type BridgeProbe, probeBridge } from './ebpf/probe.ts';
export type { BridgeStats } from './ebpf/stats.ts';

export type EbpfSourceOptions = {
  /** The `drift-bridge` binary. */
  readonly bridgePath: string;
  /** Put in front of the bridge's own arguments; for bridges that are scripts. */
  readonly bridgeArgs?: readonly string[];
  /** SCHED_FIFO for the pinning thread; default true. */
  readonly realtime?: boolean;
  /** Report executable mappings where the kernel can; default false. */
  readonly libraries?: boolean;
  /** Have execs of what is known to be good answered in the kernel; default false. */
  readonly verdicts?: boolean;
  /** Silence after which the bridge counts as stuck; default 5,000 (it speaks every second). */
  readonly heartbeatMs?: number;
  /** Loading its programs included; default 20,000. */
  readonly handshakeMs?: number;
  /** From SIGTERM to SIGKILL at the end; default 2,000. */
  readonly stopMs?: number;
  /** Restarts; default 100 to 10,000. */
  readonly restartFirstMs?: number;
  readonly restartMaxMs?: number;
};

export type EbpfSourceDeps = {
  readonly clock: Clock;
  readonly log: Logger;
  /** What to answer for `host` until the bridge has said it. */
  readonly host: HostIdentity;
  readonly random?: () => number;
};

/** What the running bridge said of itself. */
export type BridgeInfo = {
  readonly pid: number;
  readonly kernelRelease: string;
  readonly realtime: boolean;
  readonly realtimeDetail: string;
  readonly ringBytes: number;
  readonly maxPins: number;
  readonly loaderIdentity: boolean;
  readonly overlayIdentity: boolean;
  /** Executable mappings are reported. */
  readonly libraries: boolean;
  /** Why not, or what is missing. */
  readonly librariesDetail: string;
};

export type EbpfState =
  | { readonly connected: true; readonly bridge: BridgeInfo }
  | { readonly connected: false; readonly reason: string };

/** The bridge's exit code for a machine that cannot. */
const EXIT_UNSUPPORTED = 3;
/** A bridge that never greeted gets this many starts before the source gives up. */
const FIRST_STARTS = 3;
/** Files to hold at once below which a busy node loses bytes: half a second at 2,000 execs a second. */
const FEW_PINS = 1_000;
/** A bridge that lived this long starts the backoff anew. */
const STABLE_MS = 30_000;
/** Ids on the wire are below 2^48: the bits above number the connection, so that a late ack cannot reach the next bridge. */
const WIRE_ID_BITS = 48n;
const CONNECTIONS = 0x7fffn;

/** Execs from the C bridge, which it starts, watches and restarts. */
export class EbpfSource implements ExecSource {
  readonly name = 'ebpf';
  readonly complete = true;
  #options: EbpfSourceOptions;
  #deps: EbpfSourceDeps;
  #host: HostIdentity;
  #stats = new StatsAccumulator();
  #slots = new Map<bigint, bigint>();
  #session: BridgeSession | undefined;
  #connection = 0n;
  #generation = 0n;
  #everConnected = false;
  #state: EbpfState = { connected: false, reason: 'not started' };
  #connectedWaiters: (() => void)[] = [];

  constructor(options: EbpfSourceOptions, deps: EbpfSourceDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#host = deps.host;
  }

  get host(): HostIdentity {
    return this.#host;
  }

  stats(): BridgeStats {
    return this.#stats.snapshot();
  }

  state(): EbpfState {
    return this.#state;
  }

  /** Resolves true once the bridge is attached: a /proc sweep from then on leaves no hole. False when aborted first. */
  whenConnected(signal: AbortSignal): Promise<boolean> {
    if (this.#state.connected) return Promise.resolve(true);
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#connectedWaiters.push(() => resolve(true));
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
  }

  async run(signal: AbortSignal, sink: EventSink): Promise<void> {
    const { clock, log, random } = this.#deps;
    const delays = backoff(
      { firstMs: this.#options.restartFirstMs ?? 100, maxMs: this.#options.restartMaxMs ?? 10_000 },
      { random: random ?? Math.random },
    );
    let starts = 0;
    while (!signal.aborted) {
      if (starts++ > 0) this.#stats.restarts++;
      const startedMs = clock.monotonicMs();
      const end = await this.#runOnce(signal, sink);
      if (signal.aborted) break;
      const reason = describe(end);
      this.#state = { connected: false, reason };
      await this.#giveUpIfHopeless(end, starts, reason);
      if (clock.monotonicMs() - startedMs > STABLE_MS) delays.reset();
      const delayMs = delays.next();
      log.error({ reason, delay_ms: Math.round(delayMs) }, 'the bridge ended; execs are not seen until it is back');
      await sleep(delayMs, signal);
    }
    this.#state = { connected: false, reason: 'stopped' };
  }

  ack(ids: readonly bigint[]): void {
    const session = this.#session;
    if (session === undefined) return;
    const mine: bigint[] = [];
    for (const id of ids) if (id >> WIRE_ID_BITS === this.#connection) mine.push(BigInt.asUintN(48, id));
    if (mine.length > 0) session.down.ack(mine);
  }

  knownGood(keys: readonly Buffer[], applets: readonly Buffer[]): void {
    this.#session?.down.knownGood(keys, applets);
  }

  forgetKnownGood(): void {
    this.#session?.down.generation(++this.#generation);
  }

  registerContainer(cgroupId: bigint, slot: bigint): void {
    if (slot === 0n) this.#slots.delete(cgroupId);
    else this.#slots.set(cgroupId, slot);
    this.#session?.down.slot(cgroupId, slot);
  }

  async #runOnce(signal: AbortSignal, sink: EventSink): Promise<SessionEnd> {
    const { bridgePath, bridgeArgs, realtime, libraries, verdicts, heartbeatMs, handshakeMs, stopMs } = this.#options;
    const { clock, log } = this.#deps;
    const session = new BridgeSession(
      {
        command: bridgePath,
        args: [
          ...(bridgeArgs ?? []),
          ...(realtime === false ? ['--no-realtime'] : []),
          ...(libraries === true ? ['--libraries'] : []),
          ...(verdicts === true ? ['--verdicts'] : []),
        ],
        idBase: this.#connection << WIRE_ID_BITS,
        heartbeatMs: heartbeatMs ?? 5000,
        handshakeMs: handshakeMs ?? 20_000,
        stopMs: stopMs ?? 2000,
      },
      {
        clock,
        log,
        stats: this.#stats,
        sink,
        onHello: (hello) => {
          this.#host = {
            mntNs: hello.hostMntNs,
            rootDev: hello.hostRootDev,
            rootIno: toBigInt(hello.hostRootIno),
          };
          this.#state = { connected: true, bridge: bridgeInfo(hello) };
          log.info(this.#state.bridge, 'the bridge is attached');
          if (hello.maxPins < FEW_PINS) {
            const fix = 'raise the limit on open files (LimitNOFILE=, ulimit -n)';
            log.warn(
              { pins: hello.maxPins, fix },
              'few open files are allowed: in a burst of execs some files stay unread',
            );
          }
          // The true number is unknown: one stands for "some", so that the loss shows in lost_total.
          if (this.#everConnected) {
            sink.gap({ place: 'bridge_restart', lost: 1, timeNs: clock.now(), sweep: true });
          }
          this.#everConnected = true;
          for (const wake of this.#connectedWaiters.splice(0)) wake();
        },
      },
    );
    this.#session = session;
    if (this.#generation > 0n) session.down.generation(this.#generation);
    for (const [cgroupId, slot] of this.#slots) session.down.slot(cgroupId, slot);
    try {
      return await session.run(signal);
    } finally {
      this.#session = undefined;
      this.#connection = (this.#connection + 1n) & CONNECTIONS;
      this.#stats.endSession();
    }
  }

  async #giveUpIfHopeless(end: SessionEnd, starts: number, reason: string): Promise<void> {
    if (end.kind === 'wrong_version') throw new SourceError('protocol', reason);
    if (this.#everConnected) return;
    const { bridgePath, bridgeArgs } = this.#options;
    if (end.kind === 'not_started') {
      const failure = spawnFailure(bridgePath, end.error);
      throw new SourceError(failure.code ?? 'unsupported', failure.detail, { cause: end.error });
    }
    if (end.code === EXIT_UNSUPPORTED) {
      const probe = await probeBridge(bridgePath, bridgeArgs === undefined ? {} : { args: bridgeArgs });
      if (probe.ok) throw new SourceError('unsupported', reason);
      throw new SourceError(probe.code ?? 'unsupported', `${probe.detail} (${reason})`);
    }
    if (starts >= FIRST_STARTS) throw new SourceError('unsupported', `${reason}, ${starts} times in a row`);
  }
}

function describe(end: SessionEnd): string {
  switch (end.kind) {
    case 'not_started':
      return `could not be started: ${end.error.message}`;
    case 'wrong_version':
      return `the bridge speaks wire version ${end.version}, the sensor ${WIRE_VERSION}: build it again`;
    case 'ended': {
      const how = end.signal === null ? `exit code ${end.code}` : `killed by ${end.signal}`;
      return [end.fault ?? how, end.lastWords].filter((part) => part !== undefined).join(': ');
    }
  }
}

function bridgeInfo(hello: {
  pid: number;
  kernelRelease: string;
  realtime: boolean;
  realtimeDetail: string;
  ringBytes: number;
  maxPins: number;
  loaderIdentity: boolean;
  overlayIdentity: boolean;
  libraries: boolean;
  librariesDetail: string;
}): BridgeInfo {
  const { pid, kernelRelease, realtime, realtimeDetail, ringBytes, maxPins } = hello;
  const { loaderIdentity, overlayIdentity, libraries, librariesDetail } = hello;
  return {
    pid,
    kernelRelease,
    realtime,
    realtimeDetail,
    ringBytes,
    maxPins,
    loaderIdentity,
    overlayIdentity,
    libraries,
    librariesDetail,
  };
}
