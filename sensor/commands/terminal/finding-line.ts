import type { Finding } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
import { severityPaint } from './severity.ts';
import type { Style } from './style.ts';
import { fill, fillEnd } from './text.ts';

/** Columns besides the path, which takes what is left of the line. */
const WIDTHS = { time: 12, severity: 13, verdict: 12, origin: 14, container: 20, sha256: 8, by: 24 } as const;
const GAP = '  ';
const FIXED = Object.values(WIDTHS).reduce((sum, width) => sum + width + GAP.length, 0);
const MIN_PATH = 24;
const DEFAULT_COLUMNS = 160;

/** One line for a finding, as wide as the terminal, but never so narrow that nothing of the path is left. */
export function findingLine(finding: Finding, columns: number | undefined, paint: Style): string {
  const { container, file, process } = finding;
  const parent = process.parents[0];
  const repeats = finding.count > 1 ? ` ×${finding.count}` : '';
  const by = parent === undefined ? '' : `by ${printable(parent.name)} (${parent.pid})`;
  const name = printable(container.name ?? container.id);
  const why = finding.reason === undefined ? '' : ` (${finding.reason})`;
  return [
    paint.dim(timeOfDay(finding.last_seen)),
    severityPaint(finding.severity, paint)(fill(finding.severity, WIDTHS.severity)),
    paint.bold(fill(finding.verdict, WIDTHS.verdict)),
    fill(finding.origin, WIDTHS.origin),
    fill(name, WIDTHS.container),
    fillEnd(printable(file.path) + why, pathWidth(columns)),
    paint.dim(fill(file.sha256?.slice(0, WIDTHS.sha256) ?? '-', WIDTHS.sha256)),
    `${fill(by, WIDTHS.by).trimEnd()}${repeats}`,
  ]
    .join(GAP)
    .trimEnd();
}

export function findingTitles(columns: number | undefined, paint: Style): string {
  const titles = [
    fill('TIME', WIDTHS.time),
    fill('SEVERITY', WIDTHS.severity),
    fill('VERDICT', WIDTHS.verdict),
    fill('ORIGIN', WIDTHS.origin),
    fill('CONTAINER', WIDTHS.container),
    fill('PATH', pathWidth(columns)),
    fill('SHA256', WIDTHS.sha256),
    'STARTED BY',
  ];
  return paint.bold(titles.join(GAP));
}

/** A terminal that does not know its size says 0. */
function pathWidth(columns: number | undefined): number {
  return Math.max(MIN_PATH, (columns || DEFAULT_COLUMNS) - FIXED);
}

/** `2026-11-21T09:07:01.123456789Z` → `09:07:01.123`, UTC as everything here. */
export function timeOfDay(time: string): string {
  return fill(printable(time.slice(11, 23)), WIDTHS.time);
}
