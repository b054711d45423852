import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Canary } from './canary/canary.ts';
import type { ContainerRegistry } from './container/registry.ts';
import type { Coverage } from './coverage.ts';
import type { LastWatch } from './last-watch.ts';
import { counter, gauge, PREFIX } from './observe/metrics.ts';
import type { Policies } from './policies.ts';
import type { Sources } from './sources.ts';
import { packageVersion } from './version.ts';

export type DaemonMetricsModules = {
  readonly sources: Sources;
  readonly registry: ContainerRegistry;
  readonly canary: Canary;
  readonly policies: Policies;
  readonly coverage: () => Coverage;
  readonly lastWatch: LastWatch;
};

const NS_PER_S = 1e9;
const LOOP_RESOLUTION_MS = 10;

/** The state of the sensor itself: tier, canary, bridge, engines, event loop. */
export function registerDaemonMetrics(registry: Registry, modules: DaemonMetricsModules): void {
  const { sources, canary, policies } = modules;
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  gauge(registry, {
    name: 'build_info',
    help: 'Always 1; the version is a label.',
    labels: ['version', 'node'],
    read: () => [{ labels: { version: packageVersion(), node: process.version }, value: 1 }],
  });
  gauge(registry, {
    name: 'tier_info',
    help: 'Always 1; the tier is a label.',
    labels: ['tier'],
    read: () => [{ labels: { tier: sources.tier }, value: 1 }],
  });
  gauge(registry, { name: 'source_attached', help: '1 while execs are seen.', read: () => Number(sources.attached()) });
  gauge(registry, {
    name: 'unwatched_seconds',
    help: 'How long nobody watched before this sensor did; 0 for the first one of this state directory.',
    read: () => modules.lastWatch.unwatchedSeconds,
  });
  gauge(registry, {
    name: 'canary_ok',
    help: '1 when the last canary was found, and its clean file was quiet. 0: the sensor does not prove that it works.',
    read: () => Number(canary.state.state === 'ok'),
  });
  gauge(registry, {
    name: 'canary_latency_seconds',
    help: 'From the exec of the last canary to its verdict.',
    read: () => (canary.state.state === 'ok' ? canary.state.latencySeconds : Number.NaN),
  });
  counter(registry, { name: 'canary_runs_total', help: 'Canaries that were run.', read: () => canary.runs });
  counter(registry, {
    name: 'canary_failures_total',
    help: 'Canaries that were not found.',
    read: () => canary.failures,
  });
  registerPolicies(registry, policies);
  registerContainers(registry, modules.registry);
  registerCoverage(registry, () => modules.coverage());
  registerBridge(registry, sources);
  registerEventLoop(registry);
}

function registerPolicies(registry: Registry, policies: Policies): void {
  gauge(registry, {
    name: 'policy_generation',
    help: 'Counts policy changes.',
    read: () => policies.current.generation,
  });
  gauge(registry, {
    name: 'policy_valid',
    help: '0 while a policy document is refused: its last good one is in force, see the log.',
    read: () => Number(policies.valid),
  });
  gauge(registry, {
    name: 'policies',
    help: 'Policies in force; 0: everything is alerted.',
    read: () => policies.current.policies,
  });
  gauge(registry, {
    name: 'policy_rules_expired',
    help: 'Rules that are skipped because their time has come.',
    read: () => policies.expired(),
  });
}

function registerCoverage(registry: Registry, coverage: () => Coverage): void {
  gauge(registry, {
    name: 'coverage_containers',
    help: 'Containers by whether every exec of theirs is judged, and why not.',
    labels: ['state', 'reason'],
    read: () => {
      const { covered, uncovered } = coverage();
      const counts = new Map<string, number>();
      for (const { code } of uncovered) counts.set(code, (counts.get(code) ?? 0) + 1);
      return [
        { labels: { state: 'covered', reason: '' }, value: covered.length },
        ...[...counts].map(([reason, value]) => ({ labels: { state: 'uncovered', reason }, value })),
      ];
    },
  });
  gauge(registry, {
    name: 'coverage_limits',
    help: 'Always 1, for each limit of the whole node: source_detached, source_incomplete, canary_failed, tier_below_policy.',
    labels: ['reason'],
    read: () =>
      [...new Set(coverage().limits.map(({ code }) => code))].map((reason) => ({ labels: { reason }, value: 1 })),
  });
}

function registerContainers(registry: Registry, containers: ContainerRegistry): void {
  gauge(registry, {
    name: 'containers',
    help: 'Containers that are watched, by runtime.',
    labels: ['runtime'],
    read: () => {
      const counts = new Map<string, number>();
      for (const { runtime } of containers.containers()) counts.set(runtime, (counts.get(runtime) ?? 0) + 1);
      return [...counts].map(([runtime, value]) => ({ labels: { runtime }, value }));
    },
  });
  gauge(registry, {
    name: 'engine_up',
    help: '1 while a container engine answers.',
    labels: ['engine'],
    read: () => containers.engines().map(({ label, up }) => ({ labels: { engine: label }, value: Number(up) })),
  });
  counter(registry, {
    name: 'engine_losses_total',
    help: 'How often a container engine that was watched stopped answering.',
    labels: ['engine'],
    read: () => containers.engines().map(({ label, losses }) => ({ labels: { engine: label }, value: losses })),
  });
  counter(registry, {
    name: 'container_lookups_total',
    help: 'Questions about containers that no engine had announced.',
    read: () => containers.stats().lookups,
  });
  counter(registry, {
    name: 'container_unknown_total',
    help: 'Container-like processes whose container no engine knows.',
    read: () => containers.stats().unknown,
  });
}

function registerBridge(registry: Registry, sources: Sources): void {
  const read = () => sources.bridgeStats();
  gauge(registry, {
    name: 'pins',
    help: 'Files held open by the bridge now.',
    labels: ['state'],
    read: () => [{ labels: { state: 'held' }, value: read()?.pinsHeld ?? 0 }],
  });
  counter(registry, {
    name: 'pins_total',
    help: 'Executed files by what became of holding them open: opened, failed (the process had ended), expired (2 s), refused (bound).',
    labels: ['outcome'],
    read: () => {
      const stats = read();
      return [
        { labels: { outcome: 'opened' }, value: stats?.pinsOpened ?? 0 },
        { labels: { outcome: 'failed' }, value: stats?.pinsFailed ?? 0 },
        { labels: { outcome: 'expired' }, value: stats?.pinsExpired ?? 0 },
        { labels: { outcome: 'refused' }, value: stats?.pinsRefused ?? 0 },
      ];
    },
  });
  counter(registry, {
    name: 'bridge_restarts_total',
    help: 'Deaths of the bridge.',
    read: () => read()?.restarts ?? 0,
  });
  counter(registry, {
    name: 'bridge_bad_frames_total',
    help: 'Messages that could not be read and were skipped, by who refused them.',
    labels: ['side'],
    read: () => [
      { labels: { side: 'sensor' }, value: read()?.badFrames ?? 0 },
      { labels: { side: 'bridge' }, value: read()?.badFramesDown ?? 0 },
    ],
  });
  counter(registry, {
    name: 'bpf_run_seconds_total',
    help: 'Time in all BPF programs; needs kernel.bpf_stats_enabled.',
    read: () => (read()?.programRunNs ?? 0) / NS_PER_S,
  });
}

function registerEventLoop(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  gauge(registry, {
    name: 'event_loop_delay_seconds',
    help: 'Delay of the event loop since the last scrape.',
    labels: ['quantile'],
    read: () => {
      const at = (quantile: number) =>
        Math.max(0, delay.percentile(quantile * 100) / NS_PER_S - LOOP_RESOLUTION_MS / 1e3);
      const samples = [0.5, 0.99, 1].map((q) => ({ labels: { quantile: String(q) }, value: at(q) }));
      delay.reset();
      return samples;
    },
  });
}
