import type { Condition, LabelCondition, Scope } from './document.ts';
import type { Fact, Facts } from './facts.ts';
import { compileOperator, type Matcher } from './pattern.ts';

/** Kleene's three values: `maybe` is what an unknown value makes of a condition. */
export type Truth = 'no' | 'maybe' | 'yes';

export type ScopeTest = (facts: Facts) => Truth;

/** Values of one field are alternatives (or), fields are combined by and; no field at all is `yes`. */
export function compileScope(scope: Scope | undefined): ScopeTest {
  const tests = scope === undefined ? [] : fieldTests(scope);
  return (facts) => {
    let truth: Truth = 'yes';
    for (const test of tests) {
      const field = test(facts);
      if (field === 'no') return 'no';
      if (field === 'maybe') truth = 'maybe';
    }
    return truth;
  };
}

function fieldTests(scope: Scope): ScopeTest[] {
  const tests: (ScopeTest | undefined)[] = [
    field(scope.nodes, (facts) => facts.node),
    field(scope.clusters, (facts) => facts.cluster),
    field(scope.namespaces, (facts) => facts.namespace),
    field(scope.pods, (facts) => facts.pod),
    field(scope.containers, (facts) => facts.containerName),
    images(scope.images),
    labels(scope.labels, (facts, key) => facts.label(key)),
    labels(scope.namespaceLabels, (facts, key) => facts.namespaceLabel(key)),
  ];
  return tests.filter((test) => test !== undefined);
}

function field(conditions: readonly Condition[] | undefined, read: (facts: Facts) => Fact): ScopeTest | undefined {
  if (conditions === undefined) return undefined;
  const matches = anyOf(conditions);
  return (facts) => compare(read(facts), matches);
}

/** An image is called by its reference, its manifest's digest or its config's id: one that matches is enough. */
function images(conditions: readonly Condition[] | undefined): ScopeTest | undefined {
  if (conditions === undefined) return undefined;
  const matches = anyOf(conditions);
  // Where no condition could match a digest, a digest that is not known leaves nothing open.
  const asksForDigest = conditions.some(({ value }) => /^[0-9a-fsh:*?\\]*$/.test(value));
  return (facts) => {
    const ref = compare(facts.imageRef, matches);
    const digest = compare(facts.imageDigest, matches);
    const id = compare(facts.imageId, matches);
    if (ref === 'yes' || digest === 'yes' || id === 'yes') return 'yes';
    return ref === 'maybe' || (asksForDigest && (digest === 'maybe' || id === 'maybe')) ? 'maybe' : 'no';
  };
}

function labels(
  conditions: readonly LabelCondition[] | undefined,
  read: (facts: Facts, key: string) => Fact,
): ScopeTest | undefined {
  if (conditions === undefined) return undefined;
  const tests = conditions.map(({ key, operator, value }) => ({ key, matches: compileOperator(operator, value) }));
  return (facts) => {
    let truth: Truth = 'no';
    for (const { key, matches } of tests) {
      const one = compare(read(facts, key), matches);
      if (one === 'yes') return 'yes';
      if (one === 'maybe') truth = 'maybe';
    }
    return truth;
  };
}

function compare(fact: Fact, matches: Matcher): Truth {
  if (fact === undefined) return 'maybe';
  return fact !== null && matches(fact) ? 'yes' : 'no';
}

function anyOf(conditions: readonly Condition[]): Matcher {
  const equal = new Set(conditions.filter((c) => c.operator === 'Equals').map((c) => c.value));
  const others = conditions.filter((c) => c.operator !== 'Equals').map((c) => compileOperator(c.operator, c.value));
  return (text) => equal.has(text) || others.some((matches) => matches(text));
}
