import type { Registry } from 'prom-client';
import type { BridgeStats } from './bridge/ebpf.ts';
import type { Digester } from './digest/digest.ts';
import type { ImageIndexes } from './digest/image-indexes.ts';
import { type IndexTrust, PULL_OUTCOMES } from './digest/index-trust.ts';
import type { Folder } from './finding/fold.ts';
import type { Forwarder } from './forward/forward.ts';
import type { Mapped } from './mapped.ts';
import { counter, gauge, histogram } from './observe/metrics.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verdicts } from './verdicts.ts';

export type PipelineMetricsModules = {
  readonly pipeline: Pipeline;
  readonly verdicts: Verdicts;
  readonly mapped: Mapped;
  readonly digester: Digester;
  readonly indexes: ImageIndexes;
  readonly trust: IndexTrust;
  readonly folder: Folder;
  readonly forwarder: Forwarder;
  /** Undefined where there is no bridge. */
  readonly bridge: () => BridgeStats | undefined;
};

/** Everything that is counted on an exec's way, read at scrape time. */
export function registerPipelineMetrics(registry: Registry, modules: PipelineMetricsModules): void {
  const { pipeline, verdicts, mapped, digester, indexes, trust, folder, forwarder, bridge } = modules;
  const { counts } = pipeline;
  counter(registry, {
    name: 'events_total',
    help: 'Execs that a source reported to user space.',
    labels: ['source'],
    read: () => counts.events.samples(),
  });
  counter(registry, {
    name: 'execs_total',
    help: 'Execs by whose they were and where they were answered.',
    labels: ['scope', 'path'],
    read: () => [
      { labels: { scope: 'container', path: 'user' }, value: counts.execs.get('container') },
      { labels: { scope: 'container', path: 'kernel' }, value: bridge()?.execsKnown ?? 0 },
      { labels: { scope: 'host', path: 'user' }, value: counts.execs.get('host') },
      { labels: { scope: 'host', path: 'kernel' }, value: Number(bridge()?.execsHost ?? 0) },
    ],
  });
  counter(registry, {
    name: 'mappings_total',
    help: 'Executable mappings of files by what answered them: `host`, `program` (executed as well) and `known_good` without user space.',
    labels: ['answer'],
    read: () => {
      const stats = bridge();
      const inBridge = { host: stats?.mapsHost, program: stats?.mapsExe, known_good: stats?.mapsRepeated };
      return ['host', 'program', 'known_good', 'anonymous', 'unknown_container', 'judged'].map((answer) => ({
        labels: { answer },
        value: mapped.counts.get(answer) + (inBridge[answer as keyof typeof inBridge] ?? 0),
      }));
    },
  });
  counter(registry, {
    name: 'mappings_unpinned_total',
    help: 'Mapped files that could not be held open: their process had ended, and their name was gone.',
    read: () => bridge()?.mapsUnpinned ?? 0,
  });
  gauge(registry, {
    name: 'known_good_entries',
    help: 'Files that the kernel knows to be good: programs, and libraries as mapped, by container.',
    read: () => bridge()?.knownEntries ?? 0,
  });
  counter(registry, {
    name: 'known_good_dropped_total',
    help: 'Files that the kernel does not know to be good any more, or could not take: the oldest that gave way (evicted), no memory (refused).',
    labels: ['why'],
    read: () => [
      { labels: { why: 'evicted' }, value: bridge()?.knownEvicted ?? 0 },
      { labels: { why: 'refused' }, value: bridge()?.knownRefused ?? 0 },
    ],
  });
  counter(registry, {
    name: 'lost_total',
    help: 'Events lost, by place. Above 0 the sensor was blind for a moment; a sweep of /proc follows.',
    labels: ['place'],
    read: () => [...LOSS_PLACES.filter((place) => counts.lost.get(place) === 0).map(zero), ...counts.lost.samples()],
  });
  counter(registry, {
    name: 'verdicts_total',
    help: 'Files judged. Clean execs are verdict in_image.',
    labels: ['verdict', 'object'],
    read: () => verdicts.counts.verdicts.samples(),
  });
  counter(registry, {
    name: 'findings_total',
    help: 'Verdicts that a policy made a finding, before folding; without the canary’s own.',
    labels: ['verdict', 'severity'],
    read: () => verdicts.counts.findings.samples(),
  });
  counter(registry, {
    name: 'unverified_total',
    help: 'Files that could not be judged, by reason. Never counted as clean.',
    labels: ['reason'],
    read: () => verdicts.counts.unverified.samples(),
  });
  counter(registry, {
    name: 'allowed_total',
    help: "Drift that the allow list of the matched rule silenced, by that rule. Names beyond 1000 count as 'other'.",
    labels: ['policy', 'rule'],
    read: () => verdicts.counts.silenced.samples('allowed'),
  });
  counter(registry, {
    name: 'ignored_total',
    help: "Drift that an Ignore rule silenced, by that rule. Names beyond 1000 count as 'other'.",
    labels: ['policy', 'rule'],
    read: () => verdicts.counts.silenced.samples('ignored'),
  });
  counter(registry, {
    name: 'runtime_binaries_total',
    help: 'Start-up of the container runtime itself and its init programs, recognised by content.',
    read: () => counts.runtimeBinaries + verdicts.counts.initBinaries,
  });
  counter(registry, {
    name: 'faults_total',
    help: 'Execs that could not be judged because of a fault in the sensor. Anything above 0 is a bug.',
    read: () => counts.faults,
  });
  counter(registry, { name: 'hash_bytes_total', help: 'Bytes hashed.', read: () => Number(digester.counters.bytes) });
  counter(registry, { name: 'hash_files_total', help: 'Files hashed.', read: () => digester.counters.files });
  histogram(registry, {
    name: 'hash_seconds',
    help: 'Time from asking for a digest to having it, queueing included.',
    read: () => digester.times,
  });
  counter(registry, {
    name: 'digest_cache_hits_total',
    help: 'Digests answered from the identity cache.',
    read: () => digester.counters.cacheHits,
  });
  counter(registry, {
    name: 'digest_not_remembered_total',
    help: 'Files hashed whose digest may not be remembered: changed less than a second ago, or writable by somebody.',
    read: () => digester.counters.notRemembered,
  });
  counter(registry, {
    name: 'capabilities_unread_total',
    help: 'Executed files of which nobody could say whether they were given file capabilities at run time.',
    read: () => digester.capabilitiesUnread,
  });
  gauge(registry, { name: 'digest_cache_entries', help: 'Digests remembered.', read: () => digester.cacheSize });
  gauge(registry, {
    name: 'queue_depth',
    help: 'What waits in each queue.',
    labels: ['queue'],
    read: () => [
      { labels: { queue: 'parked' }, value: pipeline.parked },
      { labels: { queue: 'hash' }, value: digester.queued },
      { labels: { queue: 'index' }, value: indexes.queued },
      { labels: { queue: 'forward' }, value: forwarder.queued },
    ],
  });
  counter(registry, {
    name: 'queue_dropped_total',
    help: 'What a full queue refused. A refused exec is a finding `unverified`; a refused record is lost.',
    labels: ['queue'],
    read: () => [
      { labels: { queue: 'parked' }, value: counts.overload },
      { labels: { queue: 'hash' }, value: digester.dropped },
      { labels: { queue: 'index' }, value: indexes.refused },
      { labels: { queue: 'forward' }, value: forwarder.dropped },
    ],
  });
  gauge(registry, {
    name: 'index_images',
    help: 'Images by the state of their index.',
    labels: ['state'],
    read: () => Object.entries(indexes.states()).map(([state, value]) => ({ labels: { state }, value })),
  });
  counter(registry, {
    name: 'index_pulls_total',
    help: 'Images whose registry was asked for a signed index, by what came of it; all but pulled are indexed here.',
    labels: ['outcome'],
    read: () => PULL_OUTCOMES.map((outcome) => ({ labels: { outcome }, value: trust.counts[outcome] })),
  });
  gauge(registry, {
    name: 'folded_findings',
    help: 'Distinct findings whose repeats are counted.',
    read: () => folder.size,
  });
  counter(registry, {
    name: 'folded_findings_evicted_total',
    help: 'Distinct findings that were forgotten; a repeat starts a count of its own.',
    read: () => folder.evicted,
  });
  counter(registry, {
    name: 'records_written_total',
    help: 'Records that the output took.',
    read: () => forwarder.written,
  });
  counter(registry, {
    name: 'output_retries_total',
    help: 'Writes that the output refused.',
    read: () => forwarder.retries,
  });
}

const LOSS_PLACES = ['kernel_ring', 'kernel_maps', 'kernel_recursion', 'bridge_queue', 'socket', 'bridge_restart'];

function zero(place: string): { labels: { place: string }; value: number } {
  return { labels: { place }, value: 0 };
}
