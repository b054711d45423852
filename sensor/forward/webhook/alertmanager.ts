import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { isFinding, known } from '../format/shared.ts';
import { safeJson } from '../json.ts';
import type { BuildBody } from './body.ts';

const MAX_TEXT = 512;

/** POST /api/v2/alerts. The labels of a finding stay the same over its revisions, so that it is one alert. */
export const alertmanagerBody: BuildBody = (batch) =>
  safeJson(batch.flatMap(({ record }) => (isFinding(record) ? [alertOf(record)] : [])));

function alertOf(finding: Finding): Record<string, unknown> {
  const { container, pod, file } = finding;
  return {
    labels: known({
      alertname: 'ContainerDrift',
      finding: finding.id.slice(0, 16),
      severity: finding.severity,
      verdict: finding.verdict,
      object: finding.object,
      origin: finding.origin,
      cluster: finding.cluster,
      node: finding.node,
      namespace: pod?.namespace,
      pod: pod?.name,
      container: container.name ?? container.id.slice(0, 12),
      rule: finding.rule,
    }),
    annotations: known({
      summary: cut(finding.summary),
      path: cut(file.path),
      sha256: file.sha256,
      image: container.image?.ref,
      count: String(finding.count),
      attack: finding.attack.join(', ') || undefined,
    }),
    startsAt: finding.first_seen,
  };
}

function cut(text: string): string {
  const safe = printable(text);
  return safe.length <= MAX_TEXT ? safe : `${safe.slice(0, MAX_TEXT).toWellFormed()}…`;
}
