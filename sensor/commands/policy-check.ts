import { ConfigError } from '../config.ts';
import type { PolicyDocument } from '../evaluate/policy/document.ts';
import { formatFault } from '../evaluate/policy/fault.ts';
import type { LoadedPolicy } from '../evaluate/policy/loaded.ts';
import { printable } from '../finding/text.ts';
import { readPolicies } from '../policy-files.ts';
import { splitArguments } from './arguments.ts';
import { type Command, EXIT } from './command.ts';

export const policyCheckCommand: Command = {
  name: 'policy check',
  operands: 'FILE…',
  summary: 'whether policy documents are good, and every fault when they are not',
  help: () => `drift-sensor policy check FILE…

Reads drift policies as the sensor would, from files or from directories (*.yaml, *.yml, *.json), and prints a line for each
good document to stdout and a line for each fault, with its place and the fix, to stderr. A file with a fault is refused
whole.

Exit codes: 0 all are good, 2 at least one fault.

  drift-sensor policy check deploy/policies/default.yaml
  drift-sensor policy check policies/
`,
  run: async (args) => {
    const { operands } = splitArguments('policy check', args, {});
    if (operands.length === 0) {
      throw new ConfigError('policy check needs at least one file or directory (see drift-sensor policy check --help)');
    }
    const { policies, faults } = readPolicies(operands);
    const nowMs = Date.now();
    process.stdout.write(policies.map((policy) => `${describePolicy(policy, nowMs)}\n`).join(''));
    process.stderr.write(faults.map((fault) => `${printable(formatFault(fault))}\n`).join(''));
    if (faults.length > 0) return EXIT.usage;
    if (policies.length === 0) process.stdout.write('no policies: everything is alerted\n');
    return EXIT.good;
  },
};

/** `FILE:LINE: ok: policy default, priority 100: 2 rules (Alert 1, Ignore 1), default rule "…": Alert`. */
function describePolicy({ document, file, line }: LoadedPolicy, nowMs: number): string {
  const { metadata, spec } = document;
  const expired = spec.rules.filter(({ expires }) => expires !== undefined && Date.parse(expires) <= nowMs);
  const facts = [
    rulesOf(spec.rules),
    spec.defaultRule === undefined
      ? 'no default rule'
      : `default rule ${JSON.stringify(spec.defaultRule.name)}: ${spec.defaultRule.action}`,
    ...expired.map(({ name, expires }) => `rule ${JSON.stringify(name)} expired at ${expires} and is skipped`),
  ];
  return printable(`${file}:${line}: ok: policy ${metadata.name}, priority ${spec.priority}: ${facts.join(', ')}`);
}

function rulesOf(rules: PolicyDocument['spec']['rules']): string {
  if (rules.length === 0) return 'no rules';
  const count = (action: string) => rules.filter((rule) => rule.action === action).length;
  const actions = ['Alert', 'Block', 'Ignore'].filter((action) => count(action) > 0);
  const words = actions.map((action) => `${action} ${count(action)}`).join(', ');
  return `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} (${words})`;
}
