import { type Severity, severityRank } from '../finding/finding.ts';
import type { OutputRecord } from './output.ts';

/** Which records an output takes; what is absent narrows nothing. */
export type Filter = {
  /** `findings` leaves out heartbeats, gaps, losses and coverage. */
  readonly records?: 'all' | 'findings';
  readonly minSeverity?: Severity;
  readonly verdicts?: readonly string[];
  /** Of the pod. A finding without a pod is in no namespace, and is not taken. */
  readonly namespaces?: readonly string[];
  /** False leaves out what the sensor's own canary did. */
  readonly canary?: boolean;
};

/** The predicate of `filter`, or undefined when it takes everything. */
export function compileFilter(filter: Filter): ((record: OutputRecord) => boolean) | undefined {
  const { records, minSeverity, verdicts, namespaces, canary } = filter;
  const lowest = minSeverity === undefined ? 0 : severityRank(minSeverity);
  const everything = lowest === 0 && verdicts === undefined && namespaces === undefined && canary !== false;
  if (everything && records !== 'findings') return undefined;
  return (record) => {
    if (record.schema !== 'drift-sensor.finding/1') return records !== 'findings';
    if (severityRank(record.severity) < lowest) return false;
    if (verdicts !== undefined && !verdicts.includes(String(record.verdict))) return false;
    if (namespaces !== undefined && !namespaces.includes(text(record.pod, 'namespace'))) return false;
    return canary !== false || text(record.container, 'runtime') !== 'canary';
  };
}

function text(value: unknown, field: string): string {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof found === 'string' ? found : '';
}
