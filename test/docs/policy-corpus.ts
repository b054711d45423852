/** Documents on both sides of every rule of the policy schema. */
import { LIMITS } from '../../sensor/evaluate/policy/document.ts';
import { MAX_GLOB_LENGTH, MAX_GLOB_WILDCARDS } from '../../sensor/evaluate/policy/pattern.ts';

type Json = { readonly [key: string]: unknown };
type Case = readonly [why: string, document: Json];

const whole = (spec: unknown, metadata: unknown = { name: 'p' }): Json => ({
  apiVersion: 'drift-sensor.io/v1alpha1',
  kind: 'DriftPolicy',
  metadata,
  spec,
});
const rule = (more: object): Json => ({ name: 'r', action: 'Alert', ...more });
const ofRule = (more: object): Json => whole({ rules: [rule(more)] });
const scope = (more: object): Json => ofRule({ scope: more });
const namespace = (operator: unknown, value: unknown): Json => scope({ namespaces: [{ operator, value }] });
const label = (operator: string, value: string, key = 'app'): Json => scope({ labels: [{ key, operator, value }] });
const allow = (...entries: readonly unknown[]): Json => ofRule({ allowProcesses: entries });
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const DIGEST = 'ab'.repeat(32);
/** One character, two UTF-16 code units. */
const WIDE = '\u{1f980}';

export const good: readonly Case[] = [
  ['an empty spec', whole({})],
  ['no rules', whole({ rules: [] })],
  ['a default rule alone', whole({ defaultRule: { name: 'd', action: 'Ignore', allowProcesses: [] } })],
  [
    'everything',
    whole({
      priority: 100,
      rules: [
        rule({
          action: 'Block',
          scope: {
            clusters: [{ operator: 'Equals', value: 'c' }],
            nodes: [{ operator: 'StartsWith', value: 'n' }],
            namespaces: [{ operator: 'EndsWith', value: 's' }],
            pods: [{ operator: 'Contains', value: 'p' }],
            containers: [{ operator: 'Glob', value: 'c*' }],
            images: [{ operator: 'Equals', value: 'i' }],
            labels: [{ key: 'app', operator: 'Equals', value: 'x' }],
            namespaceLabels: [{ key: 'team', operator: 'Glob', value: 'x*' }],
          },
          verdicts: ['added', 'modified', 'unverified'],
          objects: ['binary', 'library', 'script'],
          origins: ['memfd', 'argument', 'stdin', 'volume'],
          allowProcesses: [{ path: '/a/*', name: 'b', sha256: DIGEST }],
          expires: '2027-01-01T00:00:00.5+02:00',
        }),
      ],
    }),
  ],
  ['the least priority', whole({ priority: -LIMITS.priority })],
  ['the greatest priority', whole({ priority: LIMITS.priority })],
  ['a dotted name', whole({}, { name: 'a.b-1' })],
  ['a long name', whole({}, { name: 'a'.repeat(253) })],
  [
    'what a cluster gives back',
    whole({}, { name: 'p', uid: 'u', generation: 2, resourceVersion: '7', creationTimestamp: 'x' }),
  ],
  ['as many rules as may be', whole({ rules: many(LIMITS.rules, (i) => rule({ name: `r${i}` })) })],
  [
    'as many conditions as may be',
    scope({ pods: many(LIMITS.conditions, (i) => ({ operator: 'Equals', value: `v${i}` })) }),
  ],
  ['a value of the greatest length', namespace('Equals', 'v'.repeat(LIMITS.valueLength))],
  ['the greatest length in wide characters', namespace('Equals', WIDE.repeat(LIMITS.valueLength))],
  ['a rule name in wide characters', ofRule({ name: WIDE.repeat(LIMITS.nameLength) })],
  ['stars that no glob may have, not in a glob', namespace('Contains', 'a***\\')],
  ['a value as long as no glob may be', namespace('Equals', '*'.repeat(MAX_GLOB_LENGTH + 1))],
  ['a glob of the greatest length', namespace('Glob', `${'g'.repeat(MAX_GLOB_LENGTH - 1)}*`)],
  ['a glob in wide characters', namespace('Glob', WIDE.repeat(MAX_GLOB_LENGTH))],
  ['as many wildcards as may be', namespace('Glob', '*a'.repeat(MAX_GLOB_WILDCARDS))],
  ['a backslash that is escaped', namespace('Glob', 'a\\\\')],
  ['a star that is escaped', namespace('Glob', 'a\\*')],
  ['an empty label', label('Equals', '')],
  ['a label key of the greatest length', label('Equals', 'v', 'k'.repeat(LIMITS.keyLength))],
  ['paths that begin as paths do', allow({ path: '/x' }, { path: '**/x' }, { path: 'memfd:x' })],
  ['a digest in capitals', allow({ sha256: DIGEST.toUpperCase() })],
  ['a leap day', ofRule({ expires: '2028-02-29T23:59:59Z' })],
];

export const bad: readonly Case[] = [
  ['no spec', { apiVersion: 'drift-sensor.io/v1alpha1', kind: 'DriftPolicy', metadata: { name: 'p' } }],
  ['a spec that is a list', whole([])],
  ['an unknown key of the document', { ...whole({}), more: 1 }],
  ['an unknown key of the spec', whole({ rule: [] })],
  ['an unknown key of a rule', ofRule({ actions: ['Alert'] })],
  ['an unknown key of a scope', scope({ namespace: [{ operator: 'Equals', value: 'x' }] })],
  ['an unknown key of a condition', scope({ pods: [{ operator: 'Equals', value: 'x', key: 'y' }] })],
  ['an unknown key of an allowed process', allow({ path: '/x', md5: 'y' })],
  ['an unknown key of the default rule', whole({ defaultRule: { name: 'd', action: 'Alert', scope: {} } })],
  ['a null', whole({ priority: null })],
  ['null rules', whole({ rules: null })],
  ['a null scope', ofRule({ scope: null })],
  ['a priority that is text', whole({ priority: '1' })],
  ['half a priority', whole({ priority: 1.5 })],
  ['too great a priority', whole({ priority: LIMITS.priority + 1 })],
  ['too small a priority', whole({ priority: -LIMITS.priority - 1 })],
  ['a name in capitals', whole({}, { name: 'Policy' })],
  ['a name with an underscore', whole({}, { name: 'a_b' })],
  ['a name that ends with a dot', whole({}, { name: 'a.' })],
  ['an empty name', whole({}, { name: '' })],
  ['too long a name', whole({}, { name: 'a'.repeat(254) })],
  ['a rule without a name', whole({ rules: [{ action: 'Alert' }] })],
  ['a rule without an action', whole({ rules: [{ name: 'r' }] })],
  ['an unknown action', ofRule({ action: 'alert' })],
  ['two rules of one name', whole({ rules: [rule({}), rule({})] })],
  ['too many rules', whole({ rules: many(LIMITS.rules + 1, (i) => rule({ name: `r${i}` })) })],
  ['no conditions in a field', scope({ pods: [] })],
  [
    'too many conditions',
    scope({ pods: many(LIMITS.conditions + 1, (i) => ({ operator: 'Equals', value: `v${i}` })) }),
  ],
  ['an unknown operator', namespace('Matches', 'x')],
  ['an operator too few', scope({ namespaces: [{ value: 'x' }] })],
  ['a value too few', scope({ namespaces: [{ operator: 'Equals' }] })],
  ['an empty value', namespace('Equals', '')],
  ['a value that is a number', namespace('Equals', 1)],
  ['too long a value', namespace('Equals', 'v'.repeat(LIMITS.valueLength + 1))],
  ['too long a value in wide characters', namespace('Equals', WIDE.repeat(LIMITS.valueLength + 1))],
  ['a control character', namespace('Equals', 'a\u0007b')],
  ['a line feed', namespace('Equals', 'a\nb')],
  ['an invisible character', namespace('Equals', 'a\u200bb')],
  ['a line separator', namespace('Equals', 'a\u2028b')],
  ['what stands for invalid UTF-8', namespace('Equals', 'a\ufffdb')],
  ['a glob with ***', namespace('Glob', 'a***')],
  ['a glob with a lone backslash', namespace('Glob', 'a\\')],
  ['a glob with three backslashes', namespace('Glob', 'a\\\\\\')],
  ['a glob with too many wildcards', namespace('Glob', '?a'.repeat(MAX_GLOB_WILDCARDS + 1))],
  ['too long a glob', namespace('Glob', 'g'.repeat(MAX_GLOB_LENGTH + 1))],
  ['a glob of a label with ***', label('Glob', '***')],
  ['an empty label that is no Equals', label('StartsWith', '')],
  ['a label of a namespace without a key', scope({ namespaceLabels: [{ operator: 'Equals', value: 'x' }] })],
  ['a label without a key', scope({ labels: [{ operator: 'Equals', value: 'x' }] })],
  ['an empty label key', label('Equals', 'x', '')],
  ['too long a label key', label('Equals', 'x', 'k'.repeat(LIMITS.keyLength + 1))],
  ['an allowed process that names nothing', allow({})],
  ['a path that is none', allow({ path: 'usr/bin/x' })],
  ['a path with ***', allow({ path: '/***' })],
  ['a path with too many wildcards', allow({ path: '/*'.repeat(MAX_GLOB_WILDCARDS + 1) })],
  ['a name with a slash', allow({ name: 'bin/x' })],
  ['a name with a wildcard', allow({ name: 'x*' })],
  ['half a digest', allow({ sha256: DIGEST.slice(1) })],
  ['a digest with its algorithm', allow({ sha256: `sha256:${DIGEST}` })],
  ['too many allowed processes', allow(...many(LIMITS.allowed + 1, (i) => ({ name: `n${i}` })))],
  ['a verdict that is no drift', ofRule({ verdicts: ['in_image'] })],
  ['no verdicts', ofRule({ verdicts: [] })],
  ['an unknown object', ofRule({ objects: ['kernel'] })],
  ['an unknown origin', ofRule({ origins: ['moon'] })],
  ['a time without a zone', ofRule({ expires: '2027-01-01T00:00:00' })],
  ['a day that is none', ofRule({ expires: '2027-02-29T00:00:00Z' })],
  ['a date', ofRule({ expires: '2027-01-01' })],
];
