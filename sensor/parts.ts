/** Builds the parts of a sensor in the order of the flow. Nothing runs yet. */
import { tmpdir } from 'node:os';
import { Registry } from 'prom-client';
import type { Gap, HostIdentity } from './bridge/bridge.ts';
import { hostRoot } from './bridge/procfs.ts';
import { Canary } from './canary/canary.ts';
import { openCluster, policySources } from './cluster.ts';
import { type Config, parseAddress } from './config.ts';
import { cgroup2Mount } from './container/cgroup-mount.ts';
import { createRuntimes } from './container/detect.ts';
import { OwnRuntime } from './container/own-runtime.ts';
import { ContainerRegistry } from './container/registry.ts';
import { RuntimeBinaries } from './container/runtime-binaries.ts';
import type { RuntimeSpec } from './container/runtime-spec.ts';
import { UnknownContainers } from './container/unknown-containers.ts';
import { registerDaemonMetrics } from './daemon-metrics.ts';
import { Digester, defaultDigesterOptions } from './digest/digest.ts';
import { ImageIndexes, type ImageProgress } from './digest/image-indexes.ts';
import { SiblingImages } from './digest/siblings.ts';
import { EnrichedVerdicts } from './enriched.ts';
import type { Finding } from './finding/finding.ts';
import { Folder } from './finding/fold.ts';
import { ProcessTable } from './finding/processes.ts';
import { compileRedaction } from './finding/redact.ts';
import { Revisions } from './finding/revisions.ts';
import type { Forwarder } from './forward/forward.ts';
import { registerForwardMetrics } from './forward/metrics.ts';
import { indexTrust } from './index-keys.ts';
import { KnownGood } from './known-good.ts';
import { registerKubernetesMetrics } from './kubernetes/metrics.ts';
import { LastWatch } from './last-watch.ts';
import { Mapped } from './mapped.ts';
import { type Health, MetricsServer } from './observe/server.ts';
import { nativePrograms } from './paths.ts';
import { defaultPipelineOptions, Pipeline } from './pipeline.ts';
import { registerPipelineMetrics } from './pipeline-metrics.ts';
import { Policies } from './policies.ts';
import type { Recorder } from './recorder.ts';
import { bootId, bootOffset, systemClock } from './runtime/clock.ts';
import type { Logger } from './runtime/log.ts';
import { Simulations } from './simulations.ts';
import type { Sources } from './sources.ts';
import { coverageOfNode, type StatusParts } from './status.ts';
import { Verdicts, type VerdictsModules } from './verdicts.ts';

export type Parts = StatusParts & {
  readonly folder: Folder;
  readonly revisions: Revisions;
  readonly lastWatch: LastWatch;
  readonly simulations: Simulations;
  readonly enriched: EnrichedVerdicts | undefined;
  readonly server: MetricsServer | undefined;
};

export type PartsModules = {
  readonly sources: Sources;
  readonly runtimes: readonly RuntimeSpec[];
  readonly forwarder: Forwarder;
  readonly log: Logger;
  /** Looks at everything that runs now. */
  readonly sweep: () => void;
  /** Takes down what verdicts rest on. */
  readonly recorder: Recorder | undefined;
  readonly onProgress: ((progress: ImageProgress) => void) | undefined;
  readonly onGap: (gap: Gap) => void;
  /** Built from the parts, asked once they run. */
  readonly health: Health;
};

export const FOLD = { maxFindings: 20_000, repeatMs: 1_000 } as const;
const MAX_PROCESSES = 32_768;
const MAX_OPEN_INDEXES = 256;
const CANARY_DEADLINE_MS = 5_000;
/** Looks of the procfs source for which a canary's process lives. */
const CANARY_SCANS = 4;

export function buildParts(config: Config, modules: PartsModules): Parts {
  const { sources, log, recorder } = modules;
  const { source } = sources;
  const clock = systemClock();
  const host = liveHost(() => source.host);

  const { forwarder } = modules;
  const revisions = Revisions.open(
    { path: `${config.stateDir}/revisions`, maxFindings: FOLD.maxFindings, bootId: bootId() },
    { log },
  );
  const lastWatch = new LastWatch(`${config.stateDir}/watched`, { clock, log });
  const kubernetes = openCluster(config, { clock, log });
  const emit = (finding: Finding): void => {
    simulations.saw(finding);
    forwarder.put(finding);
    kubernetes?.finding(finding);
  };
  const folder = new Folder(FOLD, { emit, memory: revisions });
  const trust = indexTrust(config, log);
  const indexes = new ImageIndexes(
    {
      dir: config.indexDir,
      helperPath: sources.helperPath,
      maxOpen: MAX_OPEN_INDEXES,
      maxBytes: config.indexMaxMegabytes * 1_000_000,
    },
    { log, trust, ...(modules.onProgress && { onProgress: modules.onProgress }) },
  );
  const siblings = new SiblingImages({}, { indexes });
  const digester = new Digester({ ...defaultDigesterOptions, helperPath: sources.helperPath }, { clock });

  const known = new KnownGood(
    // A recording holds every exec.
    { execs: recorder === undefined },
    {
      tell: (keys, applets) => source.knownGood?.(keys, applets),
      forget: () => source.forgetKnownGood?.(),
      current: (slot) => registry.container(slot),
      isClean: (execution, content, answer) => verdicts.isClean(execution, content, answer),
    },
  );
  const canaryRuntime = new OwnRuntime();
  const simulationRuntime = new OwnRuntime('simulation');
  const simulations = new Simulations({ runtime: simulationRuntime, indexes });
  const registry = new ContainerRegistry(
    {},
    {
      runtimes: [canaryRuntime, simulationRuntime, ...createRuntimes(modules.runtimes, { log })],
      log,
      clock,
      host,
      registerSlot: (cgroupId, slot) => sources.registerContainer(cgroupId, slot),
      onContainer: (container) => {
        siblings.saw(container);
        known.saw(container);
        // What cannot be seen is not compared.
        if (container.sandbox !== undefined) return;
        for (const image of [container.image, ...(container.volumeImages ?? [])]) indexes.prepare(image);
      },
      onEnded: (container) => {
        siblings.ended(container);
        known.ended(container);
      },
      onImage: (image) => indexes.prepare(image),
    },
  );
  const canary = new Canary(
    {
      directory: `${config.stateDir}/canary`,
      podDirectory: tmpdir(),
      cgroupRoot: cgroup2Mount() ?? '/sys/fs/cgroup',
      helperPath: nativePrograms.helper,
      payloadPath: nativePrograms.payload,
      intervalMs: config.canaryIntervalSeconds * 1_000,
      deadlineMs: CANARY_DEADLINE_MS,
      lingerMs: sources.tier === 'detect' ? 0 : config.scanIntervalMs * CANARY_SCANS,
    },
    { runtime: canaryRuntime, log, hostMntNs: () => host.mntNs, indexing: () => indexes.busy },
  );
  const processes = new ProcessTable({ maxProcesses: MAX_PROCESSES });
  const runtimeBinaries = new RuntimeBinaries({ root: hostRoot() }, { host });
  const policies = new Policies(
    { cluster: config.clusterName, node: config.nodeName },
    { sources: policySources(config, kubernetes), clock, log, onChange: () => known.forget() },
  );
  const policy = () => policies.current;
  const verdictsModules: VerdictsModules = {
    runtimeBinaries,
    policy,
    describer: {
      cluster: config.clusterName,
      node: config.nodeName,
      processes,
      bootOffsetNs: bootOffset(clock),
      redact: compileRedaction(config.redaction),
    },
    folder,
    clock,
    host,
    onCanary: (sha256, verdict) => canary.judged(sha256, verdict),
  };
  const verdicts = new Verdicts(recorder?.noting(verdictsModules) ?? verdictsModules);
  const given = recorder?.watching(verdicts) ?? verdicts;
  const isClean: Verdicts['isClean'] = (...asked) => verdicts.isClean(...asked);
  const enriched = kubernetes && new EnrichedVerdicts({ enricher: kubernetes.enricher, to: given, isClean, log });
  const unknown = new UnknownContainers();
  const mapped = new Mapped({ host });
  const pipeline = new Pipeline(defaultPipelineOptions, {
    resolver: unknown.watching(registry),
    runtimeBinaries,
    digester,
    indexes,
    siblings,
    verdicts: enriched ?? given,
    processes,
    log,
    sweep: modules.sweep,
    onGap: modules.onGap,
    ack: (ids) => source.ack(ids),
    mapped,
    known,
  });

  const metrics = new Registry();
  registerPipelineMetrics(metrics, {
    pipeline,
    verdicts,
    mapped,
    digester,
    indexes,
    trust,
    folder,
    forwarder,
    bridge: () => sources.bridgeStats(),
  });
  registerForwardMetrics(metrics, forwarder);
  const coverage = () => coverageOfNode({ registry, indexes, unknown, canary, policies }, sources);
  registerDaemonMetrics(metrics, { sources, registry, canary, policies, coverage, lastWatch });
  registerKubernetesMetrics(metrics, kubernetes);
  const address = parseAddress(config.metrics);
  const server = address && new MetricsServer(address, { registry: metrics, health: modules.health });
  return {
    registry,
    digester,
    indexes,
    pipeline,
    verdicts,
    unknown,
    policy,
    policies,
    folder,
    revisions,
    lastWatch,
    forwarder,
    canary,
    simulations,
    kubernetes,
    enriched,
    server,
  };
}

/** The bridge corrects what was assumed of the host when it attaches. */
function liveHost(read: () => HostIdentity): HostIdentity {
  return {
    get mntNs() {
      return read().mntNs;
    },
    get rootDev() {
      return read().rootDev;
    },
    get rootIno() {
      return read().rootIno;
    },
  };
}
