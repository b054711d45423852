/** docs/metrics.md, made of the metrics as the sensor registers them. `node test/docs/generate.ts` writes it. */
import { Registry } from 'prom-client';
import { registerDaemonMetrics } from '../../sensor/daemon-metrics.ts';
import { registerForwardMetrics } from '../../sensor/forward/metrics.ts';
import { registerKubernetesMetrics } from '../../sensor/kubernetes/metrics.ts';
import { PREFIX } from '../../sensor/observe/metrics.ts';
import { registerPipelineMetrics } from '../../sensor/pipeline-metrics.ts';
import { conclusions } from './conclusions.ts';

export type Described = {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
};

/** What every metric is read from is asked at a scrape only: none is made here. */
const NOTHING = {} as never;

export function metrics(): Described[] {
  const registry = new Registry();
  const pipeline = {
    pipeline: NOTHING,
    verdicts: NOTHING,
    mapped: NOTHING,
    digester: NOTHING,
    indexes: NOTHING,
    trust: NOTHING,
  };
  registerPipelineMetrics(registry, { ...pipeline, folder: NOTHING, forwarder: NOTHING, bridge: NOTHING });
  registerForwardMetrics(registry, NOTHING);
  registerKubernetesMetrics(registry, undefined);
  registerDaemonMetrics(registry, {
    sources: NOTHING,
    registry: NOTHING,
    canary: NOTHING,
    policies: NOTHING,
    coverage: NOTHING,
    lastWatch: NOTHING,
  });
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames } = metric as unknown as Record<'name' | 'help' | 'type', string> & {
      readonly labelNames: readonly string[];
    };
    return { name, help, type, labels: labelNames };
  });
}

/** Of prom-client itself, as every Node.js program has them. */
export function isOwn({ name }: Described): boolean {
  return !/^drift_sensor_(?:process|nodejs)_/.test(name);
}

export function page(): string {
  const all = metrics().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = all.filter(isOwn).map(({ name, type, help, labels }) => {
    const conclude = conclusions[name.slice(PREFIX.length)] ?? '';
    return `| \`${name.slice(PREFIX.length)}\` | ${type} | ${labels.map((l) => `\`${l}\``).join(', ')} | ${help} | ${conclude} |`;
  });
  const others = all.filter((metric) => !isOwn(metric)).map(({ name }) => `\`${name.slice(PREFIX.length)}\``);
  return `# Metrics

<!-- Made by test/docs/generate.ts of the registered metrics and test/docs/conclusions.ts; change those, not this page. -->

\`/metrics\` on \`--metrics ADDR:PORT\` (default \`127.0.0.1:9478\`), in the Prometheus text format. Every name begins with
\`${PREFIX}\`. No label carries a path, a digest, a process or a container.

**Quiet is proved by arithmetic**: clean execs issued = \`verdicts_total{verdict="in_image",object="binary"}\` + those answered in
the kernel, while \`unverified_total\` and \`lost_total\` stay 0.

| name | type | labels | what it counts | what to conclude |
|---|---|---|---|---|
${rows.join('\n')}

Of the process itself, as prom-client gives them: ${others.join(', ')}.
`;
}
