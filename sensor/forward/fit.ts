import { safeJson } from './json.ts';

/** Makes a record small enough by leaving out what matters least, so that it stays whole JSON. */

type Json = Readonly<Record<string, unknown>>;

const MAX_ARGS = 16;
const MAX_TEXT = 256;
const CUT = '…';

/** In this order until it fits: each takes a little more away. */
const STEPS: readonly ((record: Json) => Json)[] = [
  (record) => within(record, 'process', (process) => without(process, 'args_base64')),
  (record) => without(record, 'attack_reasons'),
  (record) => within(record, 'pod', (pod) => without(without(pod, 'annotations'), 'namespace_labels')),
  (record) => without(record, 'next_steps'),
  (record) => within(record, 'pod', (pod) => without(pod, 'labels')),
  (record) => within(record, 'process', shortenArgs),
  (record) => within(record, 'entry', (entry) => without(entry, 'args')),
  (record) => within(record, 'folded', (folded) => ({ ...folded, files: [] })),
  (record) => shortenTexts(record, 1024) as Json,
  (record) => within(record, 'process', (process) => ({ ...without(process, 'args'), args: [], args_truncated: true })),
  // Every format counts on it, as on `args` and `parents`: what is left out of these is empty, not absent.
  (record) => ('attack' in record ? { ...record, attack: [] } : record),
  (record) => shortenTexts(record, MAX_TEXT) as Json,
  (record) => within(record, 'process', (process) => ({ ...process, parents: [] })),
  (record) => within(record, 'pod', (pod) => only(pod, ['namespace', 'name', 'uid'])),
  (record) => within(record, 'container', (container) => within(container, 'image', (image) => only(image, ['ref']))),
  (record) => within(record, 'entry', (entry) => only(entry, ['kind', 'pid', 'name'])),
  (record) => shortenTexts(record, 64) as Json,
  (record) => without(record, 'folded'),
];

/** The record as JSON in at most `maxBytes`; undefined when that cannot be. A shortened record has `shortened: true`. */
export function fitRecord(record: object, maxBytes: number): Buffer | undefined {
  return shrink(record as Json, maxBytes, (value) => Buffer.from(safeJson(value)));
}

/** As {@link fitRecord}, for any format of the record. */
export function shrink(record: Json, maxBytes: number, format: (record: Json) => Buffer): Buffer | undefined {
  let bytes = format(record);
  if (bytes.length <= maxBytes) return bytes;
  let shorter: Json = { ...record, shortened: true };
  for (const step of STEPS) {
    shorter = step(shorter);
    bytes = format(shorter);
    if (bytes.length <= maxBytes) return bytes;
  }
  return undefined;
}

function within(record: Json, key: string, change: (part: Json) => Json): Json {
  const part = record[key];
  return typeof part === 'object' && part !== null ? { ...record, [key]: change(part as Json) } : record;
}

function without(record: Json, key: string): Json {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

function only(record: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function shortenArgs(process: Json): Json {
  const args = Array.isArray(process.args) ? process.args : [];
  return { ...process, args: args.slice(0, MAX_ARGS).map((arg) => shortenTexts(arg, MAX_TEXT)), args_truncated: true };
}

/** Cuts long texts, never through a character; an id or a digest is no longer than 64. */
function shortenTexts(value: unknown, max: number): unknown {
  if (typeof value === 'string')
    return value.length <= Math.max(max, 71) ? value : `${value.slice(0, max).toWellFormed()}${CUT}`;
  if (Array.isArray(value)) return value.slice(0, 64).map((each) => shortenTexts(each, max));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shortenTexts(each, max)]));
}
