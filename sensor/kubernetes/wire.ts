/** What is read of the API server's JSON. Nothing is trusted to have the type that it should have. */

export type Taken<T> = { readonly key: string; readonly value: T };

export type Item = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
  readonly version: string;
};

type Json = Readonly<Record<string, unknown>>;

export function mapping(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Undefined for what is no list. `more`: the token of the next page. */
export function listOf(
  answer: unknown,
): { readonly items: readonly unknown[]; readonly version: string; readonly more: string | undefined } | undefined {
  const { metadata, items } = mapping(answer);
  const { resourceVersion, continue: more } = mapping(metadata);
  const version = text(resourceVersion);
  // Go writes an empty list as null.
  if (version === undefined || !(Array.isArray(items) || items === null)) return undefined;
  return { items: items ?? [], version, more: text(more) };
}

const TYPES: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/** One event of a watch; undefined for what is none. */
export function itemOf(line: unknown): Item | undefined {
  const { type, object } = mapping(line);
  if (!TYPES.has(type)) return undefined;
  const version = text(mapping(mapping(object).metadata).resourceVersion);
  if (version === undefined && type !== 'ERROR') return undefined;
  return { type: type as Item['type'], object, version: version ?? '' };
}

/** The entries that are text, at most `max` of them; undefined when there are more: a part would be taken for the whole. */
export function textMap(value: unknown, max: number): Readonly<Record<string, string>> | undefined {
  const out: Record<string, string> = {};
  let count = 0;
  for (const [key, each] of Object.entries(mapping(value))) {
    if (typeof each !== 'string') continue;
    if (++count > max) return undefined;
    // Not `out[key] =`: a key may be __proto__.
    Object.defineProperty(out, key, { value: each, enumerable: true, configurable: true, writable: true });
  }
  return out;
}
