import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { builtInPolicy, type Policy } from '../evaluate/evaluate.ts';
import { formatFault } from '../evaluate/policy/fault.ts';
import { withoutRepeats } from '../evaluate/policy/loaded.ts';
import { MAX_POLICY_BYTES, parsePolicies } from '../evaluate/policy/parse.ts';
import { compilePolicies } from '../evaluate/policy/policy.ts';
import { errnoOf } from '../runtime/errno.ts';

/** The policies of these files as one; without files the built-in one. Throws a ConfigError with every fault at once. */
export function policyOf(
  files: readonly string[],
  place: { readonly node: string; readonly cluster?: string | undefined },
): Policy {
  if (files.length === 0) return builtInPolicy;
  const parsed = files.map((file) => parsePolicies(readPolicy(file), file));
  const { policies, faults } = withoutRepeats(parsed.flatMap((one) => one.policies));
  const all = [...parsed.flatMap((one) => one.faults), ...faults];
  if (all.length > 0) throw new ConfigError(all.map(formatFault).join('\n'));
  const documents = policies.map(({ document }) => document);
  return compilePolicies(documents, { node: place.node, cluster: place.cluster, generation: 1 });
}

function readPolicy(file: string): string {
  try {
    const stat = statSync(file);
    if (stat.isFile() && stat.size <= MAX_POLICY_BYTES) return readFileSync(file, 'utf8');
    throw new ConfigError(`--policy ${file}: ${stat.isFile() ? 'is too large for a policy' : 'is not a regular file'}`);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`--policy ${file}: cannot be read (${errnoOf(cause)})`, { cause });
  }
}
