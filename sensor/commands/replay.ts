import { RecordingError, type RecordingReport } from '../bridge/recording.ts';
import { ConfigError } from '../config.ts';
import { printable } from '../finding/text.ts';
import { gapRecord } from '../gap-record.ts';
import { FOLD } from '../parts.ts';
import { Replay } from '../replay.ts';
import { ownValue, splitArguments } from './arguments.ts';
import { CannotError, type Command, EXIT } from './command.ts';
import { compareFindings, type Difference, keyOf, readFindings } from './compare-findings.ts';
import { type LineWriter, openLineWriter } from './line-writer.ts';
import { oneOperand } from './operands.ts';
import { policyOf } from './policies.ts';

export const replayCommand: Command = {
  name: 'replay',
  operands: 'FILE [FLAGS]',
  summary: 'the findings of a recording again, without kernel, engine or index',
  help: () => `drift-sensor replay FILE [--policy FILE]… [--findings FILE|-] [--expect FINDINGS]

Gives the verdicts of a recording again, with the same code as the live sensor. With the same policy the findings are the
same byte for byte, in every field. (A recording made with --redact gives redacted findings, with other ids.)

  --policy FILE      decide by these policies (repeatable; default the built-in one)
  --findings FILE|-  where findings go (default - for stdout; nowhere with --expect)
  --expect FINDINGS  compare with these findings (NDJSON) and say what differs

Exit codes: 0 good, 1 findings differ from those expected, 2 wrong usage, 3 FILE is no recording that can be used.
A recording that was cut or damaged is used as far as it goes, and said so on stderr.

  drift-sensor replay today.recording
  drift-sensor replay today.recording --policy new-policy.yaml | jq -r .summary
  drift-sensor replay today.recording --expect today.ndjson
`,
  run: async (args) => {
    const policies: string[] = [];
    const given = splitArguments('replay', withoutPolicies(args, policies), {
      '--findings': 'value',
      '--expect': 'value',
    });
    const path = oneOperand('replay', given.operands, 'FILE');
    const expect = ownValue(given, '--expect');
    const expected = expect === undefined ? undefined : readFindings(expect);
    const target = ownValue(given, '--findings') ?? (expected === undefined ? '-' : undefined);
    const found = new Map<string, string>();
    let batch: string[] = [];
    const emit = (record: object): void => {
      const line = JSON.stringify(record);
      if (target !== undefined) batch.push(`${line}\n`);
      const key = expected === undefined ? undefined : keyOf(line);
      if (key !== undefined) found.set(key, line);
    };
    const replay = openReplay(path, policies, emit);
    const output: LineWriter | undefined =
      target === undefined ? undefined : await openLineWriter(target, '--findings');
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
    const report = await replay.run(stop.signal, async () => {
      const text = batch.join('');
      batch = [];
      if (text !== '') await output?.write(text);
    });
    await output?.close();
    sayReport(path, report);
    if (expected === undefined) return EXIT.good;
    return sayDifferences(compareFindings(expected, found), found.size);
  },
};

/** `--policy` may come several times, which the other flags may not. */
function withoutPolicies(args: readonly string[], policies: string[]): string[] {
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const next = args[i + 1];
    if (arg.startsWith('--policy=')) policies.push(arg.slice('--policy='.length));
    else if (arg !== '--policy') rest.push(arg);
    else if (next === undefined) throw new ConfigError('--policy: needs a value');
    else {
      policies.push(next);
      i++;
    }
  }
  return rest;
}

function openReplay(path: string, policies: readonly string[], emit: (record: object) => void): Replay {
  try {
    return new Replay(
      { path, fold: FOLD },
      {
        policy: (place) => policyOf(policies, place),
        onFinding: emit,
        onGap: (gap, header) => emit(gapRecord(gap, header)),
      },
    );
  } catch (cause) {
    if (cause instanceof RecordingError) throw new CannotError(cause.message, { cause });
    throw cause;
  }
}

function sayReport(path: string, { damaged, firstDamage, cut, end, dropped }: RecordingReport): void {
  const notes = [
    ...(damaged > 0 ? [`${damaged} damaged lines were left out, the first: ${printable(firstDamage ?? '')}`] : []),
    ...(cut ? ['it ends inside a line, which was left out'] : []),
    ...(end === undefined ? ['it was not closed: the sensor was killed, or still records'] : []),
    ...(end === 'full' ? ['it ended at its greatest size, the sensor went on'] : []),
    ...(dropped > 0 ? [`${dropped} execs were not recorded: the disk was too slow`] : []),
  ];
  for (const note of notes) process.stderr.write(`drift-sensor: ${printable(path)}: ${note}\n`);
}

const MAX_SHOWN = 20;

function sayDifferences(differences: readonly Difference[], findings: number): number {
  if (differences.length === 0) {
    process.stderr.write(`the same ${findings} findings\n`);
    return EXIT.good;
  }
  for (const difference of differences.slice(0, MAX_SHOWN)) {
    const key = difference.key.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1…');
    const text = difference.kind === 'differs' ? difference.fields.slice(0, 8).join('; ') : difference.summary;
    process.stderr.write(`${difference.kind.padEnd(10)} ${printable(key)}  ${printable(text)}\n`);
  }
  process.stderr.write(`${differences.length} differences\n`);
  return EXIT.found;
}
