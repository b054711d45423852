/** What several formats say alike. */
import type { Finding, FindingEntry } from '../../finding/finding.ts';
import { printable } from '../../finding/text.ts';
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

/** What stands in a list of alerts: few different words, so that rules can match them. What could not be compared is no drift. */
export function titleOf({ verdict, object }: Finding): string {
  return verdict === 'unverified' ? `Container code not verified: ${object}` : `Container drift: ${verdict} ${object}`;
}

/** The summary, and how much more the finding stands for. */
export function messageOf({ summary, folded }: Finding): string {
  if (folded === undefined) return summary;
  const { count, distinct, by } = folded;
  const files = `${distinct} ${distinct === 1 ? 'file' : 'files'}`;
  return `${summary} It stands for ${count} more of ${files} that ${printable(by.name)} (${by.pid}) ran.`;
}

/** The first process on the way in: `sh (812): sh -c id`. */
export function entryProcess({ name, pid, args }: FindingEntry): string {
  const command = args === undefined || args.length === 0 ? '' : `: ${commandLine(args)}`;
  return `${name} (${pid})${command}`;
}

/** `exec_session: sh (812): sh -c id`. */
export function entryText(entry: FindingEntry | undefined): string | undefined {
  return entry === undefined ? undefined : `${entry.kind}: ${entryProcess(entry)}`;
}

/** `(1) … (2) …` in one line, for what takes one text; undefined for none. */
export function stepsText({ next_steps: steps }: Finding): string | undefined {
  if (steps === undefined || steps.length === 0) return undefined;
  return steps.map((step, at) => `(${at + 1}) ${step}`).join(' ');
}

export function reasonsText({ attack_reasons: reasons }: Finding): string | undefined {
  return reasons === undefined || reasons.length === 0 ? undefined : reasons.join('; ');
}

/** `sh(4120) < nginx(3990)`, nearest first. */
export function ancestorsText({ process: { parents } }: Finding): string | undefined {
  return parents.length === 0 ? undefined : parents.map(({ name, pid }) => `${name}(${pid})`).join(' < ');
}

/** Labels or annotations, each as one word, for what takes no keys of ours. */
export function pairsOf(pairs: Readonly<Record<string, string>> | undefined, between: string): string[] | undefined {
  const all = Object.entries(pairs ?? {}).map(([key, value]) => `${key}${between}${value}`);
  return all.length === 0 ? undefined : all;
}

/** Whether something was left out to make the record small enough (see `fit.ts`). */
export function isShortened(finding: Finding): true | undefined {
  return 'shortened' in finding && finding.shortened === true ? true : undefined;
}
