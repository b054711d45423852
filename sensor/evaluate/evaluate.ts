import type { Evidence } from '../digest/evidence.ts';
import { judge } from './judge.ts';
import type { Judgement } from './verdict.ts';

/** What happens to an execution, and the rule that said so. `none`: no finding. */
export type Decision = {
  readonly action: 'none' | 'alerted' | 'would_block' | 'blocked';
  readonly policy: string;
  readonly rule: string;
};

export type Verdict = { readonly judgement: Judgement; readonly decision: Decision };

/** Decides what is said about a judgement. Pure; replaced whole when policies change. */
export type Policy = {
  readonly generation: number;
  decide(judgement: Judgement, evidence: Evidence): Decision;
};

/** In force where no policy is given: everything that is not the image's is alerted. */
export const builtInPolicy: Policy = {
  generation: 0,
  decide: (judgement) => ({
    action: judgement.verdict === 'in_image' ? 'none' : 'alerted',
    policy: 'built-in',
    rule: 'Default binary drift',
  }),
};

/** One file of one execution, decided without I/O. */
export function evaluate(evidence: Evidence, policy: Policy): Verdict {
  const judgement = judge(evidence);
  return { judgement, decision: policy.decide(judgement, evidence) };
}
