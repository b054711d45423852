import { Counter, Gauge, type Metric, type Registry } from 'prom-client';

/** Prefix of every metric. */
export const PREFIX = 'drift_sensor_';

/** One sample: a value and its labels, in the order of the metric's label names. */
export type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

export type MetricOptions = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Read at scrape time: the hot path only adds to plain numbers. */
  readonly read: () => number | Iterable<Sample>;
};

/** A counter whose cumulative value is kept elsewhere. `name` without the prefix, with `_total`. */
export function counter(registry: Registry, options: MetricOptions): void {
  const metric = new Counter({
    name: PREFIX + options.name,
    help: options.help,
    labelNames: [...(options.labels ?? [])],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of samplesOf(options.read())) this.inc({ ...labels }, value);
    },
  });
  void metric;
}

/** A gauge whose value is read at scrape time. */
export function gauge(registry: Registry, options: MetricOptions): void {
  const metric = new Gauge({
    name: PREFIX + options.name,
    help: options.help,
    labelNames: [...(options.labels ?? [])],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of samplesOf(options.read())) this.set({ ...labels }, value);
    },
  });
  void metric;
}

/** Values by the first bound that they do not exceed; cheap to add to. */
export class Distribution {
  readonly bounds: readonly number[];
  /** One more than bounds: the last is for what exceeds them all. */
  readonly counts: number[];
  sum = 0;

  /** `bounds` ascending. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  add(value: number): void {
    let at = 0;
    while (value > (this.bounds[at] ?? Number.POSITIVE_INFINITY)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }
}

/** A histogram whose distribution is kept elsewhere. */
export function histogram(
  registry: Registry,
  { name, help, read }: { readonly name: string; readonly help: string; readonly read: () => Distribution },
): void {
  const get = () => {
    const { bounds, counts, sum } = read();
    let below = 0;
    const buckets = counts.map((count, at) => {
      below += count;
      return { labels: { le: bounds[at] ?? '+Inf' }, value: below, metricName: `${PREFIX}${name}_bucket` };
    });
    const rest = [
      { labels: {}, value: sum, metricName: `${PREFIX}${name}_sum` },
      { labels: {}, value: below, metricName: `${PREFIX}${name}_count` },
    ];
    return Promise.resolve({ name: PREFIX + name, help, type: 'histogram', values: [...buckets, ...rest] });
  };
  // prom-client's own histogram only takes values one by one; a registry asks no more than this of a metric.
  const metric = { name: PREFIX + name, help, type: 'histogram', labelNames: [], get, reset: () => {} };
  registry.registerMetric(metric as unknown as Metric);
}

function samplesOf(value: number | Iterable<Sample>): Iterable<Sample> {
  return typeof value === 'number' ? [{ value }] : value;
}

type Counted = { readonly values: readonly [string, string]; count: number };

/** Counts by one or two words (labels with a closed set of values); cheap to add to, read at scrape time. */
export class Tally<Label extends string> {
  readonly #labels: readonly Label[];
  readonly #counts = new Map<string, Map<string, Counted>>();
  /** The same in the order in which they came. */
  readonly #all: Counted[] = [];

  constructor(...labels: [Label] | [Label, Label]) {
    this.#labels = labels;
  }

  add(count: number, first: string, second = ''): void {
    const known = this.#counts.get(first)?.get(second);
    if (known === undefined) this.#begin(count, first, second);
    else known.count += count;
  }

  get(first: string, second = ''): number {
    return this.#counts.get(first)?.get(second)?.count ?? 0;
  }

  *samples(): Iterable<Sample> {
    for (const { values, count } of this.#all) {
      const labels: Record<string, string> = {};
      for (const [i, label] of this.#labels.entries()) labels[label] = values[i] ?? '';
      yield { labels, value: count };
    }
  }

  #begin(count: number, first: string, second: string): void {
    const begun: Counted = { values: [first, second], count };
    const bySecond = this.#counts.get(first) ?? new Map<string, Counted>();
    this.#counts.set(first, bySecond.set(second, begun));
    this.#all.push(begun);
  }
}
