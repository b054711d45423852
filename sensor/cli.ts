/** `drift-sensor`: reads the command line, calls one command, turns its result into an exit code. */
import { ConfigError, configKeys, loadConfig } from './config.ts';
import { DaemonError, runDaemon } from './daemon.ts';
import { doctor, printDoctor } from './doctor.ts';
import { createLogger } from './observe/log.ts';
import { packageVersion } from './version.ts';

/** contract.md: 0 good, 1 drift or difference found, 2 wrong usage or configuration, 3 the machine cannot, 70 internal fault. */
const EXIT = { good: 0, usage: 2, cannot: 3, fault: 70 } as const;

const USAGE = `drift-sensor: proves that containers run what is in their image, and nothing else

  drift-sensor run [FLAGS]       watch this node (npm start does this)
  drift-sensor doctor [--json]   what this node supports, and what to do about what it does not
  drift-sensor --version

Each command has --help with examples.
`;

const DOCTOR_USAGE = `drift-sensor doctor [--json]

Tries what the sensor needs and says which tier this node gives:
  detect   every exec is seen, nothing missed silently (eBPF)
  scan     /proc is polled; processes that end sooner than the interval can be missed

Exit code 0 in any tier that works, else 3.

  drift-sensor doctor
  drift-sensor doctor --json | jq '.checks[] | select(.ok | not)'
`;

function runUsage(): string {
  const keys = configKeys();
  const width = Math.max(...keys.map(({ flag }) => flag.length)) + 2;
  const lines = keys.map(({ flag, description }) => `  ${flag.padEnd(width)}${description}`);
  return `drift-sensor run [FLAGS]

Watches the containers of this node and writes each drift as one JSON line.

  ${'--config'.padEnd(width)}YAML file; its keys are the flags in camelCase, flags win
${lines.join('\n')}

  drift-sensor run
  drift-sensor run --findings /var/log/drift.ndjson --metrics 0.0.0.0:9478
  drift-sensor run --runtime docker=unix:///srv/docker.sock --runtime runc=/run/my-runc
`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...args] = argv;
  const wantsHelp = args.includes('--help') || args.includes('-h');
  switch (command) {
    case 'run': {
      if (wantsHelp) return print(runUsage());
      const config = loadConfig(args);
      return await runDaemon(config, createLogger(config.logLevel));
    }
    case 'doctor': {
      if (wantsHelp) return print(DOCTOR_USAGE);
      const unknown = args.filter((arg) => arg !== '--json');
      if (unknown.length > 0)
        throw new ConfigError(`doctor does not know ${unknown.join(' ')}\nSee drift-sensor doctor --help.`);
      const report = await doctor();
      process.stdout.write(args.includes('--json') ? `${JSON.stringify(report)}\n` : printDoctor(report));
      return report.tier === 'none' ? EXIT.cannot : EXIT.good;
    }
    case '--version':
      return print(`${packageVersion()}\n`);
    case '--help':
    case '-h':
      return print(USAGE);
    default:
      process.stderr.write(
        command === undefined ? USAGE : `drift-sensor: no command ${JSON.stringify(command)}\n\n${USAGE}`,
      );
      return EXIT.usage;
  }
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
  if (error instanceof DaemonError) {
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
