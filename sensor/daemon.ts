/** Builds the parts in the order of the flow, runs them, and stops them in the opposite order. */
import { mkdirSync } from 'node:fs';
import { Registry } from 'prom-client';
import type { Gap } from './bridge/bridge.ts';
import { Canary } from './canary.ts';
import type { Config } from './config.ts';
import { ConfigError, parseAddress } from './config.ts';
import { CanaryRuntime } from './container/canary-runtime.ts';
import { cgroup2Mount } from './container/cgroup-mount.ts';
import type { Container } from './container/container.ts';
import { createRuntimes, parseRuntimeSpec, type RuntimeSpec } from './container/detect.ts';
import { ContainerRegistry } from './container/registry.ts';
import { RuntimeBinaries } from './container/runtime-binaries.ts';
import { ControlSocket, StateBusyError } from './control.ts';
import { registerDaemonMetrics } from './daemon-metrics.ts';
import { Digester, defaultDigesterOptions } from './digest/digest.ts';
import { ImageIndexes } from './digest/image-indexes.ts';
import { builtInPolicy } from './evaluate/evaluate.ts';
import { Folder } from './finding/fold.ts';
import { ProcessTable } from './finding/processes.ts';
import { rfc3339 } from './finding/text.ts';
import { defaultForwarderOptions, Forwarder } from './forward/forward.ts';
import { LineOutput } from './forward/lines.ts';
import { MetricsServer, MetricsServerError } from './observe/server.ts';
import { nativePrograms } from './paths.ts';
import { defaultPipelineOptions, Pipeline } from './pipeline.ts';
import { registerPipelineMetrics } from './pipeline-metrics.ts';
import { sleep, whenAborted } from './runtime/abort.ts';
import { bootOffset, systemClock } from './runtime/clock.ts';
import { errnoOf } from './runtime/errno.ts';
import type { Logger } from './runtime/log.ts';
import { NoSourceError, openSources, type Sources } from './sources.ts';
import { packageVersion } from './version.ts';

/** `machine`: this node cannot (port busy, state directory unusable, no source). */
export class DaemonError extends Error {
  readonly code: 'machine';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DaemonError';
    this.code = 'machine';
  }
}

const FOLD = { maxFindings: 50_000, repeatMs: 1_000 } as const;
const FLUSH_MS = 250;
const MAX_PROCESSES = 32_768;
const MAX_OPEN_INDEXES = 256;
const DRAIN_MS = 3_000;

/** Runs until SIGTERM or SIGINT; resolves with the exit code. Rejects with a ConfigError or DaemonError. */
export async function runDaemon(config: Config, log: Logger): Promise<number> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    log.info({ signal: name }, 'stopping');
    stop.abort();
  };
  process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  try {
    const daemon = await Daemon.start(config, log);
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
  readonly #registry: ContainerRegistry;
  readonly #digester: Digester;
  readonly #indexes: ImageIndexes;
  readonly #pipeline: Pipeline;
  readonly #folder: Folder;
  readonly #forwarder: Forwarder;
  readonly #canary: Canary;
  readonly #server: MetricsServer | undefined;

  /** Everything that can fail on this machine fails here, before anything runs. */
  static async start(config: Config, log: Logger): Promise<Daemon> {
    const specs = runtimeSpecs(config.runtime);
    makeDirectory(config.stateDir, 'stateDir');
    const control = await ControlSocket.open(config.stateDir).catch((cause: unknown) => {
      throw new DaemonError(cause instanceof StateBusyError ? cause.message : `${config.stateDir}: ${String(cause)}`, {
        cause,
      });
    });
    try {
      const sources = await openSources(config, { log, clock: systemClock() });
      const daemon = new Daemon(config, specs, log, control, sources);
      await daemon.#listen();
      return daemon;
    } catch (cause) {
      await control.close();
      if (cause instanceof NoSourceError || cause instanceof MetricsServerError)
        throw new DaemonError(cause.message, { cause });
      throw cause;
    }
  }

  private constructor(
    config: Config,
    specs: readonly RuntimeSpec[],
    log: Logger,
    control: ControlSocket,
    sources: Sources,
  ) {
    this.#config = config;
    this.#log = log;
    this.#control = control;
    this.#sources = sources;
    const clock = systemClock();
    const { source, tier, helperPath } = sources;

    const output = openOutput(config.findings);
    this.#forwarder = new Forwarder(defaultForwarderOptions, { output, log });
    this.#folder = new Folder(FOLD, { emit: (finding) => this.#forwarder.put(finding) });
    this.#indexes = new ImageIndexes({ dir: config.indexDir, helperPath, maxOpen: MAX_OPEN_INDEXES }, { log });
    this.#digester = new Digester(defaultDigesterOptions, { clock });

    const canaryRuntime = new CanaryRuntime();
    this.#registry = new ContainerRegistry(
      {},
      {
        runtimes: [canaryRuntime, ...createRuntimes(specs, { log })],
        log,
        clock,
        host: source.host,
        registerSlot: (cgroupId, slot) => source.registerContainer(cgroupId, slot),
        onContainer: (container: Container) => this.#indexes.prepare(container.image),
        onImage: (image) => this.#indexes.prepare(image),
      },
    );
    this.#pipeline = new Pipeline(defaultPipelineOptions, {
      resolver: this.#registry,
      runtimeBinaries: new RuntimeBinaries({}, { host: source.host }),
      digester: this.#digester,
      indexes: this.#indexes,
      policy: () => builtInPolicy,
      describer: {
        cluster: config.clusterName,
        node: config.nodeName,
        processes: new ProcessTable({ maxProcesses: MAX_PROCESSES }),
        bootOffsetNs: bootOffset(clock),
      },
      folder: this.#folder,
      clock,
      log,
      sweep: () => void this.#sweep(),
      onGap: (gap) => this.#announce(gap),
      onCanary: (sha256, verdict) => this.#canary.judged(sha256, verdict),
    });
    this.#pipeline.connect(source);
    this.#canary = new Canary(
      {
        directory: `${config.stateDir}/canary`,
        cgroupRoot: cgroup2Mount() ?? '/sys/fs/cgroup',
        helperPath: nativePrograms.helper,
        payloadPath: nativePrograms.payload,
        intervalMs: config.canaryIntervalSeconds * 1_000,
        deadlineMs: 5_000,
        lingerMs: tier === 'detect' ? 0 : config.scanIntervalMs * 4,
      },
      { runtime: canaryRuntime, log },
    );
    const registry = new Registry();
    registerPipelineMetrics(registry, {
      pipeline: this.#pipeline,
      digester: this.#digester,
      indexes: this.#indexes,
      folder: this.#folder,
      forwarder: this.#forwarder,
      bridge: () => sources.bridgeStats(),
    });
    registerDaemonMetrics(registry, {
      sources,
      registry: this.#registry,
      canary: this.#canary,
      policy: () => builtInPolicy,
    });
    const address = parseAddress(config.metrics);
    this.#server =
      address === undefined
        ? undefined
        : new MetricsServer(address, { registry, health: { live: () => this.#live(), ready: () => this.#ready() } });
  }

  async run(stop: AbortController): Promise<void> {
    const { signal } = stop;
    const { source } = this.#sources;
    const forwarding = new AbortController();
    const flushing = this.#flush(forwarding.signal);
    const forwarded = this.#forwarder.run(forwarding.signal);
    const parts: Promise<void>[] = [
      this.#registry.run(signal),
      source.run(signal, this.#pipeline),
      this.#firstSweep(signal).then(() => this.#canary.run(signal)),
      this.#report(signal),
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
    await this.#pipeline.drain(DRAIN_MS);
    this.#folder.flush(performance.now(), true);
    forwarding.abort();
    await Promise.allSettled([flushing, forwarded]);
    await Promise.allSettled([
      this.#server?.close(),
      this.#digester.close(),
      this.#indexes.close(),
      this.#control.close(),
    ]);
    if (fault !== undefined) throw fault;
  }

  async #listen(): Promise<void> {
    const tier = { tier: this.#sources.tier, detail: this.#sources.detail };
    const metrics = await this.#server?.listen();
    const { findings, stateDir } = this.#config;
    const facts = { version: packageVersion(), ...tier, metrics: metrics ?? 'off', findings, state_dir: stateDir };
    this.#log.info(facts, 'started');
  }

  /** What ran before the sensor did. */
  async #firstSweep(signal: AbortSignal): Promise<void> {
    if (!(await this.#sources.whenAttached(signal))) return;
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    try {
      await this.#sources.sweep(this.#pipeline);
    } catch (error) {
      this.#log.error({ error: String(error) }, 'the sweep of /proc failed');
    }
  }

  #announce(gap: Gap): void {
    this.#log.warn({ place: gap.place, lost: gap.lost, sweep: gap.sweep }, 'events were lost');
    this.#forwarder.put(
      Object.assign(
        { schema: 'drift-sensor.gap/1' },
        {
          time: rfc3339(gap.timeNs),
          ...(this.#config.clusterName !== undefined && { cluster: this.#config.clusterName }),
          node: this.#config.nodeName,
          place: gap.place,
          lost: gap.lost,
          swept: gap.sweep,
        },
      ),
    );
  }

  async #flush(signal: AbortSignal): Promise<void> {
    while (await sleep(FLUSH_MS, signal)) this.#folder.flush(performance.now());
  }

  /** Says once that the sensor is ready, and how. */
  async #report(signal: AbortSignal): Promise<void> {
    while (!this.#ready().ok) if (!(await sleep(20, signal))) return;
    this.#log.info(
      { tier: this.#sources.tier, canary: this.#canary.state.detail, metrics: this.#server?.url ?? 'off' },
      'ready',
    );
  }

  #live(): { ok: boolean; detail: string } {
    return { ok: true, detail: `running, tier ${this.#sources.tier}` };
  }

  #ready(): { ok: boolean; detail: string } {
    const { state } = this.#canary;
    // Where no canary can run, the sensor cannot prove itself; it says so instead of never being ready.
    if (state.state === 'unavailable') return { ok: this.#sources.attached(), detail: state.detail };
    return { ok: state.state === 'ok', detail: state.detail };
  }
}

function openOutput(findings: string): LineOutput {
  if (findings === '-') return LineOutput.stdout();
  try {
    return LineOutput.file(findings);
  } catch (cause) {
    throw new DaemonError(`findings: cannot open ${findings} (${errnoOf(cause)})`, { cause });
  }
}

function makeDirectory(path: string, key: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 });
  } catch (cause) {
    throw new DaemonError(`${key}: cannot make ${path} (${errnoOf(cause)}); choose another with --state-dir DIR`, {
      cause,
    });
  }
}

function runtimeSpecs(values: readonly string[]): RuntimeSpec[] {
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
