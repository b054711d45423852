import { printable } from '../../finding/text.ts';
import type { Paint } from './style.ts';
import { fill, fillEnd, widthOf } from './text.ts';

export type Column = {
  readonly title: string;
  /** Cells longer than this are cut. */
  readonly max: number;
  /** Which end of a long cell stays; default the beginning. */
  readonly keep?: 'end';
  readonly paint?: (cell: string) => Paint;
};

const GAP = '  ';

/**
 * Aligned columns under their titles; one whose cells are all empty is left out. Cells may come from a container: control
 * characters are made visible here.
 */
export function table(all: readonly Column[], rows: readonly (readonly string[])[], title: Paint): string {
  const shown = all.map((column, i) => ({ column, i })).filter(({ i }) => rows.some((row) => (row[i] ?? '') !== ''));
  const columns = shown.map(({ column }) => column);
  const safe = rows.map((row) => shown.map(({ i }) => printable(row[i] ?? '')));
  const widths = columns.map(({ title, max }, i) =>
    Math.max(widthOf(title), ...safe.map((row) => Math.min(max, widthOf(row[i] ?? '')))),
  );
  const head = columns.map((column, i) => fill(column.title, widths[i] ?? 0)).join(GAP);
  const lines = safe.map((row) =>
    columns
      .map((column, i) => {
        const cell = row[i] ?? '';
        const fitted = (column.keep === 'end' ? fillEnd : fill)(cell, widths[i] ?? 0);
        // The last column carries no blanks to the edge.
        const text = i === columns.length - 1 ? fitted.trimEnd() : fitted;
        return column.paint === undefined ? text : column.paint(cell)(text);
      })
      .join(GAP),
  );
  return [title(head.trimEnd()), ...lines].map((line) => `${line}\n`).join('');
}
