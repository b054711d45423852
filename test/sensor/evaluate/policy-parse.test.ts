import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { LIMITS } from '../../../sensor/evaluate/policy/document.ts';
import { formatFault } from '../../../sensor/evaluate/policy/fault.ts';
import { MAX_POLICY_BYTES, parsePolicies } from '../../../sensor/evaluate/policy/parse.ts';

const faultsOf = (text: string) => parsePolicies(text, 'f.yaml').faults.map(formatFault);
const namesOf = (text: string) => parsePolicies(text, 'f.yaml').policies.map(({ document }) => document.metadata.name);

const head = 'apiVersion: drift-sensor.io/v1alpha1\nkind: DriftPolicy\nmetadata: { name: p }\n';
const ruleWith = (text: string) =>
  faultsOf(`${head}spec:\n  rules:\n    - name: r\n      action: Alert\n      ${text}\n`);

test('the document that ships is good and holds the two rules that users know', () => {
  const path = new URL('../../../deploy/policies/default.yaml', import.meta.url);
  const { policies, faults } = parsePolicies(readFileSync(path, 'utf8'), 'default.yaml');
  expect(faults).toEqual([]);
  expect(policies.map(({ document }) => document.spec)).toMatchObject([
    {
      rules: [
        {
          name: 'Alert on kube-system namespace',
          action: 'Alert',
          scope: { namespaces: [{ operator: 'Equals', value: 'kube-system' }] },
        },
      ],
      defaultRule: { name: 'Default binary drift', action: 'Alert' },
    },
  ]);
});

test('every example in the comments of the document that ships is good', () => {
  const path = new URL('../../../deploy/policies/default.yaml', import.meta.url);
  const text = readFileSync(path, 'utf8');
  const examples = text.replace(/^( +)# (?=- name:| {2}|allowProcesses:)/gm, '$1');
  expect(examples.match(/^ +- name: (?!dev1)/gm)?.length).toBe(3);
  expect(faultsOf(examples)).toEqual([]);
});

test('the example of the design is good', () => {
  expect(
    faultsOf(`apiVersion: drift-sensor.io/v1alpha1
kind: DriftPolicy
metadata: { name: default }
spec:
  priority: 100
  rules:
    - name: Alert on kube-system namespace
      action: Alert                 # Alert | Block | Ignore
      scope:
        namespaces: [{ operator: Equals, value: kube-system }]
      allowProcesses: [{ path: /usr/local/bin/hook-* }, { name: dev1 }, { sha256: "${'0'.repeat(64)}" }]
    - name: Build farm
      action: Ignore
      scope: { labels: [{ key: app, operator: Equals, value: builder }], images: [{ operator: StartsWith, value: "registry.example/ci/" }] }
      expires: 2027-01-01T00:00:00Z
  defaultRule: { name: Default binary drift, action: Alert }
`),
  ).toEqual([]);
});

test('several documents, JSON, a byte order mark and Windows line ends are read', () => {
  const json = (name: string) =>
    JSON.stringify(
      { apiVersion: 'drift-sensor.io/v1alpha1', kind: 'DriftPolicy', metadata: { name }, spec: {} },
      null,
      '\t',
    );
  expect(namesOf(`---\n${head}spec: {}\n---\n---\n${head.replace('name: p', 'name: q')}spec: {}\n...\n`)).toEqual([
    'p',
    'q',
  ]);
  expect(namesOf(json('j'))).toEqual(['j']);
  expect(namesOf(`\uFEFF${head}spec: {}\n`)).toEqual(['p']);
  expect(namesOf(`${head}spec: {}\n`.replaceAll('\n', '\r\n'))).toEqual(['p']);
});

test('every fault is said at once, with its place, its path and the fix', () => {
  const text = `apiVersion: drift-sensor.io/v1
kind: DriftPolicy
metadata: { name: '', namespace: shop }
spec:
  priority: 1.5
  rulez: []
  rules:
    - action: alert
      scope:
        namespaces: []
        labels:
          - { operator: Equal, value: 3 }
      verdicts: [in_image]
      expires: 2027-02-30T00:00:00Z
    - { name: x, action: Alert, allowProcesses: [{}, { path: hook-* }, { name: a/b, sha256: zz }] }
    - { name: x, action: Alert }
`;
  const faults = faultsOf(text);
  const expected = [
    [/^f\.yaml:1:13: apiVersion: must be drift-sensor\.io\/v1alpha1, not "drift-sensor\.io\/v1"/],
    [/^f\.yaml:3:19: metadata\.name: is empty/],
    [/^f\.yaml:3:23: metadata: unknown key namespace; the keys here are name, labels, annotations/],
    [/^f\.yaml:5:13: spec\.priority: must be a whole number, not 1\.5/],
    [/^f\.yaml:6:3: spec: unknown key rulez \(did you mean rules\?\)/],
    [/^f\.yaml:8:7: spec\.rules\[0\]\.name: is missing/],
    [
      /^f\.yaml:8:15: spec\.rules\[0\]\.action: must be one of Alert, Block, Ignore, not "alert" \(did you mean Alert\?\)/,
    ],
    [/^f\.yaml:10:9: spec\.rules\[0\]\.scope\.namespaces: is empty/],
    [/^f\.yaml:12:13: spec\.rules\[0\]\.scope\.labels\[0\]\.key: is missing/],
    [/^f\.yaml:12:25: spec\.rules\[0\]\.scope\.labels\[0\]\.operator: must be one of .*\(did you mean Equals\?\)/],
    [/^f\.yaml:12:39: spec\.rules\[0\]\.scope\.labels\[0\]\.value: must be text; put it in quotes: "3"/],
    [/^f\.yaml:13:18: spec\.rules\[0\]\.verdicts\[0\]: must be one of relocated, .*, not "in_image"/],
    [/^f\.yaml:14:16: spec\.rules\[0\]\.expires: must be a time in RFC 3339/],
    [/^f\.yaml:15:\d+: spec\.rules\[1\]\.allowProcesses\[0\]: is empty and would allow everything/],
    [/^f\.yaml:15:\d+: spec\.rules\[1\]\.allowProcesses\[1\]\.path: never matches/],
    [/^f\.yaml:15:\d+: spec\.rules\[1\]\.allowProcesses\[2\]\.name: is the base name/],
    [/^f\.yaml:15:\d+: spec\.rules\[1\]\.allowProcesses\[2\]\.sha256: must be 64 hexadecimal digits/],
    [/^f\.yaml:16:15: spec\.rules\[2\]\.name: is the name of spec\.rules\[1\] too/],
  ].map(([pattern]) => pattern as RegExp);
  for (const pattern of expected)
    expect(
      faults.filter((fault) => pattern.test(fault)),
      String(pattern),
    ).toHaveLength(1);
  expect(faults).toHaveLength(expected.length);
});

test.each<[string, string, RegExp]>([
  ['an unknown key', 'actions: x', /unknown key actions \(did you mean action\?\)/],
  ['a key twice', 'name: again', /key "name" is there twice/],
  ['a null scope', 'scope:', /scope: must be a mapping of keys, not nothing/],
  ['an unknown operator', 'scope: { pods: [{ operator: Regex, value: x }] }', /must be one of Equals, .*not "Regex"/],
  ['an empty value', 'scope: { pods: [{ operator: StartsWith, value: "" }] }', /value: is empty/],
  [
    'an empty label value that is no Equals',
    'scope: { labels: [{ key: a, operator: Contains, value: "" }] }',
    /only Equals/,
  ],
  ['a glob with a lone backslash', 'scope: { pods: [{ operator: Glob, value: "a\\\\" }] }', /lone backslash/],
  [
    'a value with a control character',
    'scope: { pods: [{ operator: Equals, value: "a\\u0007" }] }',
    /control or invisible/,
  ],
  ['a date without a time', 'expires: 2027-01-01', /RFC 3339/],
  ['an empty list of origins', 'origins: []', /origins: is empty and would match nothing/],
])('%s is refused', (_name, text, fault) => {
  const faults = ruleWith(text);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join('\n')).toMatch(fault);
});

test('an empty label value can be asked for with Equals', () => {
  expect(ruleWith('scope: { labels: [{ key: a, operator: Equals, value: "" }] }')).toEqual([]);
});

test.each<[string, number, (count: number) => string]>([
  ['rules', LIMITS.rules, (count) => `rules: [${many(count, (i) => `{ name: r${i}, action: Alert }`)}]`],
  [
    'conditions',
    LIMITS.conditions,
    (count) =>
      `rules: [{ name: r, action: Alert, scope: { pods: [${many(count, (i) => `{ operator: Equals, value: p${i} }`)}] } }]`,
  ],
  [
    'allowed processes',
    LIMITS.allowed,
    (count) => `rules: [{ name: r, action: Alert, allowProcesses: [${many(count, (i) => `{ name: n${i} }`)}] }]`,
  ],
  ['characters of a name', LIMITS.nameLength, (count) => `rules: [{ name: ${'n'.repeat(count)}, action: Alert }]`],
])('%s: as many as the limit are good, one more is refused', (_name, limit, spec) => {
  expect(faultsOf(`${head}spec:\n  ${spec(limit)}\n`)).toEqual([]);
  expect(faultsOf(`${head}spec:\n  ${spec(limit + 1)}\n`)).toHaveLength(1);
});

test('a file as large as the limit is read, a larger one is refused unread', () => {
  const text = `${head}spec: {}\n`;
  expect(faultsOf(text + '#'.repeat(MAX_POLICY_BYTES - text.length))).toEqual([]);
  expect(faultsOf(text + '#'.repeat(MAX_POLICY_BYTES - text.length + 1))).toEqual([
    `f.yaml: is larger than ${MAX_POLICY_BYTES} bytes; split it into several files`,
  ]);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /holds no policy/],
  ['comments only', '# nothing\n', /holds no policy/],
  ['text', 'hello', /must be a mapping of keys, not "hello"/],
  ['a list', '- a', /must be a mapping of keys, not a list/],
  ['aliases of aliases', bomb(), /aliases/],
  ['an alias of itself', '&a [*a]', /must be a mapping/],
  [
    'mappings as keys of mappings, each written out twice for the next',
    `${'{'.repeat(40)}a${': b}'.repeat(40)}`,
    /a key must be a word/,
  ],
  ['nesting beyond the stack', `{a: ${'['.repeat(20_000)}`, /nested too deeply/],
  ['one name in two documents', `${head}spec: {}\n---\n${head}spec: {}\n`, /"p" is the policy at f\.yaml:1 too/],
  ['more documents than anybody writes', '---\na\n'.repeat(300), /more than 256 documents/],
  ['another kind', head.replace('DriftPolicy', 'Pod'), /kind: must be DriftPolicy, not "Pod"/],
  ['a prototype', '{"__proto__": {"apiVersion": "x"}}', /apiVersion: is missing/],
])('%s is no policy', (_name, text, fault) => {
  expect(faultsOf(text).join('\n')).toMatch(fault);
});

test('100,000 keys are not compared with each other', () => {
  const text = many(100_000, (i) => `k${i}: 1`, '\n').slice(0, MAX_POLICY_BYTES);
  expect(faultsOf(text).length).toBeGreaterThan(0);
});

test('a document with a fault is refused whole, and so is said of each', () => {
  const { policies, faults } = parsePolicies(`${head}spec: {}\n---\n${head}spec: { x: 1 }\n`, 'f.yaml');
  expect(policies).toHaveLength(1);
  expect(faults.map(formatFault)).toEqual([
    'f.yaml:9:9: spec: unknown key x; the keys here are priority, rules, defaultRule',
  ]);
});

test('no text makes the parser throw, and what it refuses it explains on one line', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => explained(text)),
    { numRuns: 2_000 },
  );
});

test('no value makes the parser throw, as YAML and as JSON', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4, withNullPrototype: true }), (value) => {
      explained(JSON.stringify(value));
      explained(stringify(value));
    }),
    { numRuns: 1_000 },
  );
});

test('a good document that is damaged anywhere is refused with an explanation, or still good', () => {
  const good = readFileSync(new URL('../../../deploy/policies/default.yaml', import.meta.url), 'utf8').replace(
    /^ *#.*\n/gm,
    '',
  );
  const damage = fc.tuple(fc.nat(good.length), fc.nat(12), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(damage, ([at, removed, put]) => explained(good.slice(0, at) + put + good.slice(at + removed))),
    { numRuns: 2_000 },
  );
});

/** Any value in the place of any other: the schema's every branch sees the wrong type. */
test('a good document with any value in any place is refused with its path, or still good', () => {
  const leaf = fc.constantFrom<unknown[]>(
    null,
    0,
    -1,
    1.5,
    '',
    'x',
    true,
    [],
    {},
    [null],
    { a: 1 },
    1e300,
    '\u0000',
    'é',
  );
  fc.assert(
    fc.property(fc.nat(), leaf, (at, value) => {
      const places: ((v: unknown) => void)[] = [];
      const document = {
        apiVersion: 'drift-sensor.io/v1alpha1',
        kind: 'DriftPolicy',
        metadata: { name: 'p' },
        spec: fullSpec(),
      };
      collect(document, places);
      places[at % places.length]?.(value);
      const { faults } = parsePolicies(JSON.stringify(document), 'f.json');
      for (const fault of faults) {
        expect(fault.line).toBe(1);
        expect(formatFault(fault)).toMatch(/^f\.json:1:\d+: [a-z]/i);
      }
    }),
    { numRuns: 2_000 },
  );
});

function explained(text: string): void {
  const { policies, faults } = parsePolicies(text, 'f.yaml');
  expect(policies.length + faults.length).toBeGreaterThan(0);
  for (const fault of faults) {
    expect(fault.message).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point.
    expect(fault.message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  }
}

function fullSpec(): object {
  return {
    priority: 1,
    rules: [
      {
        name: 'r',
        action: 'Alert',
        scope: {
          namespaces: [{ operator: 'Glob', value: 'a*' }],
          labels: [{ key: 'k', operator: 'Equals', value: '' }],
        },
        verdicts: ['added'],
        objects: ['binary'],
        origins: ['memfd'],
        allowProcesses: [{ path: '/a', name: 'b', sha256: '0'.repeat(64) }],
        expires: '2027-01-01T00:00:00Z',
      },
    ],
    defaultRule: { name: 'd', action: 'Ignore' },
  };
}

function collect(value: unknown, places: ((v: unknown) => void)[]): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    places.push((v) => {
      holder[key] = v;
    });
    collect(holder[key], places);
  }
}

function many(count: number, of: (i: number) => string, by = ', '): string {
  return Array.from({ length: count }, (_, i) => of(i)).join(by);
}

function bomb(): string {
  const letters = 'abcdefghij';
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < letters.length; i++)
    lines.push(`${letters[i]}: &${letters[i]} [${many(9, () => `*${letters[i - 1]}`)}]`);
  return lines.join('\n');
}

test('the longest allow list that a rule can have is read, and a document of more words is refused before it is parsed', () => {
  const list = (count: number) =>
    Array.from({ length: count }, (_, at) => `        - { sha256: "${at.toString(16).padStart(64, '0')}" }\n`).join('');
  const text = (count: number) =>
    `${head}spec:\n  rules:\n    - name: r\n      action: Alert\n      allowProcesses:\n${list(count)}`;
  expect(faultsOf(text(4096))).toEqual([]);
  const tooMany = 'f.yaml: holds more than 65536 words and signs; split it into several files';
  for (const bomb of ['- \n', '\n', '&a ', '? ', 'a: 1\n'])
    expect(faultsOf(`${head}x:\n${bomb.repeat(70_000)}`)).toEqual([tooMany]);
});

test('brackets within brackets are counted before they are parsed', () => {
  const nested = (depth: number) => faultsOf(`${head}x: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
  expect(nested(64)).toContain('f.yaml:4:1: unknown key x; the keys here are apiVersion, kind, metadata, spec');
  expect(nested(65)).toEqual(['f.yaml: is nested too deeply; nest it less']);
});
