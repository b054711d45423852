/** `drift-sensor`: finds the command on the command line, runs it, turns its result into an exit code. */
import { auditCommand } from './commands/audit.ts';
import { CannotError, type Command, EXIT } from './commands/command.ts';
import { doctorCommand } from './commands/doctor.ts';
import { policyCheckCommand } from './commands/policy-check.ts';
import { policyTestCommand } from './commands/policy-test.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { ConfigError } from './config.ts';
import { DaemonError } from './daemon.ts';
import { packageVersion } from './version.ts';

/** In the order of the overview. */
const COMMANDS: readonly Command[] = [
  runCommand,
  statusCommand,
  auditCommand,
  doctorCommand,
  simulateCommand,
  recordCommand,
  replayCommand,
  policyCheckCommand,
  policyTestCommand,
];

function usage(): string {
  const heads = COMMANDS.map(({ name, operands }) => `drift-sensor ${name} ${operands}`);
  const width = Math.max(...heads.map((head) => head.length));
  const lines = COMMANDS.map(({ summary }, i) => `  ${heads[i]?.padEnd(width)}   ${summary}`);
  return `drift-sensor: proves that containers run what is in their image, and nothing else

${lines.join('\n')}
  drift-sensor --version

Each command has --help with examples.
`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [first] = argv;
  if (first === '--version') return print(`${packageVersion()}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return print(usage());
  const command = COMMANDS.find(({ name }) => isPrefix(name.split(' '), argv));
  if (command === undefined) {
    process.stderr.write(first === undefined ? usage() : `drift-sensor: ${unknown(argv)}\n\n${usage()}`);
    return EXIT.usage;
  }
  const args = argv.slice(command.name.split(' ').length);
  if (args.includes('--help') || args.includes('-h')) return print(command.help());
  return await command.run(args);
}

function isPrefix(words: readonly string[], argv: readonly string[]): boolean {
  return words.every((word, i) => argv[i] === word);
}

function unknown([first = '', second]: readonly string[]): string {
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  const named = family.length > 0 && second !== undefined ? `${first} ${second}` : first;
  return `no command ${JSON.stringify(named)}`;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.good;
}

function exitCodeOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigError) {
    process.stderr.write(`drift-sensor: ${message}\n`);
    return EXIT.usage;
  }
  if (error instanceof DaemonError || error instanceof CannotError) {
    process.stderr.write(`drift-sensor: ${message}\n`);
    return EXIT.cannot;
  }
  process.stderr.write(`drift-sensor: internal fault: ${error instanceof Error ? error.stack : message}\n`);
  return EXIT.fault;
}

// A reader that went away (head, jq -n) is not a fault of ours.
process.stdout.on('error', () => process.exit(EXIT.good));
const code = await main(process.argv.slice(2)).catch(exitCodeOf);
process.exit(code);
