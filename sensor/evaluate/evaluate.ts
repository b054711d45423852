import type { Container } from '../container/container.ts';
import type { Evidence, Origin } from '../digest/evidence.ts';
import { judge } from './judge.ts';
import type { Judgement } from './verdict.ts';

/** What happens to an execution, and the rule that said so. `none`: no finding. */
export type Decision = {
  readonly action: 'none' | 'alerted' | 'would_block' | 'blocked';
  readonly policy: string;
  readonly rule: string;
  /** With `none`, for drift that a policy silences: by an Ignore rule, or by the allow list of the matched rule. */
  readonly silenced?: 'ignored' | 'allowed';
};

export type Verdict = { readonly judgement: Judgement; readonly decision: Decision };

/** Whose execution is decided about: a container, or something container-like that no engine knows. */
export type PolicySubject =
  | { readonly kind: 'container'; readonly container: Container }
  | { readonly kind: 'unknown' };

/** Decides what is said about a judgement. Pure; replaced whole when policies change. */
export type Policy = {
  /** Counts changes since the sensor's start. */
  readonly generation: number;
  /** Origins that some rule names: code without a file is looked at only where it is asked for. Absent: none. */
  readonly origins?: ReadonlySet<Origin>;
  /** `nowMs`: wall clock, ms since the epoch; rules expire by it. */
  decide(judgement: Judgement, evidence: Evidence, subject: PolicySubject, nowMs: number): Decision;
};

const CLEAN: Decision = { action: 'none', policy: 'built-in', rule: 'in_image' };
const ALERT: Decision = { action: 'alerted', policy: 'built-in', rule: 'Default binary drift' };
const NOT_ASKED_FOR: Decision = { action: 'none', policy: 'built-in', rule: 'code without a file' };

/** What holds where no rule applies: drift is alerted, code without a file only where a rule names its origin. */
export function builtInDecision(judgement: Pick<Judgement, 'verdict'>, evidence: Pick<Evidence, 'origin'>): Decision {
  if (judgement.verdict === 'in_image') return CLEAN;
  return evidence.origin === 'argument' || evidence.origin === 'stdin' ? NOT_ASKED_FOR : ALERT;
}

/** In force where no policy is given: everything that is not the image's is alerted. */
export const builtInPolicy: Policy = { generation: 0, decide: builtInDecision };

/** One file of one execution, decided without I/O. `nowMs` is asked for drift only. */
export function evaluate(evidence: Evidence, policy: Policy, subject: PolicySubject, nowMs: () => number): Verdict {
  const judgement = judge(evidence);
  if (judgement.verdict === 'in_image') return { judgement, decision: CLEAN };
  return { judgement, decision: policy.decide(judgement, evidence, subject, nowMs()) };
}
