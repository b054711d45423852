/**
 * deploy/base/crd-*.yaml, made of the schemas that the sensor itself reads and writes by. `node test/docs/generate.ts` writes
 * them. A structural schema (apiextensions.k8s.io/v1) is JSON Schema with some words less: unknown fields are refused by
 * the server itself, defaults are the sensor's (a default in a CRD would turn a null into it).
 */
import { stringify } from 'yaml';
import { z } from 'zod';
import { policySchema } from '../../sensor/evaluate/policy/document.ts';
import { sensorStatusSchema } from '../../sensor/kubernetes/sensor-status.ts';

export type Schema = { readonly [word: string]: unknown };

const GROUP = 'drift-sensor.io';
const VERSION = 'v1alpha1';

/** Words of JSON Schema that a structural schema does not have, or that say what it implies. */
const LEFT_OUT: ReadonlySet<string> = new Set(['$schema', 'default', 'propertyNames', 'format']);

function structural(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(structural);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(schema)) {
    if (LEFT_OUT.has(word) || (word === 'additionalProperties' && value === false)) continue;
    if (word === 'const') out.enum = [value];
    else if (word === 'properties') out[word] = mapValues(value as Schema, structural);
    else if (word === 'x-kubernetes-validations' || word === 'required') out[word] = value;
    else out[word] = structural(value);
  }
  return out;
}

function mapValues(object: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

type Properties = { readonly properties: Readonly<Record<string, Schema>> };

/** Of a DriftPolicy object, with what the server knows of every object. */
function policyObjectSchema(): Schema {
  const whole = structural(z.toJSONSchema(policySchema, { io: 'input' })) as Properties;
  const { metadata, spec } = whole.properties as { metadata: Schema & Properties; spec: Schema & Properties };
  const { rules } = spec.properties as { rules: Schema };
  // A finding names its rule: the server refuses two of one name, and merges a patch by it.
  const keyed = { ...rules, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
  return {
    description:
      'What is said about drift from the image, and where. Spec and examples: docs/kubernetes.md of drift-sensor.',
    type: 'object',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: metadata.properties.name } },
      spec: { ...spec, properties: { ...spec.properties, rules: keyed } },
    },
  };
}

function statusObjectSchema(): Schema {
  return {
    description: 'What the sensor of one node says of itself. Written by that sensor only.',
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      status: structural(z.toJSONSchema(sensorStatusSchema, { io: 'input' })),
    },
  };
}

type Column = { readonly name: string; readonly type: string; readonly jsonPath: string; readonly priority?: number };
type Names = { readonly kind: string; readonly plural: string; readonly short: string };

function crd(names: Names, schema: Schema, columns: readonly Column[], more: object = {}): string {
  const { kind, plural, short } = names;
  const document = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}`, labels: { 'app.kubernetes.io/name': 'drift-sensor' } },
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames: [short] },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: schema },
          ...more,
        },
      ],
    },
  };
  const head = '# Made by test/docs/generate.ts of the schemas in sensor/; change those, not this file.\n';
  return head + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
}

const AGE: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function policyCrd(): string {
  return crd({ kind: 'DriftPolicy', plural: 'driftpolicies', short: 'dp' }, policyObjectSchema(), [
    { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
    // Of several values the server prints the first only.
    { name: 'First rule', type: 'string', jsonPath: '.spec.rules[0].name' },
    { name: 'Default', type: 'string', jsonPath: '.spec.defaultRule.action' },
    AGE,
  ]);
}

export function statusCrd(): string {
  const status = '.status';
  return crd(
    { kind: 'SensorStatus', plural: 'sensorstatuses', short: 'dss' },
    statusObjectSchema(),
    [
      { name: 'Tier', type: 'string', jsonPath: `${status}.tier` },
      { name: 'Canary', type: 'string', jsonPath: `${status}.canary` },
      { name: 'Covered', type: 'integer', jsonPath: `${status}.coverage.covered` },
      { name: 'Uncovered', type: 'integer', jsonPath: `${status}.coverage.uncovered` },
      { name: 'Policies', type: 'integer', jsonPath: `${status}.policyCount` },
      { name: 'Refused', type: 'string', jsonPath: `${status}.policies[?(@.state!="InForce")].name` },
      { name: 'Version', type: 'string', jsonPath: `${status}.version`, priority: 1 },
      { name: 'Observed', type: 'date', jsonPath: `${status}.observedTime` },
    ],
    { subresources: { status: {} } },
  );
}
