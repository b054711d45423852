import { ConfigError } from '../config.ts';
import { formatFault } from '../evaluate/policy/fault.ts';
import { type CompiledPolicy, compilePolicies } from '../evaluate/policy/policy.ts';
import { readPolicies } from '../policy-files.ts';

/** The policies of these files and directories as one; without any the built-in one. Throws a ConfigError with every fault at once. */
export function policyOf(
  paths: readonly string[],
  place: { readonly node: string; readonly cluster?: string | undefined },
): CompiledPolicy {
  const { policies, faults } = readPolicies(paths);
  if (faults.length > 0) throw new ConfigError(faults.map(formatFault).join('\n'));
  const documents = policies.map(({ document }) => document);
  return compilePolicies(documents, {
    node: place.node,
    cluster: place.cluster,
    generation: paths.length === 0 ? 0 : 1,
  });
}
