import type { Paint, Style } from './style.ts';

export function severityPaint(severity: string, paint: Style): Paint {
  switch (severity) {
    case 'critical':
      return (text) => paint.bold(paint.red(text));
    case 'high':
      return paint.red;
    case 'medium':
      return paint.yellow;
    case 'low':
      return paint.cyan;
    default:
      return paint.dim;
  }
}
