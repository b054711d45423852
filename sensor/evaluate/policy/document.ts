/**
 * The schema of a drift policy document, a file's and a Kubernetes custom resource's alike. The CRD is made of it
 * (test/docs/crds.ts), so that `policy check` and the API server refuse the same documents: lengths are in characters, patterns
 * are RE2's, and what a refinement checks stands in its `meta` as JSON Schema or as a rule in CEL.
 */
import * as z from 'zod';
import { objects, origins } from '../../digest/evidence.ts';
import { verdicts } from '../verdict.ts';
import { globFault, globSchema, operators } from './pattern.ts';

export const API_VERSION = 'drift-sensor.io/v1alpha1';
export const KIND = 'DriftPolicy';

/** Bounds, so that a decision and its memory are bounded: rules × conditions is the worst case of one decision. */
export const LIMITS = {
  rules: 500,
  conditions: 256,
  allowed: 4_096,
  nameLength: 253,
  valueLength: 1_024,
  /** Of a Kubernetes label key: prefix, slash, name. */
  keyLength: 317,
  priority: 2_147_483_647,
} as const;

export const actions = ['Alert', 'Block', 'Ignore'] as const;
export type Action = (typeof actions)[number];

/** `in_image` is no drift: no rule needs to say so. */
const driftVerdicts = verdicts.filter((word) => word !== 'in_image');

/**
 * A name or value that shows what it is: no control or invisible character, none that stands for invalid UTF-8 (the last one,
 * as itself, since RE2 has another escape for it). No literal: one character beyond Latin-1 doubles what the bundle takes in memory.
 */
const PLAIN = new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}${'\u{fffd}'}]*$`, 'u');

/** Characters are counted as the API server does: one outside of the basic plane is one. */
function plain(max: number, min = 1) {
  return z
    .string()
    .min(min, { abort: true })
    .regex(PLAIN, { error: 'holds a control or invisible character; remove it' })
    .superRefine((text, context) => {
      if (text.length > max && [...text].length > max)
        context.addIssue({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: text });
    })
    .meta({ maxLength: max });
}

const name = plain(LIMITS.nameLength);

/** A list that is there says something: to match everything, the field is left out. */
function list<T extends z.ZodType>(of: T, max: number): z.ZodOptional<z.ZodArray<T>> {
  return z.array(of).min(1).max(max).optional();
}

type CelRule<T> = {
  /** As the API server evaluates it. */
  readonly rule: string;
  readonly message: string;
  /** The same, here. */
  readonly holds: (value: T) => boolean;
};

/**
 * What a JSON Schema cannot say so that one understands its refusal. The API server bounds the cost of a rule times the
 * entries that it may run for (10 million steps): none may stand at an entry of `allowProcesses`, of which there may be
 * 500 × 4,096.
 */
export const celRules = {
  onlyEqualsComparesEmpty: {
    rule: "self.value != '' || self.operator == 'Equals'",
    message: 'is empty, which only Equals can compare; use operator Equals, or give a value',
    holds: ({ operator, value }) => value !== '' || operator === 'Equals',
  } satisfies CelRule<Comparison>,
};

function inCel({ rule, message }: Pick<CelRule<never>, 'rule' | 'message'>) {
  return { 'x-kubernetes-validations': [{ rule, message }] };
}

/** For `kubectl explain`. */
function said<T extends z.ZodType>(type: T, description: string): T {
  return type.meta({ description });
}

type Comparison = { readonly operator: string; readonly value: string };

function checkGlob({ operator, value }: Comparison, context: z.RefinementCtx): void {
  const fault = operator === 'Glob' ? globFault(value) : undefined;
  if (fault !== undefined) context.addIssue({ code: 'custom', path: ['value'], message: fault });
}

const withoutGlob = operators.filter((operator) => operator !== 'Glob');
const globIsGood = {
  anyOf: [{ properties: { operator: { enum: withoutGlob } } }, { properties: { value: globSchema } }],
};

const condition = z
  .strictObject({ operator: z.enum(operators), value: plain(LIMITS.valueLength) })
  .superRefine(checkGlob)
  .meta(globIsGood);

const labelCondition = z
  .strictObject({
    key: plain(LIMITS.keyLength),
    operator: z.enum(operators),
    // A label may have an empty value; only Equals can ask for it, everything starts with nothing.
    value: plain(LIMITS.valueLength, 0),
  })
  .superRefine(checkGlob)
  .refine(celRules.onlyEqualsComparesEmpty.holds, {
    path: ['value'],
    error: celRules.onlyEqualsComparesEmpty.message,
  })
  .meta({ ...globIsGood, ...inCel(celRules.onlyEqualsComparesEmpty) });

const conditions = list(condition, LIMITS.conditions);

const labelConditions = list(labelCondition, LIMITS.conditions);

const scope = z.strictObject({
  clusters: said(conditions, 'of the sensor’s clusterName'),
  nodes: said(conditions, 'of the node’s name'),
  namespaces: said(conditions, 'of the pod’s namespace'),
  pods: said(conditions, 'of the pod’s name'),
  containers: said(conditions, 'of the container’s name in its pod, or its engine’s name for it'),
  images: said(conditions, 'of the image’s reference, manifest digest or config digest: one that matches is enough'),
  labels: said(labelConditions, 'of the pod; outside of pods of the container'),
  namespaceLabels: said(labelConditions, 'of the pod’s namespace'),
});

const ABSOLUTE = /^(?:\/|\*\*|memfd:)/;

const pathGlob = plain(LIMITS.valueLength)
  .superRefine((pattern, context) => {
    const fault = globFault(pattern);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    else if (!ABSOLUTE.test(pattern))
      context.addIssue({
        code: 'custom',
        message: `never matches, since paths are absolute; start it with / or with **/, or use name: for any directory`,
      });
  })
  .meta({ ...globSchema, allOf: [...globSchema.allOf, { pattern: ABSOLUTE.source.replaceAll('\\/', '/') }] });

const BASE_NAME = /^[^/*?]*$/;

const allowedProcess = z
  .strictObject({
    path: pathGlob.optional(),
    name: name
      .refine((text) => BASE_NAME.test(text), {
        error: 'is the base name of the executed file, without / and wildcards; use path: for a pattern',
      })
      .meta({ maxLength: LIMITS.nameLength, allOf: [{ pattern: BASE_NAME.source }] })
      .optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 64 hexadecimal digits (the output of sha256sum)' })
      .transform((digits) => digits.toLowerCase())
      .optional(),
  })
  .refine((entry) => Object.values(entry).some((value) => value !== undefined), {
    error: 'is empty and would allow everything; give path, name or sha256',
  })
  .meta({ minProperties: 1 });

const allowProcesses = z.array(allowedProcess).max(LIMITS.allowed).optional();

const action = said(
  z.enum(actions),
  'Alert: a finding; Block: the same until the tier can enforce; Ignore: counted only',
);

const rule = z.strictObject({
  name: said(name, 'findings name the rule; unique in its policy'),
  action,
  scope: said(scope, 'fields are combined by AND, the conditions of one by OR; an absent one matches all').optional(),
  verdicts: said(list(z.enum(driftVerdicts), LIMITS.conditions), 'absent: all'),
  objects: said(list(z.enum(objects), LIMITS.conditions), 'absent: all'),
  origins: said(
    list(z.enum(origins), LIMITS.conditions),
    'absent: all but argument and stdin, which only rules that name them judge',
  ),
  allowProcesses: said(allowProcesses, 'executed files of which nothing is said where the rule certainly matches'),
  expires: said(
    z.iso
      .datetime({ offset: true, error: 'must be a time in RFC 3339 with a zone, such as 2027-01-01T00:00:00Z' })
      .optional(),
    'from then on the rule is skipped',
  ),
});

const defaultRule = z.strictObject({ name, action, allowProcesses });

/** Annotations and labels are the cluster's business: accepted, not read. */
const annotations = z.record(z.string(), z.string()).optional();

/** Of a Kubernetes object: a DNS subdomain (RFC 1123). */
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const objectName = name
  .regex(SUBDOMAIN, {
    error: 'must be a Kubernetes name: small letters, digits, - and . inside; begin and end with a letter or digit',
  })
  .meta({ maxLength: LIMITS.nameLength, pattern: SUBDOMAIN.source });

/** What a cluster adds to a document that it gives back: accepted, not read. */
const added = z.unknown().optional();
const addedByCluster = {
  uid: added,
  resourceVersion: added,
  generation: added,
  creationTimestamp: added,
  managedFields: added,
  ownerReferences: added,
  finalizers: added,
};

export const policySchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z.strictObject({ name: objectName, labels: annotations, annotations, ...addedByCluster }),
  spec: z.strictObject({
    priority: said(
      z.int().min(-LIMITS.priority).max(LIMITS.priority).default(0),
      'higher ones are asked first, then by name; absent: 0',
    ),
    rules: said(z.array(rule).max(LIMITS.rules).default([]), 'asked in order; the first that matches decides'),
    defaultRule: said(defaultRule, 'of the lowest-priority policy that has one: decides where no rule does').optional(),
  }),
});

export type PolicyDocument = z.output<typeof policySchema>;
export type PolicyRule = PolicyDocument['spec']['rules'][number];
export type Scope = NonNullable<PolicyRule['scope']>;
export type Condition = NonNullable<Scope['namespaces']>[number];
export type LabelCondition = NonNullable<Scope['labels']>[number];
export type AllowedProcess = NonNullable<PolicyRule['allowProcesses']>[number];
