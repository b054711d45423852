import { configKeys, loadConfig } from '../config.ts';
import { runDaemon } from '../daemon.ts';
import { createLogger } from '../observe/log.ts';
import type { Command } from './command.ts';

export const runCommand: Command = {
  name: 'run',
  operands: '[FLAGS]',
  summary: 'watch this node (npm start does this)',
  help: () => `drift-sensor run [FLAGS]

Watches the containers of this node and writes each drift as one JSON line.

${flagLines()}

Exit codes: 0 after SIGTERM or SIGINT, 2 wrong flag or configuration, 3 this node cannot, 70 internal fault.

  drift-sensor run
  drift-sensor run --findings /var/log/drift.ndjson --metrics 0.0.0.0:9478
  drift-sensor run --runtime docker=unix:///srv/docker.sock --runtime runc=/run/my-runc
`,
  run: async (args) => {
    const config = loadConfig(args);
    return runDaemon(config, createLogger(config.logLevel));
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
