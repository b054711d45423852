/** How results are shown: a table for people, an object per line for programs. */
import type { Result } from './runner.ts';

const WIDTHS = [4, 11, 34, 34, 8, 8, 5] as const;

export function header(): string {
  return columns(['id', 'engine', 'expected', 'got', 'p50 ms', 'p99 ms', 'pass'], 'technique');
}

export function row(result: Result, verbose: boolean): string {
  const { id, engine, expected, got, latencyMs, pass, technique, detail, findings } = result;
  const cells = [
    id,
    engine,
    expected,
    got,
    shown(quantile(latencyMs, 0.5)),
    shown(quantile(latencyMs, 0.99)),
    pass ? 'ok' : 'FAIL',
  ];
  const lines = [columns(cells, technique)];
  if (detail !== '') lines.push(`     ${detail}`);
  const [finding] = findings;
  if (verbose && finding !== undefined) {
    const attack = (finding.attack as readonly string[]).join(' ');
    lines.push(`     [${finding.severity}, ${finding.confidence}, ${attack}] ${finding.summary}`);
  }
  return lines.join('\n');
}

export function jsonLine({ id, engine, expected, got, pass, latencyMs, technique, detail }: Result): string {
  const latency = quantile(latencyMs, 0.5);
  return JSON.stringify({
    id,
    engine,
    expected,
    got,
    pass,
    ...(latency !== undefined && { latency_ms: Number(latency.toFixed(1)) }),
    technique,
    ...(detail !== '' && { detail }),
  });
}

/** One line for each engine, and one for all. */
export function totals(results: readonly Result[]): string {
  const engines = [...new Set(results.map(({ engine }) => engine))];
  const line = (name: string, some: readonly Result[]): string => {
    const latencies = some.flatMap(({ latencyMs }) => latencyMs);
    const missed = some.filter(({ expected }) => expected === 'missed').length;
    const passed = some.filter(({ pass }) => pass).length;
    return `${name}: ${passed} of ${some.length} as expected (${missed} of them known misses), latency p50 ${shown(quantile(latencies, 0.5))} ms, p99 ${shown(quantile(latencies, 0.99))} ms`;
  };
  return [
    '',
    ...engines.map((name) =>
      line(
        name,
        results.filter(({ engine }) => engine === name),
      ),
    ),
    line('all', results),
  ].join('\n');
}

function columns(cells: readonly string[], last: string): string {
  return `${cells.map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0)).join(' ')} ${last}`;
}

function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function shown(ms: number | undefined): string {
  return ms === undefined ? '-' : ms.toFixed(1);
}
