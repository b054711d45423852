import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { errnoOf } from '../runtime/errno.ts';

/** Both sides are compared in memory. */
const MAX_BYTES = 512 << 20;
const SCHEMA = 'drift-sensor.finding/1';

export type Difference =
  | { readonly kind: 'missing' | 'unexpected'; readonly key: string; readonly summary: string }
  | { readonly kind: 'differs'; readonly key: string; readonly fields: readonly string[] };

/** Findings by id and revision, as the lines that they are. */
export type FindingLines = ReadonlyMap<string, string>;

/** Reads NDJSON; records of other schemas (heartbeats, gaps) are left out. Throws a ConfigError. */
export function readFindings(path: string): FindingLines {
  let text: string;
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_BYTES)
      throw new ConfigError(`${path}: no file of findings, or too large a one`);
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${path}: cannot be read (${errnoOf(cause)})`, { cause });
  }
  const out = new Map<string, string>();
  for (const [number, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const key = keyOf(line);
    if (key === 'no JSON') throw new ConfigError(`${path}:${number + 1}: no JSON`);
    if (key !== undefined) out.set(key, line);
  }
  return out;
}

/** `id revision` of a finding's line; undefined for another record. */
export function keyOf(line: string): string | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return undefined;
    const { schema, id, revision } = record as Partial<Record<string, unknown>>;
    return schema === SCHEMA ? `${String(id)} ${String(revision)}` : undefined;
  } catch {
    return 'no JSON';
  }
}

/** Byte for byte. */
export function compareFindings(expected: FindingLines, found: FindingLines): Difference[] {
  const out: Difference[] = [];
  for (const [key, line] of expected) {
    const other = found.get(key);
    if (other === undefined) out.push({ kind: 'missing', key, summary: summaryOf(line) });
    else if (other !== line) out.push({ kind: 'differs', key, fields: differingFields(line, other) });
  }
  for (const [key, line] of found) {
    if (!expected.has(key)) out.push({ kind: 'unexpected', key, summary: summaryOf(line) });
  }
  return out;
}

function summaryOf(line: string): string {
  const { summary } = JSON.parse(line) as { summary?: unknown };
  return typeof summary === 'string' ? summary : '';
}

/** Names with both values, nested ones with dots; `(order)` where only the order of the fields differs. */
function differingFields(expected: string, found: string): string[] {
  const left = flatten(JSON.parse(expected));
  const right = flatten(JSON.parse(found));
  const fields = [...new Set([...left.keys(), ...right.keys()])]
    .filter((field) => left.get(field) !== right.get(field))
    .map((field) => `${field}: ${left.get(field) ?? 'absent'} → ${right.get(field) ?? 'absent'}`);
  return fields.length > 0 ? fields : ['(order)'];
}

function flatten(value: unknown, prefix = '', out = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) out.set(prefix, JSON.stringify(value));
  else for (const [key, inner] of Object.entries(value)) flatten(inner, prefix === '' ? key : `${prefix}.${key}`, out);
  return out;
}
