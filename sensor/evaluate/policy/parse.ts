/** Text (YAML with any number of documents, or JSON) → policy documents, or every fault at once. Never throws. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import * as z from 'zod';
import { policySchema } from './document.ts';
import { describeIssue, formatPath, type PolicyFault, show } from './fault.ts';
import { type LoadedPolicy, withoutRepeats } from './loaded.ts';

export type ParsedPolicies = { readonly policies: readonly LoadedPolicy[]; readonly faults: readonly PolicyFault[] };

/** An allow list of 4,096 digests, the longest that a rule can have, is some 370 KB. */
export const MAX_POLICY_BYTES = 512 << 10;
/** What takes time is not bytes but what they mean: that list is some 50,000 tokens, which are parsed in a quarter of a second. */
const MAX_TOKENS = 1 << 16;
/** The schema is nine levels deep. */
const MAX_FLOW_DEPTH = 64;
const MAX_DOCUMENTS = 256;
/** More faults than somebody reads; what is beyond is counted. */
const MAX_FAULTS = 100;
/** How often an alias may be expanded: a few lines of aliases of aliases could otherwise fill the memory. */
const MAX_ALIASES = 100;

export function parsePolicies(text: string, file: string): ParsedPolicies {
  const faults: PolicyFault[] = [];
  const policies: LoadedPolicy[] = [];
  if (text.length > MAX_POLICY_BYTES) {
    return {
      policies,
      faults: [{ file, message: `is larger than ${MAX_POLICY_BYTES} bytes; split it into several files` }],
    };
  }
  const tooMuch = weigh(text);
  if (tooMuch !== undefined) return { policies, faults: [{ file, message: tooMuch }] };
  const lines = new LineCounter();
  try {
    // Repeated keys are looked for below: the parser compares each key with all others.
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      // A mapping as a key would be written out to make it one, which takes twice as long with each level of nesting.
      stringKeys: true,
      logLevel: 'error',
    });
    const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
    if (documents.length > MAX_DOCUMENTS) {
      faults.push({ file, message: `holds more than ${MAX_DOCUMENTS} documents; split it into several files` });
    } else {
      for (const document of documents) {
        const policy = parseDocument({ document, file, lines, faults });
        if (policy !== undefined) policies.push(policy);
      }
    }
  } catch (error) {
    // Nesting beyond the stack.
    faults.push({ file, message: `cannot be read as YAML (${reason(error)}); nest it less` });
  }
  faults.push(...withoutRepeats(policies).faults);
  if (policies.length === 0 && faults.length === 0) {
    faults.push({ file, message: 'holds no policy; write one, or delete the file to remove its policies' });
  }
  return { policies, faults: faults.length > MAX_FAULTS ? cut(faults, file) : faults };
}

/** What is too much to be parsed while execs wait, by a look at its tokens, which takes no longer than reading it. */
function weigh(text: string): string | undefined {
  let tokens = 0;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAX_FLOW_DEPTH) return 'is nested too deeply; nest it less';
    if (++tokens > MAX_TOKENS) return `holds more than ${MAX_TOKENS} words and signs; split it into several files`;
  }
  return undefined;
}

type Reading = {
  readonly document: Document.Parsed;
  readonly file: string;
  readonly lines: LineCounter;
  readonly faults: PolicyFault[];
};

function parseDocument(reading: Reading): LoadedPolicy | undefined {
  const { document, file, lines, faults } = reading;
  for (const { pos, code, message } of document.errors.slice(0, MAX_FAULTS + 1)) {
    faults.push({ file, ...at(lines, pos[0]), message: yamlFault(code, message) });
  }
  if (document.errors.length > 0) return undefined;
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return undefined;

  const before = faults.length;
  reportRepeatedKeys(reading);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = `cannot be read (${reason(error)}); write the values out instead of using so many aliases`;
    faults.push({ file, ...place(reading, []), message });
    return undefined;
  }
  const result = policySchema.safeParse(value);
  if (!result.success) {
    for (const issue of result.error.issues) {
      if (faults.length > MAX_FAULTS) break;
      const message = describeIssue(issue, valueAt(value, issue.path), knownKeys(issue.path));
      const unknownKey = issue.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
      faults.push({
        ...faultAt(reading, issue.path, message),
        ...place(reading, [...issue.path, ...unknownKey], unknownKey.length > 0),
      });
    }
  }
  reportRepeatedRules(reading, value);
  if (!result.success || faults.length > before) return undefined;
  return { document: result.data, file, line: place(reading, []).line };
}

function yamlFault(code: string, message: string): string {
  if (code === 'NON_STRING_KEY') return 'a key must be a word; write it out instead of a list, a mapping or an alias';
  return message.includes('call stack') ? 'is nested too deeply; nest it less' : message;
}

function reportRepeatedKeys({ document, file, lines, faults }: Reading): void {
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          faults.push({
            file,
            ...at(lines, key.range?.[0] ?? 0),
            message: `key ${show(key.value)} is there twice; remove one`,
          });
        }
        if (faults.length > MAX_FAULTS) return visit.BREAK;
        seen.add(key.value);
      }
      return undefined;
    },
  });
}

/** A finding names its rule: two of one name could not be told apart. */
function reportRepeatedRules(reading: Reading, value: unknown): void {
  const rules = valueAt(value, ['spec', 'rules']);
  if (!Array.isArray(rules)) return;
  const seen = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    const name = valueAt(rule, ['name']);
    if (typeof name !== 'string') continue;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else if (reading.faults.length <= MAX_FAULTS) {
      const path = ['spec', 'rules', index, 'name'];
      reading.faults.push(faultAt(reading, path, `is the name of spec.rules[${first}] too; choose another`));
    }
  }
}

function faultAt(reading: Reading, path: readonly PropertyKey[], message: string): PolicyFault {
  return { file: reading.file, ...place(reading, path), ...(path.length > 0 && { path: formatPath(path) }), message };
}

/** Where the value stands; for one that is missing, what should hold it. */
function place(
  { document, lines }: Reading,
  path: readonly PropertyKey[],
  unknownKey = false,
): { line: number; column: number } {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    const holder = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(holder) && typeof step === 'number') node = holder.items[step];
    else if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      // Of a list or mapping the key is shown, of a value itself; of an unknown key the key.
      node = pair?.value;
      offset = startOf(pair?.key) ?? offset;
    } else break;
    const own = startOf(node);
    if (own === undefined) break;
    if (!isLast || isSeq(holder) || (isScalar(node) && !unknownKey)) offset = own;
  }
  return at(lines, offset);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return current;
}

/** The keys that the schema has at a place. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let type: unknown = policySchema;
  for (const step of path) {
    type = unwrap(type);
    if (type instanceof z.ZodObject) type = (type.shape as Readonly<Record<PropertyKey, unknown>>)[step];
    else if (type instanceof z.ZodArray) type = type.element;
  }
  type = unwrap(type);
  return type instanceof z.ZodObject ? Object.keys(type.shape) : [];
}

function unwrap(type: unknown): unknown {
  return type instanceof z.ZodOptional || type instanceof z.ZodDefault ? unwrap(type.unwrap()) : type;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function cut(faults: readonly PolicyFault[], file: string): PolicyFault[] {
  return [...faults.slice(0, MAX_FAULTS), { file, message: `and more faults than these ${MAX_FAULTS}` }];
}
