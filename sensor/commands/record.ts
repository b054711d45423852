import { randomBytes } from 'node:crypto';
import { RecordingWriter } from '../bridge/recording.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { runDaemon } from '../daemon.ts';
import { rfc3339 } from '../finding/text.ts';
import { Recorder } from '../recorder.ts';
import { createRedactor, type Redactor } from '../redaction.ts';
import { systemClock } from '../runtime/clock.ts';
import { errnoOf } from '../runtime/errno.ts';
import type { Logger } from '../runtime/log.ts';
import { packageVersion } from '../version.ts';
import { ownValue, splitArguments } from './arguments.ts';
import { CannotError, type Command } from './command.ts';
import { oneOperand } from './operands.ts';
import { flagLines } from './run.ts';
import { voiceOf } from './terminal/terminal.ts';

const DEFAULT_MIB = 1024;
const MAX_MIB = 1 << 20;

export const recordCommand: Command = {
  name: 'record',
  operands: 'FILE [FLAGS]',
  summary: 'run, and write down all that verdicts rest on, for replay',
  help: () => `drift-sensor record FILE [--redact] [--max-mib N] [FLAGS]

Runs like drift-sensor run, with the same flags, and records to FILE (mode 0600, replaced if there): events, container
descriptions, digests and index answers. drift-sensor replay gives the same findings from it, on any machine. FILE is the
best attachment of a bug report.

  --redact     leave out arguments, working directories and labels, and replace the names of containers, pods, nodes and
               clusters by pseudonyms; image references and file paths stay
  --max-mib N  end the recording at this size (default ${DEFAULT_MIB}); the sensor goes on
${flagLines()}

Exit codes: those of drift-sensor run.

  drift-sensor record /tmp/today.recording --findings /tmp/today.ndjson
  drift-sensor record /tmp/report.recording --redact
  drift-sensor replay /tmp/today.recording --expect /tmp/today.ndjson
`,
  run: async (args) => {
    const given = splitArguments('record', args, { '--redact': 'switch', '--max-mib': 'value' }, 'all');
    const path = oneOperand('record', given.operands, 'FILE');
    const maxBytes = mebibytes(ownValue(given, '--max-mib')) * 2 ** 20;
    const config = loadConfig(given.config);
    const { log, output, onProgress } = voiceOf(config.logLevel, config.findings);
    const redact = given.own.has('--redact') ? createRedactor(randomBytes(32)) : undefined;
    const writer = openWriter(path, maxBytes, config, redact, log);
    const recorder = new Recorder({ writer, redact });
    return runDaemon(config, log, { recorder, ...(output && { output }), ...(onProgress && { onProgress }) });
  },
};

function openWriter(
  path: string,
  maxBytes: number,
  config: Config,
  redact: Redactor | undefined,
  log: Logger,
): RecordingWriter {
  const name = redact?.name ?? ((text: string) => text);
  const header = {
    schema: 'drift-sensor.recording/1' as const,
    created: rfc3339(systemClock().now()),
    version: packageVersion(),
    node: name(config.nodeName),
    ...(config.clusterName !== undefined && { cluster: name(config.clusterName) }),
    redacted: redact !== undefined,
  };
  try {
    return RecordingWriter.open({ path, maxBytes }, header, { log });
  } catch (cause) {
    throw new CannotError(`${path} cannot be written (${errnoOf(cause)}); name another FILE`, { cause });
  }
}

function mebibytes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MIB;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MAX_MIB) return value;
  throw new ConfigError(`--max-mib: must be a whole number from 1 to ${MAX_MIB}`);
}
