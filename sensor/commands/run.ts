import { configKeys, loadConfig } from '../config.ts';
import { runDaemon } from '../daemon.ts';
import type { Command } from './command.ts';
import { voiceOf } from './terminal/terminal.ts';

export const runCommand: Command = {
  name: 'run',
  operands: '[FLAGS]',
  summary: 'watch this node (npm start does this)',
  help: () => `drift-sensor run [FLAGS]

Watches the containers of this node and writes each drift as one JSON line; on a terminal as an aligned line for people, with
the log and progress on stderr (NO_COLOR=1: without colour).

${flagLines()}

Exit codes: 0 after SIGTERM or SIGINT, 2 wrong flag or configuration, 3 this node cannot, 70 internal fault.

  drift-sensor run
  drift-sensor run --findings /var/log/drift.ndjson --metrics 0.0.0.0:9478
  drift-sensor run --runtime docker=unix:///srv/docker.sock --runtime runc=/run/my-runc
`,
  run: async (args) => {
    const config = loadConfig(args);
    const { log, output, onProgress } = voiceOf(config.logLevel, config.findings);
    return runDaemon(config, log, { ...(output && { output }), ...(onProgress && { onProgress }) });
  },
};

/** Every flag of the configuration, one a line. */
export function flagLines(): string {
  const keys = configKeys();
  const width = Math.max(...keys.map(({ flag }) => flag.length)) + 2;
  const lines = keys.map(({ flag, description }) => `  ${flag.padEnd(width)}${description}`);
  return [`  ${'--config'.padEnd(width)}YAML file; its keys are the flags in camelCase, flags win`, ...lines].join(
    '\n',
  );
}
