import { severityRank } from '../../finding/finding.ts';
import { severityPaint } from '../terminal/severity.ts';
import type { Style } from '../terminal/style.ts';
import { type Column, table } from '../terminal/table.ts';
import type { AuditRow } from './collect.ts';

const MAX_PIDS = 4;

/** The worst first, then by container and path. */
export function sortRows(rows: readonly AuditRow[]): AuditRow[] {
  const rank = ({ finding }: AuditRow) => -severityRank(finding.severity);
  const place = ({ finding }: AuditRow) => `${finding.container.id}\u0000${finding.file.path}`;
  return [...rows].sort((a, b) => rank(a) - rank(b) || (place(a) < place(b) ? -1 : 1));
}

/** What a person reads at a glance. */
export function auditTable(rows: readonly AuditRow[], paint: Style): string {
  const columns: readonly Column[] = [
    { title: 'SEVERITY', max: 13, paint: (cell) => severityPaint(cell, paint) },
    { title: 'VERDICT', max: 32 },
    { title: 'ORIGIN', max: 14 },
    { title: 'PATH', max: 60, keep: 'end' },
    { title: 'RUNNING', max: 30 },
    { title: 'CONTAINER', max: 28 },
    // Containers of many pods bear the same name.
    ...(rows.some(({ finding }) => finding.pod !== undefined) ? [{ title: 'POD', max: 50 }] : []),
    { title: 'IMAGE', max: 40, keep: 'end' },
  ];
  const cells = rows.map(({ finding, pids }) => [
    finding.severity,
    finding.reason === undefined ? finding.verdict : `${finding.verdict} ${finding.reason}`,
    finding.origin,
    finding.file.path,
    pidsText(pids),
    finding.container.name ?? shortId(finding.container.id),
    ...(columns.some(({ title }) => title === 'POD') ? [podText(finding)] : []),
    finding.container.image?.ref ?? '',
  ]);
  return table(columns, cells, paint.bold);
}

function podText({ pod }: AuditRow['finding']): string {
  return pod === undefined ? '' : `${pod.namespace}/${pod.name}`;
}

function pidsText(pids: readonly number[]): string {
  if (pids.length === 0) return 'no';
  const more = pids.length > MAX_PIDS ? ` +${pids.length - MAX_PIDS}` : '';
  return `pid ${pids.slice(0, MAX_PIDS).join(', ')}${more}`;
}

function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}
