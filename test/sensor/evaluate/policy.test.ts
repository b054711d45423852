import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Container } from '../../../sensor/container/container.ts';
import type { Evidence } from '../../../sensor/digest/evidence.ts';
import type { PolicyDocument } from '../../../sensor/evaluate/policy/document.ts';
import type { Facts } from '../../../sensor/evaluate/policy/facts.ts';
import { factsOf } from '../../../sensor/evaluate/policy/facts.ts';
import { compilePolicies } from '../../../sensor/evaluate/policy/policy.ts';
import { Silenced } from '../../../sensor/evaluate/policy/silenced.ts';
import { fileFacts } from '../support/facts.ts';
import { facts, policy } from './policy-support.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const PLACE = { cluster: undefined, node: 'node-1', generation: 3 };
const equals = (value: string) => [{ operator: 'Equals', value }];

function decide(documents: readonly PolicyDocument[], given: Facts, nowMs = NOW) {
  const decision = compilePolicies(documents, PLACE).decideFacts(given, nowMs);
  return decision === undefined
    ? 'built-in'
    : `${decision.silenced ?? decision.action} by ${decision.policy}/${decision.rule}`;
}

/** What one rule, followed by nothing, says. */
function byRule(rule: object, given: Facts): string {
  const decision = compilePolicies([policy('p', { rules: [{ name: 'r', ...rule }] })], PLACE).decideFacts(given, NOW);
  return decision?.silenced ?? decision?.action ?? 'passed over';
}

describe('a condition', () => {
  test.each<[string, object, Partial<Facts>, boolean]>([
    ['cluster', { clusters: equals('east') }, {}, true],
    ['another cluster', { clusters: equals('west') }, {}, false],
    ['node', { nodes: [{ operator: 'Glob', value: 'node-?' }] }, {}, true],
    ['namespace', { namespaces: equals('shop') }, {}, true],
    ['no namespace', { namespaces: equals('shop') }, { namespace: null }, false],
    ['pod', { pods: [{ operator: 'StartsWith', value: 'cart-' }] }, {}, true],
    ['container', { containers: equals('cart') }, {}, true],
    ['image reference', { images: [{ operator: 'StartsWith', value: 'registry.example/' }] }, {}, true],
    ['image glob', { images: [{ operator: 'Glob', value: 'registry.example/**:1' }] }, {}, true],
    ['image digest', { images: equals(`sha256:${'d'.repeat(64)}`) }, {}, true],
    ['image id', { images: equals(`sha256:${'e'.repeat(64)}`) }, {}, true],
    ['another image', { images: equals('nginx') }, {}, false],
    ['alternatives of one field', { namespaces: [...equals('x'), ...equals('shop')] }, {}, true],
    ['all fields', { namespaces: equals('shop'), pods: equals('other') }, {}, false],
    ['no field', {}, {}, true],
  ])('on %s', (_name, scope, given, matches) => {
    expect(byRule({ action: 'Ignore', scope }, facts(given))).toBe(matches ? 'ignored' : 'passed over');
  });

  test('on labels compares the value of its key; several are alternatives', () => {
    const labels = [
      { key: 'app', ...equals('builder')[0] },
      { key: 'tier', operator: 'StartsWith', value: 'ci' },
    ];
    const said = (given: Record<string, string>) =>
      byRule({ action: 'Ignore', scope: { labels } }, facts({ labels: given }));
    expect(said({ app: 'builder' })).toBe('ignored');
    expect(said({ tier: 'ci-1' })).toBe('ignored');
    expect(said({ app: 'web' })).toBe('passed over');
    expect(said({})).toBe('passed over');
  });

  test.each<[string, object, boolean]>([
    ['its verdict', { verdicts: ['modified', 'added'] }, true],
    ['another verdict', { verdicts: ['modified'] }, false],
    ['its object', { objects: ['binary'] }, true],
    ['another object', { objects: ['library', 'script'] }, false],
    ['its origin', { origins: ['writable_layer'] }, true],
    ['another origin', { origins: ['volume'] }, false],
  ])('that narrows to %s', (_name, narrowed, applies) => {
    expect(byRule({ action: 'Alert', ...narrowed }, facts())).toBe(applies ? 'alerted' : 'passed over');
  });
});

describe('an unknown value', () => {
  const allow = { allowProcesses: [{ name: 'hook-1' }] };
  const scope = { namespaces: equals('kube-system') };
  // The table of policy.ts, row by row.
  test.each<[string, object, Facts['namespace'], string]>([
    ['Alert, match', { action: 'Alert' }, 'kube-system', 'alerted'],
    ['Alert with allow list, match', { action: 'Alert', ...allow }, 'kube-system', 'allowed'],
    ['Alert, unknown', { action: 'Alert' }, undefined, 'alerted'],
    ['Alert with allow list, unknown', { action: 'Alert', ...allow }, undefined, 'alerted'],
    ['Alert, mismatch', { action: 'Alert' }, 'shop', 'passed over'],
    ['Alert with allow list, mismatch', { action: 'Alert', ...allow }, 'shop', 'passed over'],
    ['Alert, certainly none', { action: 'Alert' }, null, 'passed over'],
    ['Block, match', { action: 'Block' }, 'kube-system', 'would_block'],
    ['Block with allow list, match', { action: 'Block', ...allow }, 'kube-system', 'allowed'],
    ['Block, unknown', { action: 'Block' }, undefined, 'would_block'],
    ['Block with allow list, unknown', { action: 'Block', ...allow }, undefined, 'would_block'],
    ['Block, mismatch', { action: 'Block' }, 'shop', 'passed over'],
    ['Ignore, match', { action: 'Ignore' }, 'kube-system', 'ignored'],
    ['Ignore, unknown', { action: 'Ignore' }, undefined, 'passed over'],
    ['Ignore, mismatch', { action: 'Ignore' }, 'shop', 'passed over'],
    ['Ignore, certainly none', { action: 'Ignore' }, null, 'passed over'],
  ])('%s', (_name, rule, namespace, said) => {
    expect(byRule({ ...rule, scope }, facts({ namespace }))).toBe(said);
  });

  test('of one field counts less than a certain mismatch of another', () => {
    const both = { ...scope, pods: equals('other') };
    expect(byRule({ action: 'Alert', scope: both }, facts({ namespace: undefined }))).toBe('passed over');
  });

  test('of an image counts less than a reference, digest or id that matches', () => {
    const images = [{ operator: 'StartsWith', value: 'sha256:d' }];
    expect(byRule({ action: 'Ignore', scope: { images } }, facts({ imageRef: undefined }))).toBe('ignored');
    expect(byRule({ action: 'Ignore', scope: { images } }, facts({ imageDigest: undefined }))).toBe('passed over');
    expect(byRule({ action: 'Alert', scope: { images } }, facts({ imageDigest: undefined }))).toBe('alerted');
  });

  test('digest leaves nothing open where the condition could match no digest', () => {
    const scope = { images: equals('nginx:1') };
    expect(byRule({ action: 'Alert', scope }, facts({ imageDigest: undefined, imageId: undefined }))).toBe(
      'passed over',
    );
    expect(byRule({ action: 'Alert', scope }, facts({ imageRef: undefined }))).toBe('alerted');
  });

  test('label makes an Alert rule apply and an Ignore rule not', () => {
    const scope = { labels: [{ key: 'app', operator: 'Equals', value: 'builder' }] };
    const unknown = facts({ label: () => undefined });
    expect(byRule({ action: 'Alert', scope }, unknown)).toBe('alerted');
    expect(byRule({ action: 'Ignore', scope }, unknown)).toBe('passed over');
  });
});

describe('the allow list of the matched rule', () => {
  const given = { path: '/usr/local/bin/hook-1', name: 'hook-1', sha256: 'a'.repeat(64) };
  test.each<[string, object, Partial<Facts>, string]>([
    ['path glob', { path: '/usr/local/bin/hook-*' }, given, 'allowed'],
    ['path glob elsewhere', { path: '/usr/bin/hook-*' }, given, 'alerted'],
    ['base name', { name: 'hook-1' }, given, 'allowed'],
    ['another base name', { name: 'hook' }, given, 'alerted'],
    ['digest', { sha256: 'A'.repeat(64) }, given, 'allowed'],
    ['another digest', { sha256: 'b'.repeat(64) }, given, 'alerted'],
    ['digest not known', { sha256: 'a'.repeat(64) }, { ...given, sha256: undefined }, 'alerted'],
    ['path not known', { path: '/**' }, { ...given, path: undefined, name: undefined }, 'alerted'],
    ['name not known', { name: 'hook-1' }, { ...given, path: undefined, name: undefined }, 'alerted'],
    ['path and digest', { path: '/usr/**', sha256: 'a'.repeat(64) }, given, 'allowed'],
    ['path and another digest', { path: '/usr/**', sha256: 'b'.repeat(64) }, given, 'alerted'],
    ['another path and digest', { path: '/opt/**', sha256: 'a'.repeat(64) }, given, 'alerted'],
    ['path and name', { path: '/usr/**', name: 'hook-1' }, given, 'allowed'],
    ['path and another name', { path: '/usr/**', name: 'x' }, given, 'alerted'],
  ])('%s', (_name, entry, file, said) => {
    expect(byRule({ action: 'Alert', allowProcesses: [{ name: 'unrelated' }, entry] }, facts(file))).toBe(said);
  });

  test('ends the evaluation, and names the rule', () => {
    const rules = [
      { name: 'hooks', action: 'Alert', scope: { namespaces: equals('shop') }, allowProcesses: [{ name: 'hook-1' }] },
      { name: 'all', action: 'Block' },
    ];
    expect(decide([policy('p', { rules })], facts())).toBe('allowed by p/hooks');
    expect(decide([policy('p', { rules })], facts({ namespace: 'x' }))).toBe('would_block by p/all');
  });

  test('of the default rule holds too', () => {
    const spec = { defaultRule: { name: 'd', action: 'Alert', allowProcesses: [{ name: 'hook-1' }] } };
    expect(decide([policy('p', spec)], facts())).toBe('allowed by p/d');
  });
});

describe('precedence', () => {
  const alert = (name: string) => ({ name, action: 'Alert' });
  test('no policy: the built-in one', () => {
    expect(decide([], facts())).toBe('built-in');
  });
  test('the first rule that applies ends it', () => {
    expect(decide([policy('p', { rules: [{ name: 'i', action: 'Ignore' }, alert('a')] })], facts())).toBe(
      'ignored by p/i',
    );
  });
  test('higher priority first, then the name', () => {
    const low = policy('a', { priority: 1, rules: [alert('low')] });
    const high = policy('z', { priority: 2, rules: [alert('high')] });
    const twin = policy('b', { priority: 2, rules: [alert('twin')] });
    expect(decide([low, high], facts())).toBe('alerted by z/high');
    expect(decide([high, low, twin], facts())).toBe('alerted by b/twin');
  });
  test('the default rule of the lowest-priority policy that has one', () => {
    const top = policy('top', { priority: 9, defaultRule: { name: 'top', action: 'Ignore' } });
    const middle = policy('middle', { priority: 5, defaultRule: { name: 'middle', action: 'Block' } });
    const bottom = policy('bottom', { priority: 1, rules: [] });
    expect(decide([top, middle, bottom], facts())).toBe('would_block by middle/middle');
  });
  test('a rule of a low priority comes before the default rule of a high one', () => {
    const top = policy('top', { priority: 9, defaultRule: { name: 'd', action: 'Ignore' } });
    expect(decide([top, policy('low', { rules: [alert('r')] })], facts())).toBe('alerted by low/r');
  });
});

describe('expires', () => {
  const rules = [{ name: 'r', action: 'Ignore', expires: '2026-06-01T02:00:00+02:00' }];
  test('in the future: the rule applies', () => {
    expect(decide([policy('p', { rules })], facts(), NOW - 1)).toBe('ignored by p/r');
  });
  test('now: the rule is passed over, and said to be expired', () => {
    expect(decide([policy('p', { rules })], facts(), NOW)).toBe('built-in');
    const compiled = compilePolicies([policy('p', { rules })], PLACE);
    expect(compiled.expired(NOW - 1)).toEqual([]);
    expect(compiled.expired(NOW)).toEqual([{ policy: 'p', rule: 'r', expires: '2026-06-01T02:00:00+02:00' }]);
  });
});

describe('built in', () => {
  test.each(['argument', 'stdin'] as const)('origin %s is judged only by rules that name it', (origin) => {
    const given = facts({ origin, object: 'script' });
    expect(byRule({ action: 'Alert' }, given)).toBe('passed over');
    expect(byRule({ action: 'Alert', objects: ['script'] }, given)).toBe('passed over');
    expect(byRule({ action: 'Alert', origins: ['memfd', origin] }, given)).toBe('alerted');
    expect(decide([policy('p', { defaultRule: { name: 'd', action: 'Block' } })], given)).toBe('built-in');
  });

  test.each([{ verdict: 'unverified' }, { verdict: 'sibling_image' }, { verdict: 'mode_changed' }] as const)(
    'an informational $verdict is blocked only by a rule that names it',
    ({ verdict }) => {
      const given = facts({ verdict, informational: true });
      expect(byRule({ action: 'Block' }, given)).toBe('alerted');
      expect(byRule({ action: 'Block', verdicts: [verdict] }, given)).toBe('would_block');
      expect(byRule({ action: 'Ignore' }, given)).toBe('ignored');
    },
  );
});

describe('decide', () => {
  const container = (more: Partial<Container>): Container => ({
    slot: 1n,
    id: 'c1',
    runtime: 'docker',
    image: { source: { kind: 'rootfs', path: '/x' } as unknown as Container['image']['source'] },
    cgroupIds: [],
    mounts: [],
    labels: {},
    ...more,
  });
  const evidence = (more: Partial<Evidence> = {}): Evidence => ({
    object: 'binary',
    origin: 'writable_layer',
    file: fileFacts({ path: Buffer.from('/usr/local/bin/hook-1') }),
    content: { kind: 'hashed', sha256: 'a'.repeat(64), size: 1n, changedSinceExec: false, deleted: false },
    image: { kind: 'unavailable', reason: 'no_index' },
    ...more,
  });
  const added = { verdict: 'added', masquerade: false } as const;
  const kubeSystem = policy('default', {
    rules: [{ name: 'kube-system', action: 'Alert', scope: { namespaces: equals('kube-system') } }],
    defaultRule: { name: 'Default binary drift', action: 'Alert' },
  });
  const ruleFor = (of: Container | undefined) =>
    compilePolicies([kubeSystem], PLACE).decide(
      added,
      evidence(),
      of === undefined ? { kind: 'unknown' } : { kind: 'container', container: of },
      NOW,
    ).rule;

  test('what is in the image ends before any rule', () => {
    const compiled = compilePolicies([policy('p', { defaultRule: { name: 'd', action: 'Block' } })], PLACE);
    const decision = compiled.decide({ verdict: 'in_image', masquerade: false }, evidence(), { kind: 'unknown' }, NOW);
    expect(decision).toEqual({ action: 'none', policy: 'built-in', rule: 'in_image' });
    expect(compiled.decide({ verdict: 'in_image', masquerade: false }, evidence(), { kind: 'unknown' }, NOW)).toBe(
      decision,
    );
    expect(compiled.generation).toBe(3);
  });

  test('a container outside of pods is certainly in no namespace', () => {
    expect(ruleFor(container({ labels: { app: 'x' } }))).toBe('Default binary drift');
  });

  test('a container of kubelet whose pod is not known yet may be in any', () => {
    expect(ruleFor(container({ labels: { 'io.kubernetes.container.name': 'x' } }))).toBe('kube-system');
    expect(ruleFor(container({ runtime: 'cri-o' }))).toBe('kube-system');
    expect(ruleFor(undefined)).toBe('kube-system');
  });

  test('a container in a pod is in its namespace', () => {
    expect(ruleFor(container({ pod: { namespace: 'kube-system', name: 'p', uid: 'u' } }))).toBe('kube-system');
    expect(ruleFor(container({ pod: { namespace: 'shop', name: 'p', uid: 'u' } }))).toBe('Default binary drift');
  });

  test("labels of the namespace are the cluster's to say: unknown until it has, none outside of pods", () => {
    const pod = { namespace: 'shop', name: 'cart-1', uid: 'u' };
    const label = (of: Container) =>
      factsOf(added, evidence(), { kind: 'container', container: of }, PLACE).namespaceLabel('team');
    expect(label(container({ labels: {} }))).toBeNull();
    expect(label(container({ pod }))).toBeUndefined();
    expect(label(container({ pod: { ...pod, labels: { team: 'a' } } }))).toBeUndefined();
    expect(label(container({ pod: { ...pod, namespace_labels: { team: 'b' } } }))).toBe('b');
    expect(label(container({ pod: { ...pod, namespace_labels: {} } }))).toBeNull();
    const rule = {
      action: 'Ignore' as const,
      scope: { namespaceLabels: [{ key: 'team', operator: 'Equals' as const, value: 'b' }] },
    };
    expect(byRule(rule, facts({ namespaceLabel: () => 'b' }))).toBe('ignored');
    expect(byRule(rule, facts({ namespaceLabel: () => undefined }))).toBe('passed over');
  });

  test("labels are the pod's, never the image's; outside of pods the container's own", () => {
    const label = (of: Container) =>
      factsOf(added, evidence(), { kind: 'container', container: of }, PLACE).label('app');
    const pod = { namespace: 'n', name: 'p', uid: 'u' };
    expect(label(container({ labels: { app: 'own' } }))).toBe('own');
    expect(label(container({ labels: {} }))).toBeNull();
    expect(label(container({ labels: { app: 'image' }, pod }))).toBeUndefined();
    expect(label(container({ labels: { app: 'image' }, pod: { ...pod, labels: { app: 'pod' } } }))).toBe('pod');
    expect(label(container({ pod: { ...pod, labels: JSON.parse('{"__proto__":"x"}') } }))).toBeNull();
  });

  test('the name is the base name of the executed file, unknown where the path was cut', () => {
    const of = (path: string, pathTruncated = false) =>
      factsOf(
        added,
        evidence({ file: fileFacts({ path: Buffer.from(path), pathTruncated }) }),
        { kind: 'unknown' },
        PLACE,
      );
    expect(of('/a/dev1')).toMatchObject({ path: '/a/dev1', name: 'dev1' });
    expect(of('memfd:x')).toMatchObject({ path: 'memfd:x', name: 'memfd:x' });
    expect(of('a/dev1', true)).toMatchObject({ path: undefined, name: undefined });
  });
});

type ValueOf<T> = T extends fc.Arbitrary<infer V> ? V : never;

const fact = fc.constantFrom<(string | null | undefined)[]>('x', 'y', null, undefined);
const given = fc.record({ namespace: fact, pod: fact, cluster: fact });
const rule = fc.record({
  action: fc.constantFrom('Alert', 'Block', 'Ignore'),
  namespaces: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  pods: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  allow: fc.boolean(),
});

function documentOf(rules: readonly ValueOf<typeof rule>[]): PolicyDocument {
  return policy('p', {
    rules: rules.map(({ action, namespaces, pods, allow }, i) => ({
      name: `r${i}`,
      action,
      scope: { ...(namespaces && { namespaces: equals(namespaces) }), ...(pods && { pods: equals(pods) }) },
      ...(allow && { allowProcesses: [{ name: 'hook-1' }] }),
    })),
  });
}

/** Every way in which the unknown values may turn out. */
function* completions(of: ValueOf<typeof given>): Iterable<Partial<Facts>> {
  const values = (value: string | null | undefined) => (value === undefined ? ['x', 'y', 'z', null] : [value]);
  for (const namespace of values(of.namespace)) for (const pod of values(of.pod)) yield { namespace, pod };
}

test('silence is certain: it holds however the unknown values turn out', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 5 }), given, (rules, unknown) => {
      const compiled = compilePolicies([documentOf(rules)], PLACE);
      if (compiled.decideFacts(facts(unknown), NOW)?.silenced === undefined) return;
      for (const known of completions(unknown)) {
        expect(compiled.decideFacts(facts({ ...unknown, ...known }), NOW)?.silenced).toBeDefined();
      }
    }),
    { numRuns: 3_000 },
  );
});

test('where all is known, the first rule whose fields all match decides', () => {
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 6 }),
      fc.constantFrom('x', 'y'),
      fc.constantFrom('x', 'y'),
      (rules, namespace, pod) => {
        const first = rules.findIndex((r) => (r.namespaces ?? namespace) === namespace && (r.pods ?? pod) === pod);
        const decision = compilePolicies([documentOf(rules)], PLACE).decideFacts(facts({ namespace, pod }), NOW);
        expect(decision?.rule).toBe(first < 0 ? undefined : `r${first}`);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('the order in which policies are given decides nothing', () => {
  const spec = fc.record({
    priority: fc.integer({ min: -2, max: 2 }),
    action: fc.constantFrom('Alert', 'Block', 'Ignore'),
  });
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 6 }), (specs) => {
      const documents = specs.map(({ priority, action }, i) =>
        policy(`p${i}`, { priority, rules: i % 2 ? [{ name: 'r', action }] : [], defaultRule: { name: 'd', action } }),
      );
      expect(decide(documents.toReversed(), facts())).toBe(decide(documents, facts()));
    }),
  );
});

test('silenced drift is counted by rule, in a bounded number of series', () => {
  const silenced = new Silenced();
  for (let i = 0; i < 1_500; i++) silenced.add('allowed', 'p', `r${i}`);
  silenced.add('ignored', 'p', 'r0');
  silenced.add('allowed', 'p', 'r0');
  const samples = [...silenced.samples('allowed')];
  expect(samples.length).toBe(1_001);
  expect(samples.find(({ labels }) => labels?.rule === 'r0')?.value).toBe(2);
  expect(samples.find(({ labels }) => labels?.rule === 'other')?.value).toBe(500);
  expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(1_501);
});
