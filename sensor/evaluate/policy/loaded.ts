import type { PolicyDocument } from './document.ts';
import { type PolicyFault, show } from './fault.ts';

/** A policy, and where it stands. */
export type LoadedPolicy = { readonly document: PolicyDocument; readonly file: string; readonly line: number };

/** A finding names its policy: of two with one name the first is kept, the other refused. */
export function withoutRepeats(policies: readonly LoadedPolicy[]): {
  readonly policies: readonly LoadedPolicy[];
  readonly faults: readonly PolicyFault[];
} {
  const kept = new Map<string, LoadedPolicy>();
  const faults: PolicyFault[] = [];
  for (const policy of policies) {
    const first = kept.get(policy.document.metadata.name);
    if (first === undefined) kept.set(policy.document.metadata.name, policy);
    else faults.push(repeated(policy, first));
  }
  return { policies: [...kept.values()], faults };
}

export function repeated({ file, line, document }: LoadedPolicy, first: LoadedPolicy): PolicyFault {
  const name = show(document.metadata.name);
  return {
    file,
    line,
    path: 'metadata.name',
    message: `${name} is the policy at ${first.file}:${first.line} too; choose another name`,
  };
}
