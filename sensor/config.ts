/** The one schema of the configuration: every key, its meaning, its default; flags and file are checked by it alike. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { logLevels } from './observe/log.ts';
import { errnoOf } from './runtime/errno.ts';

/** A wrong flag, key or value. `message` holds every fault, one a line, each with its place and the fix. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigError';
  }
}

const MAX_FILE_BYTES = 1 << 20;
const address = z
  .string()
  .refine(
    (text) => text === 'off' || parseAddress(text) !== undefined,
    'must be ADDR:PORT (port 0: any free one) or off',
  );

const schema = z.strictObject({
  source: z.enum(['auto', 'ebpf', 'procfs']).default('auto').meta({
    description: 'where execs come from: auto takes eBPF and falls back to /proc with a sentence saying why',
  }),
  stateDir: z.string().min(1).default(defaultStateDir).meta({ description: 'indexes, control socket' }),
  indexDir: z.string().min(1).optional().meta({ description: 'image indexes (default <stateDir>/index)' }),
  findings: z.string().min(1).default('-').meta({ description: 'a file to append findings to, or - for stdout' }),
  metrics: address.default('127.0.0.1:9478').meta({ description: 'address of /metrics, /healthz and /readyz, or off' }),
  nodeName: z.string().min(1).default(hostname).meta({ description: 'node in findings' }),
  clusterName: z.string().min(1).optional().meta({ description: 'cluster in findings' }),
  runtime: z.array(z.string()).default([]).meta({
    description: 'an engine beside the detected ones: docker=unix:///PATH, podman=STORAGE_ROOT, runc=STATE_DIR',
  }),
  logLevel: z.enum(logLevels).default('info').meta({ description: 'of the log on stderr' }),
  realtime: z.boolean().default(true).meta({
    description:
      'pin executed files under SCHED_FIFO where the kernel allows it; without it more short-lived files stay unread',
  }),
  canaryIntervalSeconds: z.number().int().min(1).max(86_400).default(60).meta({
    description: 'how often the sensor proves to itself that it finds drift',
  }),
  scanIntervalMs: z.number().int().min(20).max(60_000).default(250).meta({ description: 'of the procfs source' }),
});

export type Config = Readonly<z.output<typeof schema>> & { readonly indexDir: string };

/** Every flag with its meaning, for `--help` and the documents. */
export function configKeys(): { key: string; flag: string; description: string }[] {
  return Object.entries(schema.shape).map(([key, type]) => ({
    key,
    flag: `--${flagOf(key)}`,
    description: type.meta()?.description ?? '',
  }));
}

/** Flags win over the file named by `--config`. Throws a ConfigError with all faults at once. */
export function loadConfig(args: readonly string[]): Config {
  const flags = parseFlags(args);
  const { config: file, ...given } = flags;
  const fromFile = file === undefined ? {} : readConfigFile(String(file));
  const parsed = schema.safeParse({ ...fromFile, ...given });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => describeFault(issue, given, file));
    throw new ConfigError(faults.join('\n'));
  }
  const config = parsed.data;
  return Object.freeze({ ...config, indexDir: config.indexDir ?? `${config.stateDir}/index` });
}

/** `ADDR:PORT` or `[v6]:PORT`; undefined when it is neither. */
export function parseAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? '', port };
}

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }> = { config: { type: 'string' } };
  for (const [key, type] of Object.entries(schema.shape)) {
    options[flagOf(key)] =
      key === 'realtime'
        ? { type: 'boolean' }
        : { type: 'string', multiple: type instanceof z.ZodDefault && key === 'runtime' };
  }
  try {
    const { values } = parseArgs({
      args: [...args],
      options,
      allowNegative: true,
      strict: true,
      allowPositionals: false,
    });
    const entries = Object.entries(values).map(([flag, value]) => [keyOf(flag), numeric(keyOf(flag), value)]);
    return Object.fromEntries(entries);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${message}\nSee drift-sensor run --help.`, { cause });
  }
}

function numeric(key: string, value: unknown): unknown {
  const isNumber = key === 'canaryIntervalSeconds' || key === 'scanIntervalMs';
  return isNumber && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function readConfigFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${path}: cannot be read (${errnoOf(cause)})`, { cause });
  }
  if (text.length > MAX_FILE_BYTES) throw new ConfigError(`${path}: larger than ${MAX_FILE_BYTES} bytes`);
  const document = parseDocument(text, { prettyErrors: true });
  const faults = document.errors.map((error) => `${path}: ${error.message}`);
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ConfigError(`${path}: must be a mapping of keys`);
  return value as Record<string, unknown>;
}

function describeFault(issue: z.core.$ZodIssue, given: Record<string, unknown>, file: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape).join(', ');
    return `${String(file ?? 'configuration')}: unknown key ${issue.keys.join(', ')}; the keys are ${known}`;
  }
  const key = String(issue.path[0] ?? '');
  const place = key in given ? `--${flagOf(key)}` : `${String(file ?? 'default')}: ${issue.path.join('.')}`;
  return `${place}: ${issue.message}`;
}

/** Root has a place that survives a restart of the node; everybody else their own. */
function defaultStateDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/drift-sensor';
  const base = process.env.XDG_STATE_HOME ?? `${process.env.HOME ?? '/tmp'}/.local/state`;
  return `${base}/drift-sensor`;
}

function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function keyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
