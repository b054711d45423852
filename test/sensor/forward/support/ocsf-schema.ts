/** Checks an event against the OCSF schema's own files of one version: attributes, types, enumerations, requirements, constraints. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Attribute = {
  readonly requirement?: string;
  readonly profile?: string | null;
  readonly type?: string;
  readonly object_type?: string;
  readonly is_array?: boolean;
  readonly enum?: Readonly<Record<string, unknown>>;
  readonly '@deprecated'?: unknown;
};
type Attributes = Readonly<Record<string, Attribute>>;
type Definition = {
  readonly uid?: number;
  readonly extends?: string;
  readonly attributes: Readonly<Record<string, Attribute | readonly string[]>>;
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
};
type Type = { readonly type?: string; readonly regex?: string; readonly max_len?: number };

export const OCSF_ROOT = new URL('../../../../../shared/data/ocsf/', import.meta.url).pathname;

const NEWEST = '1.8.0';
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  'includes/classification.json': [
    ...[
      'activity_id',
      'activity_name',
      'category_name',
      'category_uid',
      'class_name',
      'class_uid',
      'type_name',
      'type_uid',
    ],
  ],
  'includes/occurrence.json': ['count', 'duration', 'end_time', 'start_time', 'time', 'timezone_offset'],
};
/** Of these the compiler makes the enumeration. */
const COMPUTED = new Set(['category_uid', 'class_uid']);

export class OcsfSchema {
  readonly #dir: string;
  readonly #dictionary: {
    readonly attributes: Attributes;
    readonly types: { readonly attributes: Record<string, Type> };
  };

  constructor(version: string) {
    this.#dir = join(OCSF_ROOT, version);
    this.#dictionary = this.#json('dictionary.json');
  }

  /** Every fault with its path; none when the event is valid. */
  faults(event: Record<string, unknown>): string[] {
    const profiles = (event.metadata as { profiles?: readonly string[] }).profiles ?? [];
    return [...this.#numbers(event), ...this.#check(event, this.#class('detection_finding'), new Set(profiles), '')];
  }

  /** What the schema's compiler computes and its files do not hold. */
  #numbers(event: Record<string, unknown>): string[] {
    const { attributes } = this.#json<{ attributes: { findings: { uid: number } } }>('categories.json');
    const category = attributes.findings.uid;
    const uid = category * 1000 + (this.#class('detection_finding').uid ?? 0);
    const wanted = { category_uid: category, class_uid: uid, type_uid: uid * 100 + Number(event.activity_id) };
    return Object.entries(wanted).flatMap(([name, value]) =>
      event[name] === value ? [] : [`${name}: must be ${value}`],
    );
  }

  #check(
    value: Record<string, unknown>,
    definition: Definition,
    profiles: ReadonlySet<string>,
    path: string,
  ): string[] {
    const faults: string[] = [];
    const attributes = this.#attributes(definition, profiles);
    for (const [name, attribute] of Object.entries(attributes)) {
      if (attribute.requirement === 'required' && !(name in value)) faults.push(`${path}${name}: required`);
    }
    for (const [name, each] of Object.entries(value)) {
      const attribute = attributes[name];
      if (attribute === undefined) faults.push(`${path}${name}: no such attribute`);
      else if ('@deprecated' in { ...this.#dictionary.attributes[name], ...attribute })
        faults.push(`${path}${name}: deprecated`);
      else if (!COMPUTED.has(name))
        faults.push(
          ...this.#checkValue(each, { ...this.#dictionary.attributes[name], ...attribute }, profiles, `${path}${name}`),
        );
    }
    const some = definition.constraints?.at_least_one;
    if (some !== undefined && !some.some((name) => name in value))
      faults.push(`${path}: needs one of ${some.join(', ')}`);
    return faults;
  }

  #checkValue(value: unknown, attribute: Attribute, profiles: ReadonlySet<string>, path: string): string[] {
    if (attribute.is_array === true) {
      if (!Array.isArray(value)) return [`${path}: must be an array`];
      return value.flatMap((each, at) =>
        this.#checkValue(each, { ...attribute, is_array: false }, profiles, `${path}[${at}]`),
      );
    }
    const type = attribute.type ?? '';
    if (!type.endsWith('_t')) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: must be an object`];
      // `object` itself is open.
      if (type === 'object') return [];
      return this.#check(value as Record<string, unknown>, this.#object(type), profiles, `${path}.`);
    }
    return this.#checkScalar(value, type, attribute.enum, path);
  }

  #checkScalar(value: unknown, name: string, words: Attribute['enum'], path: string): string[] {
    const type = this.#dictionary.types.attributes[name];
    const base = type?.type ?? name;
    if (base === 'json_t') return [];
    if (base === 'boolean_t') return typeof value === 'boolean' ? [] : [`${path}: must be a boolean`];
    if (['integer_t', 'long_t'].includes(base)) {
      if (!Number.isSafeInteger(value)) return [`${path}: must be an integer`];
      return words !== undefined && !(String(value) in words)
        ? [`${path}: ${String(value)} is not in the enumeration`]
        : [];
    }
    if (typeof value !== 'string' || value === '') return [`${path}: must be a text`];
    if (type?.regex !== undefined && !new RegExp(type.regex).test(value)) return [`${path}: is no ${name}`];
    return type?.max_len !== undefined && value.length > type.max_len ? [`${path}: is too long`] : [];
  }

  /** With what is inherited and included; those of profiles that are not applied are left out. */
  #attributes(definition: Definition, profiles: ReadonlySet<string>): Attributes {
    const parent = definition.extends === undefined ? undefined : this.#find(definition.extends);
    const all: Record<string, Attribute> = parent === undefined ? {} : { ...this.#attributes(parent, profiles) };
    const { $include, ...own } = definition.attributes;
    for (const path of ($include as readonly string[] | undefined) ?? []) {
      const included = this.#include(path);
      const profile = /^profiles\/(\w+)\.json$/.exec(path)?.[1];
      if (profile !== undefined && !profiles.has(profile)) continue;
      for (const [name, attribute] of Object.entries(included.attributes))
        all[name] = merge(all[name], attribute as Attribute);
    }
    for (const [name, attribute] of Object.entries(own)) {
      const { profile } = attribute as Attribute;
      if (typeof profile === 'string' && !profiles.has(profile)) continue;
      all[name] = merge(all[name], attribute as Attribute);
    }
    return all;
  }

  #class(name: string): Definition {
    return this.#json(`events/findings/${name}.json`);
  }

  #object(name: string): Definition {
    return this.#json(`objects/${name}.json`);
  }

  #include(path: string): Definition {
    if (existsSync(join(this.#dir, path))) return this.#json(path);
    const names = INCLUDED[path];
    if (names === undefined) throw new Error(`the schema has no ${path}`);
    // The files that older versions include are not among the data; later versions say the same in the base event itself.
    const { attributes } = JSON.parse(
      readFileSync(join(OCSF_ROOT, NEWEST, 'events/base_event.json'), 'utf8'),
    ) as Definition;
    return { attributes: Object.fromEntries(names.map((name) => [name, attributes[name] ?? {}])) };
  }

  #find(name: string): Definition {
    for (const path of [`events/findings/${name}.json`, `events/${name}.json`, `objects/${name}.json`]) {
      if (existsSync(join(this.#dir, path))) return this.#json(path);
    }
    throw new Error(`the schema has no ${name} (${readdirSync(this.#dir).join(' ')})`);
  }

  #json<T>(path: string): T {
    return JSON.parse(readFileSync(join(this.#dir, path), 'utf8')) as T;
  }
}

function merge(before: Attribute | undefined, now: Attribute): Attribute {
  const words = before?.enum === undefined && now.enum === undefined ? {} : { enum: { ...before?.enum, ...now.enum } };
  return { ...before, ...now, ...words };
}
