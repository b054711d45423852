import { ConfigError, configKeys } from '../config.ts';

export type SplitArguments = {
  /** What is not a flag, in order. */
  readonly operands: readonly string[];
  /** Own flags that were given: `--json` → true, `--expect FILE` → its value, the last one wins. */
  readonly own: ReadonlyMap<string, string | true>;
  /** The rest, for `loadConfig`. */
  readonly config: readonly string[];
};

/** The flags that a command has beside those of the configuration; `value`: takes one. */
export type OwnFlags = Readonly<Record<string, 'value' | 'switch'>>;

/**
 * Parts a command line into what the command reads itself and the configuration's flags, of which it takes those in
 * `configFlags` (`all`: every one). Throws a ConfigError with every fault at once.
 */
export function splitArguments(
  command: string,
  args: readonly string[],
  flags: OwnFlags,
  configFlags: readonly string[] | 'all' = [],
): SplitArguments {
  const switches = new Set(configKeys().flatMap(({ flag, key }) => (key === 'realtime' ? [flag, noFlag(flag)] : [])));
  const known = new Set(['--config', ...configKeys().map(({ flag }) => flag), ...switches]);
  const allowed = configFlags === 'all' ? known : new Set(configFlags);
  const operands: string[] = [];
  const own = new Map<string, string | true>();
  const config: string[] = [];
  const faults: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const inline = equals < 0 ? undefined : arg.slice(equals + 1);
    const kind = flags[name] ?? (allowed.has(name) ? (switches.has(name) ? 'switch' : 'value') : undefined);
    if (kind === undefined) {
      faults.push(`${name}: no such flag (see drift-sensor ${command} --help)`);
      continue;
    }
    if (kind === 'switch' && inline !== undefined) {
      faults.push(`${name}: takes no value`);
      continue;
    }
    const value = kind === 'switch' ? true : (inline ?? args[++i]);
    if (value === undefined) faults.push(`${name}: needs a value`);
    else if (flags[name] !== undefined) own.set(name, value);
    else config.push(...(value === true ? [name] : [`${name}=${value}`]));
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return { operands, own, config };
}

/** The value of a flag that takes one. */
export function ownValue({ own }: SplitArguments, flag: string): string | undefined {
  const value = own.get(flag);
  return typeof value === 'string' ? value : undefined;
}

function noFlag(flag: string): string {
  return flag.replace(/^--/, '--no-');
}
