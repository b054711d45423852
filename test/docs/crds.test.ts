/**
 * Whether `policy check` and an API server refuse the same documents. The server's part is played by a JSON Schema validator
 * over the CRD's own schema, with the three things that a server does besides: unknown fields are errors (as with
 * kubectl's strict validation), lists of type map have unique keys, and rules in CEL hold, of which each is known here by
 * its text and evaluated by the function that the sensor itself uses.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { celRules } from '../../sensor/evaluate/policy/document.ts';
import { parsePolicies } from '../../sensor/evaluate/policy/parse.ts';
import { sensorStatusSchema } from '../../sensor/kubernetes/sensor-status.ts';
import { policyCrd, type Schema, statusCrd } from './crds.ts';
import { bad, good } from './policy-corpus.ts';

const ROOT = join(import.meta.dirname, '../..');

type Crd = {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly scope: string;
    readonly names: { readonly plural: string; readonly shortNames: readonly string[] };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
};

function schemaOf(crd: string): Schema {
  return (parse(crd) as Crd).spec.versions[0]?.schema.openAPIV3Schema ?? {};
}

/** Object nodes refuse what they do not name: but not those inside of junctors, which only narrow. */
function strict(schema: unknown, inside = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => strict(each, inside));
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(schema)) {
    const junctor = inside || word === 'anyOf' || word === 'allOf' || word === 'not';
    out[word] =
      word === 'properties' ? mapValues(value as Schema, (each) => strict(each, inside)) : strict(value, junctor);
  }
  const isMetadata = JSON.stringify(Object.keys((out.properties ?? {}) as object)) === '["name"]';
  if (!inside && out.properties !== undefined && !isMetadata) out.additionalProperties = false;
  return out;
}

function mapValues(object: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function validator(schema: Schema) {
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: true });
  ajv.addKeyword({
    keyword: 'x-kubernetes-validations',
    validate: (rules: readonly { rule: string }[], value: unknown) =>
      rules.every(({ rule }) => {
        const known = Object.values(celRules).find((each) => each.rule === rule);
        if (known === undefined) throw new Error(`a rule in CEL that nobody mirrors: ${rule}`);
        return known.holds(value as never);
      }),
  });
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-map-keys',
    type: 'array',
    validate: ([key = '']: readonly string[], items: readonly Schema[]) =>
      new Set(items.map((item) => item[key])).size === items.length,
  });
  return ajv.compile(strict(schema) as Schema);
}

const server = validator(schemaOf(policyCrd()));

describe('the API server and policy check', () => {
  test.each(good)('both take: %s', (_why, document) => {
    expect(parsePolicies(JSON.stringify(document), 'f').faults).toEqual([]);
    expect([server(document), server.errors]).toEqual([true, null]);
  });

  test.each(bad)('both refuse: %s', (_why, document) => {
    expect(parsePolicies(JSON.stringify(document), 'f').faults).not.toEqual([]);
    expect(server(document)).toBe(false);
  });
});

/** What a structural schema may hold, and where (apiextensions.k8s.io/v1, "Specifying a structural schema"). */
function unstructural(schema: unknown, path: string, inside = false): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const found: string[] = [];
  const node = schema as Schema;
  const forbidden = inside
    ? ['type', 'description', 'default', 'additionalProperties', 'nullable', 'format']
    : ['$ref', 'definitions', 'dependencies', 'patternProperties', 'const', 'default', '$schema', 'propertyNames'];
  for (const word of forbidden) if (Object.hasOwn(node, word)) found.push(`${path}: ${word}`);
  if (!inside && typeof node.type !== 'string') found.push(`${path}: no type`);
  for (const [key, each] of Object.entries((node.properties ?? {}) as Schema)) {
    found.push(...unstructural(each, `${path}.${key}`, inside));
  }
  if (node.items !== undefined) found.push(...unstructural(node.items, `${path}[]`, inside));
  for (const word of ['anyOf', 'allOf']) {
    for (const each of (node[word] ?? []) as readonly unknown[])
      found.push(...unstructural(each, `${path}.${word}`, true));
  }
  if (node.not !== undefined) found.push(...unstructural(node.not, `${path}.not`, true));
  return found;
}

describe.each([
  ['driftpolicies', policyCrd, 'dp'],
  ['sensorstatuses', statusCrd, 'dss'],
] as const)('the CRD of %s', (plural, make, short) => {
  test('is cluster-scoped, with a short name, and structural', () => {
    const crd = parse(make()) as Crd;
    expect(crd.spec).toMatchObject({ scope: 'Cluster', names: { plural, shortNames: [short] } });
    expect(crd.metadata.name).toBe(`${plural}.drift-sensor.io`);
    expect(unstructural(schemaOf(make()), plural)).toEqual([]);
  });

  test('every list and text has a bound, so that rules in CEL have a cost', () => {
    expect(unbounded(schemaOf(make()), '')).toEqual([]);
  });

  test.runIf(existsSync(join(ROOT, '../shared/data/kubernetes-openapi')))(
    'is what an API server takes as a CRD',
    () => {
      const file = '../shared/data/kubernetes-openapi/apis_apiextensions.k8s.io_v1.json';
      const { components } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { components: { schemas: Schema } };
      const name = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';
      const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
      ajv.addSchema({ $id: 'k8s', components: { schemas: mapValues(components.schemas, (each) => closed(each)) } });
      const validate = ajv.compile({ $ref: `k8s#/components/schemas/${name}CustomResourceDefinition` });
      expect([validate(parse(make())), validate.errors]).toEqual([true, null]);
    },
  );
});

/** An object of the API has no other fields than those it names. */
function closed(schema: unknown): Schema {
  const named = schema as Schema;
  return named.properties === undefined ? named : { ...named, additionalProperties: false };
}

function unbounded(schema: unknown, path: string): string[] {
  const { type, enum: words, maxLength, maxItems, pattern, properties = {}, items } = schema as Schema;
  if (path === '.apiVersion' || path === '.kind' || path === '.metadata') return [];
  const own =
    (type === 'string' && words === undefined && maxLength === undefined && pattern === undefined) ||
    (type === 'array' && maxItems === undefined);
  return [
    ...(own ? [path] : []),
    ...Object.entries(properties as Schema).flatMap(([key, each]) => unbounded(each, `${path}.${key}`)),
    ...(items === undefined ? [] : unbounded(items, `${path}[]`)),
  ];
}

test('what the sensor writes as its status is what the CRD takes', () => {
  const status = {
    observedTime: new Date(0).toISOString(),
    version: '1',
    tier: 'detect',
    tierDetail: '',
    canary: 'ok',
    canaryDetail: 'found',
    policyGeneration: 3,
    policyCount: 1,
    policies: [
      { name: 'p', source: 'DriftPolicy', state: 'Stale', generation: 2, generationInForce: 1, reasons: ['why'] },
    ],
    coverage: { covered: 1, uncovered: 1, containers: [{ id: 'c', code: 'index_failed', reason: 'r' }], limits: [] },
  };
  const validate = validator(schemaOf(statusCrd()));
  expect([validate({ metadata: { name: 'node-1' }, status }), validate.errors]).toEqual([true, null]);
  expect(sensorStatusSchema.parse(status)).toEqual(status);
  expect(validate({ metadata: { name: 'node-1' }, status: { ...status, tier: 7 } })).toBe(false);
});
