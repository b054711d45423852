/** The schema of a drift policy document (contract.md "Policy"), a file's and a Kubernetes custom resource's alike. */
import { z } from 'zod';
import { objects, origins } from '../../digest/evidence.ts';
import { verdicts } from '../verdict.ts';
import { globFault, operators } from './pattern.ts';

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

/** A name or value that shows what it is: no control or invisible character, none that stands for invalid UTF-8. */
const PLAIN = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]*$/u;

function plain(max: number, min = 1): z.ZodString {
  return z.string().min(min).max(max).regex(PLAIN, { error: 'holds a control or invisible character; remove it' });
}

const name = plain(LIMITS.nameLength);

/** A list that is there says something: to match everything, the field is left out. */
function list<T extends z.ZodType>(of: T, max: number): z.ZodOptional<z.ZodArray<T>> {
  return z.array(of).min(1).max(max).optional();
}

type Comparison = { readonly operator: string; readonly value: string };

function checkGlob({ operator, value }: Comparison, context: z.RefinementCtx): void {
  const fault = operator === 'Glob' ? globFault(value) : undefined;
  if (fault !== undefined) context.addIssue({ code: 'custom', path: ['value'], message: fault });
}

const condition = z
  .strictObject({ operator: z.enum(operators), value: plain(LIMITS.valueLength) })
  .superRefine(checkGlob);

const labelCondition = z
  .strictObject({
    key: plain(LIMITS.keyLength),
    operator: z.enum(operators),
    // A label may have an empty value; only Equals can ask for it, everything starts with nothing.
    value: plain(LIMITS.valueLength, 0),
  })
  .superRefine(checkGlob)
  .refine(({ operator, value }) => value !== '' || operator === 'Equals', {
    path: ['value'],
    error: 'is empty, which only Equals can compare; use operator Equals, or give a value',
  });

const conditions = list(condition, LIMITS.conditions);

const scope = z.strictObject({
  clusters: conditions,
  nodes: conditions,
  namespaces: conditions,
  pods: conditions,
  containers: conditions,
  images: conditions,
  labels: list(labelCondition, LIMITS.conditions),
});

const pathGlob = plain(LIMITS.valueLength).superRefine((pattern, context) => {
  const fault = globFault(pattern);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  else if (!/^(?:\/|\*\*|memfd:)/.test(pattern))
    context.addIssue({
      code: 'custom',
      message: `never matches, since paths are absolute; start it with / or with **/, or use name: for any directory`,
    });
});

const allowedProcess = z
  .strictObject({
    path: pathGlob.optional(),
    name: name
      .refine((text) => !/[/*?]/.test(text), {
        error: 'is the base name of the executed file, without / and wildcards; use path: for a pattern',
      })
      .optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 64 hexadecimal digits (the output of sha256sum)' })
      .transform((digits) => digits.toLowerCase())
      .optional(),
  })
  .refine((entry) => Object.values(entry).some((value) => value !== undefined), {
    error: 'is empty and would allow everything; give path, name or sha256',
  });

const allowProcesses = z.array(allowedProcess).max(LIMITS.allowed).optional();

const rule = z.strictObject({
  name,
  action: z.enum(actions),
  scope: scope.optional(),
  verdicts: list(z.enum(driftVerdicts), LIMITS.conditions),
  objects: list(z.enum(objects), LIMITS.conditions),
  origins: list(z.enum(origins), LIMITS.conditions),
  allowProcesses,
  expires: z.iso
    .datetime({ offset: true, error: 'must be a time in RFC 3339 with a zone, such as 2027-01-01T00:00:00Z' })
    .optional(),
});

const defaultRule = z.strictObject({ name, action: z.enum(actions), allowProcesses });

/** Annotations and labels are the cluster's business: accepted, not read. */
const annotations = z.record(z.string(), z.string()).optional();

export const policySchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z.strictObject({ name, labels: annotations, annotations }),
  spec: z.strictObject({
    priority: z.int().min(-LIMITS.priority).max(LIMITS.priority).default(0),
    rules: z.array(rule).max(LIMITS.rules).default([]),
    defaultRule: defaultRule.optional(),
  }),
});

export type PolicyDocument = z.output<typeof policySchema>;
export type PolicyRule = PolicyDocument['spec']['rules'][number];
export type Scope = NonNullable<PolicyRule['scope']>;
export type Condition = NonNullable<Scope['namespaces']>[number];
export type LabelCondition = NonNullable<Scope['labels']>[number];
export type AllowedProcess = NonNullable<PolicyRule['allowProcesses']>[number];
