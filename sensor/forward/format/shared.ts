/** What several formats say alike. */
import type { Finding, Severity } from '../../finding/finding.ts';
import type { OutputRecord } from '../output.ts';

export function isFinding(record: OutputRecord): record is Finding {
  return record.schema === 'drift-sensor.finding/1';
}

/** RFC 3339 with up to nine decimals → ns since the epoch. */
export function nsOf(time: string): bigint {
  const fraction = /\.(\d{1,9})/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+/, ''));
  return BigInt(Number.isNaN(seconds) ? 0 : seconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** ms since the epoch. */
export function msOf(time: string): number {
  return Number(nsOf(time) / 1_000_000n);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

/** Rank of a severity, 0 … 4. */
export const rankOf = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 } as const satisfies Record<
  Severity,
  number
>;

/** `registry.example:5000/shop/web:1.4@sha256:…` → its name and tag. */
export function splitRef(ref: string): { readonly name: string; readonly tag?: string } {
  const undigested = ref.replace(/@.*$/s, '');
  const match = /^(.+):([^/:]+)$/s.exec(undigested);
  return match?.[1] === undefined ? { name: undigested } : { name: match[1], tag: match[2] ?? '' };
}

/** Arguments as a shell would need them: for reading, not for running. */
export function commandLine(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** Without the entries whose value is undefined: unknown is absent. */
export function known(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
