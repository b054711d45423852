import type { BuildControl, BuildPlan } from '../store.ts';
import { humanBytes } from './print.ts';

export type ProgressSink = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

const REDRAW_MS = 100;
const BAR = 20;

/**
 * One line that is drawn again and again, on a terminal only. A bar where the stored size of what must be read is known, else
 * what has been read.
 */
export function progressLine(
  name: string,
  sink: ProgressSink = process.stderr,
  now: () => number = () => performance.now(),
): Required<Pick<BuildControl, 'onProgress' | 'onStored' | 'onPlan'>> & { clear(): void } {
  const started = now();
  let plan: BuildPlan | undefined;
  let stored = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    onPlan: (known) => {
      plan = known;
    },
    onStored: (bytes) => {
      stored = bytes;
    },
    onProgress: (files, bytes) => {
      if (sink.isTTY !== true || now() - drawn < REDRAW_MS) return;
      drawn = now();
      shown = true;
      const rate = `${humanBytes(bytes / Math.max((drawn - started) / 1000, 0.001))}/s`;
      const layers = plan === undefined ? '' : `, ${plan.toRead} of ${plan.layers} layers to read`;
      const line = `${bar(stored, plan?.bytes)}${files} files, ${humanBytes(bytes)}, ${rate}${layers}  ${name}`;
      sink.write(`\r\x1b[K${line.slice(0, (sink.columns ?? 80) - 1)}`);
    },
    clear: () => {
      if (shown) sink.write('\r\x1b[K');
      shown = false;
    },
  };
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return '';
  const part = Math.min(done / total, 1);
  const full = Math.round(part * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${String(Math.floor(part * 100)).padStart(3)} %  `;
}
