import { createReadStream } from 'node:fs';
import { ConfigError } from '../config.ts';
import { builtInDecision, type Decision } from '../evaluate/evaluate.ts';
import type { CompiledPolicy } from '../evaluate/policy/policy.ts';
import { printable } from '../finding/text.ts';
import { errnoOf } from '../runtime/errno.ts';
import { linesOf } from '../runtime/lines.ts';
import { splitArguments } from './arguments.ts';
import { type Command, EXIT } from './command.ts';
import { noOperands } from './operands.ts';
import { policyOf } from './policies.ts';
import { factsOfRecorded, parseRecorded, type RecordedFinding } from './recorded-finding.ts';

export const policyTestCommand: Command = {
  name: 'policy test',
  operands: '--policy FILE --findings NDJSON',
  summary: 'what recorded findings would become under a policy, before it is in force',
  help: () => `drift-sensor policy test --policy FILE [--policy FILE…] --findings NDJSON [--json]

Asks the policies about each recorded finding and prints those that would change, before → after, and a summary. Rules that
have expired by now are skipped. What a finding does not say (the labels of a container outside of pods, say) is not known,
and silence needs certainty.

  --policy FILE      a policy file, or a directory of them (repeatable)
  --findings NDJSON  findings as the sensor wrote them, one a line; - reads stdin. Repeats of a finding are printed once
  --json             one JSON object a line, the summary last

Exit codes: 0 nothing would change, 1 something would, 2 wrong usage, a policy that is refused, or no finding could be read.

  drift-sensor policy test --policy new.yaml --findings /var/log/drift.ndjson
  zcat /var/log/drift.ndjson.*.gz | drift-sensor policy test --policy new.yaml --findings -
`,
  run: async (args) => {
    const { policies, findings, json } = parseArguments(args);
    // A finding names its own cluster and node.
    const policy = policyOf(policies, { node: '' });
    return await testPolicy(policy, findings, json);
  },
};

type Arguments = { readonly policies: readonly string[]; readonly findings: string; readonly json: boolean };

/** `--policy` and `--findings` are flags of the configuration too, and are taken from there. */
function parseArguments(args: readonly string[]): Arguments {
  const given = splitArguments('policy test', args, { '--json': 'switch' }, ['--policy', '--findings']);
  noOperands('policy test', given.operands);
  const values = (flag: string) =>
    given.config.filter((arg) => arg.startsWith(`${flag}=`)).map((arg) => arg.slice(flag.length + 1));
  const policies = values('--policy');
  const findings = values('--findings').at(-1);
  const missing = [
    ...(policies.length === 0 ? ['--policy: name at least one policy file'] : []),
    ...(findings === undefined ? ['--findings: name a file of findings, or - for stdin'] : []),
  ];
  if (findings === undefined || missing.length > 0) {
    throw new ConfigError([...missing, 'See drift-sensor policy test --help.'].join('\n'));
  }
  return { policies, findings, json: given.own.has('--json') };
}

const MAX_LINE_BYTES = 1 << 20;
const MAX_NAMED_BAD_LINES = 20;
/** Findings whose repeats are not printed again. */
const MAX_SEEN = 65_536;
/** Kinds of changes in the summary: policies and rules are few, a forged file may name many. */
const MAX_KINDS = 1_000;

type Summary = { findings: number; changed: number; same: number; other: number; bad: number };

async function testPolicy(policy: CompiledPolicy, file: string, json: boolean): Promise<number> {
  const summary: Summary = { findings: 0, changed: 0, same: 0, other: 0, bad: 0 };
  const kinds = new Map<string, number>();
  const seen = new Set<string>();
  const nowMs = Date.now();
  for await (const { number, text } of linesOf(open(file), MAX_LINE_BYTES)) {
    if (text?.trim() === '') continue;
    const record = text === undefined ? tooLong : parseRecorded(text);
    if (record.kind === 'bad') {
      if (++summary.bad <= MAX_NAMED_BAD_LINES) process.stderr.write(`${file}:${number}: ${printable(record.why)}\n`);
    }
    if (record.kind === 'other') summary.other++;
    if (record.kind !== 'finding') continue;
    const { finding } = record;
    summary.findings++;
    const after = decide(policy, finding, nowMs);
    if (sameAction(finding.action, after.action)) {
      summary.same++;
      continue;
    }
    summary.changed++;
    const kind = `${finding.action} → ${wordsOf(after)}`;
    if (kinds.has(kind) || kinds.size < MAX_KINDS) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (seen.has(finding.id)) continue;
    remember(seen, finding.id);
    await print(json ? jsonOf(number, finding, after) : lineOf(number, finding, after));
  }
  if (summary.bad > MAX_NAMED_BAD_LINES) {
    process.stderr.write(`${file}: ${summary.bad - MAX_NAMED_BAD_LINES} more lines could not be read\n`);
  }
  await print(json ? JSON.stringify({ summary }) : textOf(summary, kinds));
  if (summary.findings === 0 && summary.bad > 0) return EXIT.usage;
  return summary.changed > 0 ? EXIT.found : EXIT.good;
}

const tooLong = { kind: 'bad', why: `is longer than ${MAX_LINE_BYTES} bytes` } as const;

function decide(policy: CompiledPolicy, finding: RecordedFinding, nowMs: number): Decision {
  return policy.decideFacts(factsOfRecorded(finding), nowMs) ?? builtInDecision(finding, finding);
}

/** What a tier that enforces has blocked is what another would block. */
function sameAction(before: Decision['action'], after: Decision['action']): boolean {
  return before === after || (before === 'blocked' && after === 'would_block');
}

async function* open(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 18 });
  } catch (cause) {
    throw new ConfigError(`--findings: cannot read ${file} (${errnoOf(cause)}); check the path`, { cause });
  }
}

/** Waits for a reader that is slower than the findings: what is to be printed is not kept in memory. */
function print(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return Promise.resolve();
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}

function remember(seen: Set<string>, id: string): void {
  seen.add(id);
  const [oldest] = seen;
  if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
}

function lineOf(number: number, finding: RecordedFinding, after: Decision): string {
  const where = `${finding.container.name ?? finding.container.id.slice(0, 12)}${finding.pod === undefined ? '' : ` in ${finding.pod.namespace}/${finding.pod.name}`}`;
  const what = `${finding.verdict} ${finding.object} ${finding.file.path} (${where})`;
  return printable(`${number}: ${what}: ${finding.action} by ${ruleOf(finding)} → ${wordsOf(after)}`);
}

function wordsOf(after: Decision): string {
  const action = after.silenced ?? (after.action === 'none' ? 'not reported' : after.action);
  return `${action} by ${ruleOf(after)}`;
}

function ruleOf({ policy, rule }: { readonly policy: string; readonly rule: string }): string {
  return `${policy}/${JSON.stringify(rule)}`;
}

function jsonOf(line: number, finding: RecordedFinding, after: Decision): string {
  const { id, verdict, object, origin, file, action, policy, rule } = finding;
  return JSON.stringify({
    line,
    id,
    verdict,
    object,
    origin,
    path: file.path,
    before: { action, policy, rule },
    after,
  });
}

function textOf({ findings, changed, same, other, bad }: Summary, kinds: ReadonlyMap<string, number>): string {
  const lines = [...kinds].sort(([, a], [, b]) => b - a).map(([kind, count]) => `  ${count} × ${printable(kind)}`);
  const rest = [
    ...(other > 0 ? [`${other} other records`] : []),
    ...(bad > 0 ? [`${bad} lines that could not be read`] : []),
  ];
  const total = `${findings} findings: ${changed} would change, ${same} would not${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`;
  return [total, ...lines].join('\n');
}
