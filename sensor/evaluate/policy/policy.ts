/**
 * Drift policies, compiled: what is said about drift, and by which rule.
 *
 * Policies are asked by priority (highest first), then by name; their rules in order; the first that applies ends it. When
 * none does, the `defaultRule` of the lowest-priority policy that has one decides, and without one the built-in Alert.
 *
 * A value that is not known (yet) is not false: silence needs certainty.
 *
 * | the rule's scope    | Alert, Block                          | Ignore               |
 * |---------------------|---------------------------------------|----------------------|
 * | matches             | applies, with its allow list          | applies: no finding  |
 * | maybe (an unknown)  | applies, **without** its allow list   | is passed over       |
 * | does not match      | is passed over                        | is passed over       |
 *
 * So an unknown can name the wrong rule, but never silence: what a later Ignore rule or an allow list silences has been
 * told for certain from everything that would have been reported before it. One field with alternatives: a certain match
 * wins over an unknown, an unknown over a certain mismatch. Fields together: a certain mismatch wins over an unknown. An
 * allow-list entry matches only when everything that it names is known and equal.
 *
 * Besides: a rule whose `expires` has come is passed over. `verdicts`, `objects` and `origins` are always known. Origins
 * `argument` and `stdin` are left to rules that name them; no default applies to them. What is informational (unverified, a
 * sibling image's bytes, an added execute bit) is blocked only by a rule that names its verdict; another Block rule
 * alerts, since what could not be compared must not stop a workload.
 */
import type { ObjectKind, Origin } from '../../digest/evidence.ts';
import { builtInDecision, type Decision, type Policy } from '../evaluate.ts';
import type { VerdictWord } from '../verdict.ts';
import { type AllowTest, compileAllow } from './allow.ts';
import type { Action, PolicyDocument, PolicyRule } from './document.ts';
import { type Facts, factsOf, type Place } from './facts.ts';
import { compileScope, type ScopeTest } from './scope.ts';

export type CompiledPolicy = Policy & {
  /** Undefined: no rule applies, the built-in decides. For recorded findings, whose facts are all that is left. */
  decideFacts(facts: Facts, nowMs: number): Decision | undefined;
  readonly policies: number;
  readonly rules: number;
  /** Rules whose `expires` has come. */
  expired(nowMs: number): readonly ExpiredRule[];
};

export type ExpiredRule = { readonly policy: string; readonly rule: string; readonly expires: string };

type CompiledRule = {
  readonly action: Action;
  readonly verdicts: ReadonlySet<VerdictWord> | undefined;
  readonly objects: ReadonlySet<ObjectKind> | undefined;
  readonly origins: ReadonlySet<Origin> | undefined;
  readonly scope: ScopeTest;
  readonly allows: AllowTest | undefined;
  readonly expiresMs: number;
  readonly expired: ExpiredRule;
  readonly decisions: { readonly [action in Action | 'allowed']: Decision };
};

/** Names must be unique among `documents`. Nothing is allocated to decide about a file of the image. */
export function compilePolicies(
  documents: readonly PolicyDocument[],
  options: Place & { readonly generation: number },
): CompiledPolicy {
  const ordered = documents.toSorted(byPrecedence);
  const rules = ordered.flatMap(({ metadata, spec }) => spec.rules.map((rule) => compileRule(metadata.name, rule)));
  const last = ordered.findLast(({ spec }) => spec.defaultRule !== undefined);
  const fallback = last?.spec.defaultRule && compileRule(last.metadata.name, last.spec.defaultRule);
  const decideFacts = (facts: Facts, nowMs: number): Decision | undefined => {
    for (const rule of rules) {
      const decision = apply(rule, facts, nowMs);
      if (decision !== undefined) return decision;
    }
    return fallback && apply(fallback, facts, nowMs);
  };
  return {
    generation: options.generation,
    origins: new Set(rules.flatMap((rule) => [...(rule.origins ?? [])])),
    policies: ordered.length,
    rules: rules.length,
    decide(judgement, evidence, subject, nowMs) {
      if (judgement.verdict === 'in_image') return builtInDecision(judgement, evidence);
      const decision = decideFacts(factsOf(judgement, evidence, subject, options), nowMs);
      return decision ?? builtInDecision(judgement, evidence);
    },
    decideFacts,
    expired: (nowMs) => rules.filter((rule) => rule.expiresMs <= nowMs).map((rule) => rule.expired),
  };
}

/** Higher priority first, then the name in the order of its UTF-16 code units, the same in every locale. */
function byPrecedence(a: PolicyDocument, b: PolicyDocument): number {
  if (a.spec.priority !== b.spec.priority) return b.spec.priority - a.spec.priority;
  return a.metadata.name < b.metadata.name ? -1 : Number(a.metadata.name > b.metadata.name);
}

function compileRule(policy: string, rule: PolicyRule): CompiledRule {
  const said = { policy, rule: rule.name };
  return {
    action: rule.action,
    verdicts: rule.verdicts && new Set(rule.verdicts),
    objects: rule.objects && new Set(rule.objects),
    origins: rule.origins && new Set(rule.origins),
    scope: compileScope(rule.scope),
    allows: compileAllow(rule.allowProcesses),
    expiresMs: rule.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(rule.expires),
    expired: { ...said, expires: rule.expires ?? '' },
    decisions: {
      Alert: { action: 'alerted', ...said },
      // A tier that enforces says `blocked` of what it has stopped; deciding alone stops nothing.
      Block: { action: 'would_block', ...said },
      Ignore: { action: 'none', ...said, silenced: 'ignored' },
      allowed: { action: 'none', ...said, silenced: 'allowed' },
    },
  };
}

/** Undefined when the rule is passed over. */
function apply(rule: CompiledRule, facts: Facts, nowMs: number): Decision | undefined {
  if (rule.expiresMs <= nowMs) return undefined;
  if (rule.verdicts !== undefined && !rule.verdicts.has(facts.verdict)) return undefined;
  if (rule.objects !== undefined && !rule.objects.has(facts.object)) return undefined;
  if (rule.origins !== undefined ? !rule.origins.has(facts.origin) : isCodeWithoutFile(facts.origin)) return undefined;
  const truth = rule.scope(facts);
  if (truth === 'no' || (truth === 'maybe' && rule.action === 'Ignore')) return undefined;
  if (truth === 'yes' && rule.allows?.(facts)) return rule.decisions.allowed;
  if (rule.action === 'Block' && facts.informational && rule.verdicts === undefined) return rule.decisions.Alert;
  return rule.decisions[rule.action];
}

function isCodeWithoutFile(origin: Origin): boolean {
  return origin === 'argument' || origin === 'stdin';
}
