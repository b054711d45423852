import type { Registry } from 'prom-client';
import { counter, gauge, type Sample } from '../observe/metrics.ts';
import type { Forwarder } from './forward.ts';
import type { OutputRunner } from './runner.ts';

/** What becomes of records, by output, and how the spool is. Read at scrape time. */
export function registerForwardMetrics(registry: Registry, forwarder: Forwarder): void {
  const { spool, outputs } = forwarder;
  const each = (value: (output: OutputRunner) => number): Iterable<Sample> =>
    outputs.map((output) => ({ labels: { output: output.name }, value: value(output) }));
  counter(registry, {
    name: 'delivered_total',
    help: 'Records that an output took.',
    labels: ['output'],
    read: () => each(({ delivered }) => delivered),
  });
  counter(registry, {
    name: 'retried_total',
    help: 'Attempts to deliver that failed and are made again.',
    labels: ['output'],
    read: () => each(({ retried }) => retried),
  });
  counter(registry, {
    name: 'dropped_total',
    help: 'Records that an output will never get: full, age, corrupt (places, not records), too_large, refused, shutdown.',
    labels: ['output', 'reason'],
    read: () => forwarder.lost.samples(),
  });
  gauge(registry, {
    name: 'undelivered_records',
    help: 'Records that an output has not had yet; an upper bound after some were dropped.',
    labels: ['output'],
    read: () => each(({ name }) => spool.waiting(name)),
  });
  gauge(registry, {
    name: 'oldest_undelivered_seconds',
    help: 'How long the oldest record waits for an output, in time for which the sensor ran.',
    labels: ['output'],
    read: () => each(({ name }) => spool.oldestMs(name) / 1000),
  });
  gauge(registry, {
    name: 'output_circuit_open',
    help: '1 while an output fails again and again and is only probed.',
    labels: ['output'],
    read: () => each(({ circuitOpen }) => (circuitOpen ? 1 : 0)),
  });
  gauge(registry, { name: 'spool_bytes', help: 'Records that are kept for outputs.', read: () => spool.bytes });
  gauge(registry, {
    name: 'spool_memory_bytes',
    help: 'Of the records in memory: not on disk yet, or kept for outputs that keep up.',
    read: () => spool.tailBytes,
  });
  gauge(registry, {
    name: 'spool_on_disk',
    help: '1 where records survive the death of the sensor; 0 where the disk does not take them.',
    read: () => (spool.state.kind === 'disk' ? 1 : 0),
  });
  counter(registry, {
    name: 'spool_folded_total',
    help: 'Records that a later revision of the same finding stood for when there was no room for both.',
    read: () => spool.folded,
  });
  counter(registry, {
    name: 'spool_damage_total',
    help: 'Damage found in the spool: holes may have held records, torn ends never did.',
    labels: ['kind'],
    read: () => [
      { labels: { kind: 'hole' }, value: spool.corrupt },
      { labels: { kind: 'torn_end' }, value: spool.torn },
    ],
  });
}
