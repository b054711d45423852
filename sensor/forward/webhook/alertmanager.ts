import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { entryText, isFinding, known, messageOf, reasonsText, stepsText } from '../format/shared.ts';
import { safeJson } from '../json.ts';
import type { BuildBody } from './body.ts';

const MAX_TEXT = 1024;

/**
 * POST /api/v2/alerts. The labels of a finding stay the same over its revisions, so that it is one alert. Another one comes where
 * its severity rises (by what was folded into it) or its pod becomes known.
 */
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
      summary: cut(messageOf(finding)),
      path: cut(file.path),
      sha256: file.sha256,
      image: container.image?.ref,
      count: String(finding.count),
      attack: finding.attack.join(', ') || undefined,
      attack_reasons: cutKnown(reasonsText(finding)),
      entry: cutKnown(entryText(finding.entry)),
      next_steps: cutKnown(stepsText(finding)),
      reason: finding.reason,
    }),
    startsAt: finding.first_seen,
  };
}

function cutKnown(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cut(text);
}

function cut(text: string): string {
  const safe = printable(text);
  return safe.length <= MAX_TEXT ? safe : `${safe.slice(0, MAX_TEXT).toWellFormed()}…`;
}
