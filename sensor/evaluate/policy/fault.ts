import type { z } from 'zod';

/** What is wrong with a policy document, where, and what to write instead. */
export type PolicyFault = {
  readonly file: string;
  /** From 1; absent where there is no such place (the file cannot be read). */
  readonly line?: number;
  readonly column?: number;
  /** `spec.rules[1].scope.namespaces[0].operator`; absent for what concerns the whole document. */
  readonly path?: string;
  readonly message: string;
};

/** `FILE:LINE:COLUMN: PATH: MESSAGE`, as editors and CI systems read it. */
export function formatFault({ file, line, column, path, message }: PolicyFault): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return path === undefined ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? quoted(String(step)) : `.${quoted(String(step))}`;
  }
  return text;
}

/** One issue of the schema in the words of somebody who writes YAML. `given` is the value at the issue's path. */
export function describeIssue(issue: z.core.$ZodIssue, given: unknown, known: readonly string[]): string {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = issue.keys.slice(0, 8).map((key) => `${quoted(key)}${suggestion(key, known)}`);
      const more = issue.keys.length > keys.length ? ` and ${issue.keys.length - keys.length} more` : '';
      return `unknown key ${keys.join(', ')}${more}${known.length > 0 ? `; the keys here are ${known.join(', ')}` : ''}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (given === undefined)
        return `is missing; it must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
      return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}, not ${show(given)}${suggestion(given, values)}`;
    }
    case 'invalid_type':
      if (given === undefined) return 'is missing; add it';
      if (issue.expected === 'string' && typeof given !== 'object') return `must be text; put it in quotes: "${given}"`;
      return `must be ${TYPES[issue.expected] ?? issue.expected}, not ${show(given)}`;
    case 'too_small':
      if (issue.origin === 'array')
        return 'is empty and would match nothing; add an entry, or leave the key out to match all';
      return issue.origin === 'string' ? 'is empty; give a value' : `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array')
        return `holds more than ${issue.maximum} entries; split it into several rules or policies`;
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping of keys',
  record: 'a mapping of keys',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
};

const MAX_SHOWN = 60;

/** The text of an untrusted value in a message: short, on one line, nothing invisible. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? quoted(value, true) : String(value);
}

function quoted(text: string, always = false): string {
  if (!always && /^[\w./-]{1,80}$/.test(text)) return text;
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return JSON.stringify(cut).replace(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function suggestion(given: unknown, values: readonly string[]): string {
  if (typeof given !== 'string' || given.length > MAX_SHOWN) return '';
  const near = values.find(
    (value) => distance(given.toLowerCase(), value.toLowerCase()) <= Math.min(2, value.length / 3),
  );
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
