/** Runs a sensor: starts its parts in the order of the flow, and stops them so that nothing that was seen is lost. */
import { mkdirSync } from 'node:fs';
import { reniceSession } from '../image-index/autogroup.ts';
import type { Gap } from './bridge/bridge.ts';
import { clusterFacts } from './cluster.ts';
import { type Config, ConfigError } from './config.ts';
import { parseRuntimeSpec, type RuntimeSpec } from './container/runtime-spec.ts';
import { ControlSocket, StateBusyError } from './control.ts';
import type { ImageProgress } from './digest/image-indexes.ts';
import type { Forwarder } from './forward/forward.ts';
import type { Output } from './forward/output.ts';
import { gapRecord, unwatchedRecord } from './gap-record.ts';
import { Heartbeats } from './heartbeat.ts';
import { MetricsServerError } from './observe/server.ts';
import { OutputsError, openForwarder } from './outputs.ts';
import { buildParts, type Parts } from './parts.ts';
import type { Recorder } from './recorder.ts';
import { sleep, whenAborted } from './runtime/abort.ts';
import { systemClock } from './runtime/clock.ts';
import { errnoOf } from './runtime/errno.ts';
import type { Logger } from './runtime/log.ts';
import { becomePrompt, PROMPT_NICENESS } from './runtime/priority.ts';
import { NoSourceError, openSources, type Sources } from './sources.ts';
import { type Status, statusOf } from './status.ts';
import { packageVersion } from './version.ts';

/** This node cannot: port busy, state directory unusable or in use, no source. The message names the fix. */
export class DaemonError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DaemonError';
  }
}

const FLUSH_MS = 250;
const DRAIN_MS = 3_000;
const READY_POLL_MS = 20;
/** A source that is away this long is no longer on its way back: the kubelet should start the pod anew. */
const DETACHED_MS = 60_000;

export type DaemonExtras = {
  /** Instead of the one that `--findings` names. */
  readonly output?: Output;
  /** Takes down what verdicts rest on; closed at the end. */
  readonly recorder?: Recorder;
  /** Told how far the index of an image is. */
  readonly onProgress?: (progress: ImageProgress) => void;
};

/** Runs until SIGTERM or SIGINT; resolves with the exit code. Rejects with a ConfigError or DaemonError. */
export async function runDaemon(config: Config, log: Logger, extras: DaemonExtras = {}): Promise<number> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    log.info({ signal: name }, 'stopping');
    stop.abort();
  };
  process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  if (config.realtime) {
    if (!becomePrompt())
      log.debug({}, 'without CAP_SYS_NICE containers that live for milliseconds may go unseen on a busy node');
    reniceSession(process.pid, PROMPT_NICENESS);
  }
  try {
    const daemon = await Daemon.start(config, log, extras);
    await daemon.run(stop);
    return 0;
  } finally {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
  }
}

class Daemon {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #control: ControlSocket;
  readonly #sources: Sources;
  readonly #parts: Parts;
  readonly #recorder: Recorder | undefined;
  readonly #clock = systemClock();
  readonly #heartbeats: Heartbeats;
  #attachedAtMs = performance.now();

  /** Everything that can fail on this machine fails here, before anything runs. */
  static async start(config: Config, log: Logger, extras: DaemonExtras): Promise<Daemon> {
    const runtimes = runtimeSpecs(config.runtime);
    makeDirectory(config.stateDir, '--state-dir');
    const control = await ControlSocket.open(config.stateDir).catch((cause: unknown) => {
      if (cause instanceof StateBusyError) throw new DaemonError(cause.message, { cause });
      const why = `no socket can be made in ${config.stateDir} (${errnoOf(cause)})`;
      throw new DaemonError(`--state-dir: ${why}; choose another with --state-dir DIR`, { cause });
    });
    try {
      const sources = await openSources(config, { log, clock: systemClock() });
      const forwarder = await openForwarder(config, log, extras.output);
      const daemon = new Daemon(config, log, control, sources, runtimes, forwarder, extras);
      await daemon.#listen();
      return daemon;
    } catch (cause) {
      await control.close();
      if (cause instanceof NoSourceError || cause instanceof MetricsServerError || cause instanceof OutputsError) {
        throw new DaemonError(cause.message, { cause });
      }
      throw cause;
    }
  }

  private constructor(
    config: Config,
    log: Logger,
    control: ControlSocket,
    sources: Sources,
    runtimes: readonly RuntimeSpec[],
    forwarder: Forwarder,
    extras: DaemonExtras,
  ) {
    this.#config = config;
    this.#log = log;
    this.#control = control;
    this.#sources = sources;
    this.#recorder = extras.recorder;
    this.#parts = buildParts(config, {
      sources,
      runtimes,
      forwarder,
      recorder: extras.recorder,
      onProgress: extras.onProgress,
      log,
      sweep: () => void this.#sweep(),
      onGap: (gap) => this.#announce(gap),
      health: { live: () => this.#live(), ready: () => this.#ready() },
    });
    this.#heartbeats = new Heartbeats(config, {
      status: () => this.#status(),
      ready: () => this.#ready().ok,
      put: (record) => forwarder.put(record),
    });
  }

  async run(stop: AbortController): Promise<void> {
    const { signal } = stop;
    const { registry, policies, pipeline, canary, folder, forwarder, digester, indexes, server } = this.#parts;
    const { kubernetes, enriched } = this.#parts;
    const forwarding = new AbortController();
    const last = [forwarder.run(forwarding.signal), this.#flush(forwarding.signal)];
    const parts = [
      registry.run(signal),
      policies.run(signal),
      this.#sources.source.run(signal, pipeline),
      this.#firstSweep(signal).then(() => canary.run(signal)),
      this.#sayReady(signal),
      this.#heartbeats.run(signal),
      kubernetes?.run(signal, () => clusterFacts(this.#status(), policies)) ?? Promise.resolve(),
    ];
    let fault: unknown;
    for (const part of parts) {
      part.catch((error: unknown) => {
        fault ??= error;
        stop.abort();
      });
    }
    await whenAborted(signal);
    await Promise.allSettled(parts);
    await pipeline.drain(DRAIN_MS);
    await enriched?.drain();
    folder.flush(performance.now(), true);
    this.#parts.revisions.close();
    forwarding.abort();
    await Promise.allSettled(last);
    await this.#recorder?.close();
    await Promise.allSettled([server?.close(), digester.close(), indexes.close(), this.#control.close()]);
    if (fault !== undefined) throw fault;
  }

  async #listen(): Promise<void> {
    const metrics = await this.#parts.server?.listen();
    this.#control.handle('simulate', (request, socket) => this.#parts.simulations.attach(request, socket));
    this.#control.serve(() => this.#status());
    const { tier, detail } = this.#sources;
    const { findings, stateDir } = this.#config;
    const facts = { version: packageVersion(), tier, detail, metrics: metrics ?? 'off', findings, state_dir: stateDir };
    this.#log.info(facts, 'started');
  }

  #status(): Status {
    const [sources, parts] = [this.#sources, this.#parts];
    return statusOf(this.#config, { sources, parts, nowNs: () => this.#clock.now() });
  }

  /** What ran before the sensor did. */
  async #firstSweep(signal: AbortSignal): Promise<void> {
    if (!(await this.#sources.whenAttached(signal))) return;
    const unwatched = this.#parts.lastWatch.begin();
    if (unwatched !== undefined) {
      const record = unwatchedRecord(unwatched, { node: this.#config.nodeName, cluster: this.#config.clusterName });
      this.#log.info({ since: record.since }, 'nobody watched since the last sensor ended: what runs is swept');
      this.#parts.forwarder.put(record);
    }
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    try {
      await this.#sources.sweep(this.#parts.pipeline);
    } catch (error) {
      this.#log.error({ error: String(error) }, 'the sweep of /proc failed');
    }
  }

  #announce(gap: Gap): void {
    this.#recorder?.gap(gap);
    this.#log.warn({ place: gap.place, lost: gap.lost, sweep: gap.sweep }, 'events were lost');
    const { nodeName: node, clusterName: cluster } = this.#config;
    this.#parts.forwarder.put(gapRecord(gap, { node, cluster }));
  }

  async #flush(signal: AbortSignal): Promise<void> {
    while (await sleep(FLUSH_MS, signal)) {
      const nowMs = performance.now();
      this.#parts.folder.flush(nowMs);
      this.#parts.revisions.tick(nowMs);
      if (this.#sources.attached()) this.#parts.lastWatch.mark();
      this.#recorder?.tick(nowMs);
    }
  }

  /** Says once that the sensor is ready, and what proves it. */
  async #sayReady(signal: AbortSignal): Promise<void> {
    while (!this.#ready().ok) if (!(await sleep(READY_POLL_MS, signal))) return;
    const { canary, server } = this.#parts;
    this.#log.info({ tier: this.#sources.tier, canary: canary.state.detail, metrics: server?.url ?? 'off' }, 'ready');
  }

  #live(): { ok: boolean; detail: string } {
    if (this.#sources.attached()) this.#attachedAtMs = performance.now();
    const detachedMs = performance.now() - this.#attachedAtMs;
    if (detachedMs < DETACHED_MS) return { ok: true, detail: `running, tier ${this.#sources.tier}` };
    return {
      ok: false,
      detail: `no execs are seen for ${Math.round(detachedMs / 1000)} s: the bridge does not come back`,
    };
  }

  #ready(): { ok: boolean; detail: string } {
    const { state } = this.#parts.canary;
    // Where no canary can run, the sensor cannot prove itself; it says so instead of never being ready.
    if (state.state === 'unavailable') return { ok: this.#sources.attached(), detail: state.detail };
    return { ok: state.state === 'ok', detail: state.detail };
  }
}

function makeDirectory(path: string, flag: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 });
  } catch (cause) {
    const message = `${flag}: cannot make ${path} (${errnoOf(cause)}); choose another with ${flag} DIR`;
    throw new DaemonError(message, { cause });
  }
}

/** Throws a ConfigError with every fault at once. */
export function runtimeSpecs(values: readonly string[]): RuntimeSpec[] {
  const faults: string[] = [];
  const specs: RuntimeSpec[] = [];
  for (const value of values) {
    const spec = parseRuntimeSpec(value);
    if ('message' in spec) faults.push(`--runtime ${spec.value}: ${spec.message}`);
    else specs.push(spec);
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return specs;
}
