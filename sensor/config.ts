/** The one schema of the configuration: every key, its meaning, its default; flags and file are checked by it alike. */
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { indexKeys } from './digest/index-options.ts';
import { outputsSchema, spoolSchema } from './forward/options.ts';
import { kubernetesKeys } from './kubernetes/options.ts';
import { logLevels } from './observe/log.ts';
import { readSmallFile } from './runtime/small-file.ts';

/** A wrong flag, key or value. `message` holds every fault, one a line, each with its place and the fix. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigError';
  }
}

/** The parser compares each key with all others of its mapping: this many bytes take less than a second. */
const MAX_FILE_BYTES = 64 << 10;
/** More than somebody reads; what is beyond is counted. */
const MAX_FAULTS = 100;
const address = z
  .string()
  .refine(
    (text) => text === 'off' || parseAddress(text) !== undefined,
    'must be ADDR:PORT (port 0: any free one) or off',
  );

const pattern = z.string().transform((source, context): RegExp => {
  try {
    return new RegExp(source);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a regular expression' });
    return z.NEVER;
  }
});

/** Too large for a flag. */
const FILE_ONLY: ReadonlySet<string> = new Set(['outputs', 'spool', 'redaction', 'indexRegistry']);

/** Flags that may be given several times. */
const REPEATABLE: ReadonlySet<string> = new Set(['runtime', 'policy', 'indexKey', 'podAnnotations']);

const NUMERIC: ReadonlySet<string> = new Set(
  'canaryIntervalSeconds scanIntervalMs indexMaxMegabytes heartbeatSeconds coverageSeconds podWaitMs'.split(' '),
);

/** Read by `docs/configuration.md`'s generator, too. */
export const configSchema = z.strictObject({
  source: z.enum(['auto', 'ebpf', 'procfs']).default('auto').meta({
    description: 'where execs come from: auto takes eBPF and falls back to /proc with a sentence saying why',
  }),
  stateDir: z
    .string()
    .min(1)
    .default(defaultStateDir)
    .meta({ description: 'a directory for indexes, the spool and the control socket; one sensor at a time' }),
  indexDir: z.string().min(1).optional().meta({ description: 'image indexes (default <stateDir>/index)' }),
  ...indexKeys,
  findings: z.string().min(1).default('-').meta({ description: 'a file to append findings to, or - for stdout' }),
  outputs: outputsSchema.default([]).meta({ description: 'where findings go beside --findings (docs/formats.md)' }),
  spool: spoolSchema.default({}).meta({ description: 'bounds of what waits for outputs in <stateDir>/spool' }),
  redaction: z
    .strictObject({
      enabled: z.boolean().default(true).meta({ description: 'false: arguments stay as they are' }),
      names: z
        .array(z.string().min(1))
        .default([])
        .meta({ description: 'of flags and variables whose values are secret', examples: [['licence']] }),
      patterns: z
        .array(pattern)
        .default([])
        .meta({ description: 'regular expressions of secret text', examples: [['CORP-[0-9]+']] }),
    })
    .prefault({})
    .meta({ description: 'secrets in arguments beside those that are known: names of flags and variables, shapes' }),
  metrics: address.default('127.0.0.1:9478').meta({ description: 'address of /metrics, /healthz and /readyz, or off' }),
  nodeName: z.string().min(1).default(hostname).meta({ description: 'node in findings' }),
  clusterName: z.string().min(1).optional().meta({ description: 'cluster in findings' }),
  runtime: z.array(z.string()).default([]).meta({
    description:
      'an engine beside the detected ones: docker=unix:///PATH, containerd=unix:///PATH, cri=unix:///PATH, podman=STORAGE_ROOT, runc=STATE_DIR (repeatable)',
  }),
  policy: z.array(z.string().min(1)).default([]).meta({
    description:
      'a policy file, or a directory of them, followed as it changes (repeatable; none: Alert for everything)',
  }),
  ...kubernetesKeys,
  logLevel: z.enum(logLevels).default('info').meta({
    description:
      'least level of the log on stderr: error (it cannot do its work), warn (lost, refused, to be mended), info, debug',
  }),
  realtime: z.boolean().default(true).meta({
    description:
      'pin executed files under SCHED_FIFO, and run before ordinary processes, where allowed; without it more short-lived files stay unread',
  }),
  libraries: z.enum(['auto', 'off']).default('auto').meta({
    description: 'judge what is mapped executable (libraries, dlopen): auto where the kernel can tell it, or off',
  }),
  kernelVerdicts: z.enum(['auto', 'off']).default('auto').meta({
    description: 'have the kernel answer execs of files that are known to be good; off: each is sent and judged',
  }),
  canaryIntervalSeconds: z.number().int().min(1).max(86_400).default(60).meta({
    description: 'how often the sensor proves to itself that it finds drift',
  }),
  heartbeatSeconds: z.number().int().min(0).max(86_400).default(60).meta({
    description: 'how often a record says that the sensor lives and how it is (drift-sensor.heartbeat/1; 0: never)',
  }),
  coverageSeconds: z.number().int().min(0).max(86_400).default(300).meta({
    description:
      'how often records say which containers are watched and which not, and why (drift-sensor.coverage/1; 0: never)',
  }),
  scanIntervalMs: z.number().int().min(20).max(60_000).default(250).meta({
    description: 'how often the procfs source looks at /proc',
  }),
});

export type Config = Readonly<
  Omit<z.output<typeof configSchema>, 'runtime' | 'policy' | 'podAnnotations' | 'indexDir' | 'indexKey'>
> & {
  readonly podAnnotations: readonly string[];
  readonly indexKey: readonly string[];
  readonly policy: readonly string[];
  readonly runtime: readonly string[];
  readonly indexDir: string;
};

/** Every flag with its meaning, for `--help` and the documents. */
export function configKeys(): { key: string; flag: string; description: string }[] {
  return flagKeys().map(([key, type]) => ({
    key,
    flag: `--${flagOf(key)}`,
    description: type.meta()?.description ?? '',
  }));
}

function flagKeys() {
  return Object.entries(configSchema.shape).filter(([key]) => !FILE_ONLY.has(key));
}

/** Flags win over the file named by `--config`. Throws a ConfigError with all faults at once. */
export function loadConfig(args: readonly string[]): Config {
  const faults: string[] = [];
  const { config: file, ...given } = parseFlags(args, faults);
  const fromFile = file === undefined ? {} : readConfigFile(String(file), faults);
  const parsed = configSchema.safeParse({ ...fromFile, ...given });
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => describeFault(issue, given, file)));
  if (!parsed.success || faults.length > 0) throw new ConfigError(sayFaults(faults));
  const config = parsed.data;
  return Object.freeze({
    ...config,
    runtime: Object.freeze([...config.runtime]),
    podAnnotations: Object.freeze([...config.podAnnotations]),
    policy: Object.freeze([...config.policy]),
    indexKey: Object.freeze([...config.indexKey]),
    indexDir: config.indexDir ?? `${config.stateDir}/index`,
  });
}

function sayFaults(faults: readonly string[]): string {
  const more = faults.length - MAX_FAULTS;
  return [...faults.slice(0, MAX_FAULTS), ...(more > 0 ? [`and ${more} more faults`] : [])].join('\n');
}

/** `ADDR:PORT` or `[v6]:PORT`; undefined when it is neither. */
export function parseAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? '', port };
}

/** Collects every fault instead of ending at the first, as `strict` would. */
function parseFlags(args: readonly string[], faults: string[]): Record<string, unknown> {
  const options: Record<string, { type: 'string' | 'boolean'; multiple: boolean }> = {
    config: { type: 'string', multiple: false },
  };
  for (const [key] of flagKeys()) {
    options[flagOf(key)] = {
      type: key === 'realtime' ? 'boolean' : 'string',
      multiple: REPEATABLE.has(key),
    };
  }
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      faults.push(`${JSON.stringify(token.value)}: no flag; run takes flags only (see drift-sensor run --help)`);
      continue;
    }
    const negated = options[token.name] === undefined && token.name.startsWith('no-');
    const name = negated ? token.name.slice(3) : token.name;
    const option = options[name];
    const { rawName, value } = token;
    if (option === undefined || (negated && option.type !== 'boolean')) {
      faults.push(`${rawName}: no such flag (see drift-sensor run --help)`);
    } else if (option.type === 'boolean') {
      if (value === undefined) given[keyOf(name)] = !negated;
      else faults.push(`${rawName}: takes no value; it is --${name} or --no-${name}`);
    } else if (value === undefined || (!token.inlineValue && /^-./.test(value))) {
      // `--findings --metrics off` is a forgotten value, not a file of that name.
      faults.push(`${rawName}: needs a value${value === undefined ? '' : `; for ${value} write ${rawName}=${value}`}`);
    } else if (option.multiple) {
      const earlier = given[keyOf(name)];
      given[keyOf(name)] = [...(Array.isArray(earlier) ? earlier : []), value];
    } else {
      given[keyOf(name)] = numeric(keyOf(name), value);
    }
  }
  return given;
}

function numeric(key: string, value: unknown): unknown {
  return NUMERIC.has(key) && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function readConfigFile(path: string, faults: string[]): Record<string, unknown> {
  const value = parseYaml(path, faults);
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  faults.push(`${path}: must be a mapping of keys`);
  return {};
}

function parseYaml(path: string, faults: string[]): unknown {
  const file = readSmallFile(path, MAX_FILE_BYTES);
  if (file.kind === 'refused') {
    faults.push(`${path}: ${file.message}`);
    return undefined;
  }
  try {
    // A mapping as a key would be written out to make it one, which takes twice as long with each level of nesting.
    const options = { prettyErrors: true, logLevel: 'error', stringKeys: true } as const;
    const document = parseDocument(file.bytes.toString('utf8'), options);
    for (const error of document.errors) faults.push(`${path}: ${error.message}`);
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases that multiply beyond the limit, nesting beyond the stack.
    faults.push(`${path}: cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function describeFault(issue: z.core.$ZodIssue, given: Record<string, unknown>, file: unknown): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length > 0) {
    return `${String(file ?? 'configuration')}: ${issue.path.join('.')}: unknown key ${issue.keys.join(', ')}`;
  }
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(configSchema.shape).join(', ');
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
