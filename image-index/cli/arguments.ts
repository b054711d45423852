import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RegistryOptions } from '../read/registry/options.ts';
import type { SignatureFormat } from '../share/push.ts';
import type { IndexStoreOptions } from '../store.ts';
import { UsageError } from './usage.ts';

export type Arguments = {
  readonly command: string | undefined;
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly all: boolean;
  readonly help: boolean;
  readonly keepRunning: boolean;
  readonly maxBytes: number | undefined;
  readonly namespace: string | undefined;
  readonly signKey: string | undefined;
  readonly signatureFormat: SignatureFormat;
  readonly indexKeys: readonly string[];
  readonly output: string | undefined;
  readonly registry: RegistryOptions;
  readonly store: IndexStoreOptions;
};

const OPTIONS = {
  'index-dir': { type: 'string' },
  platform: { type: 'string' },
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  'keep-running': { type: 'boolean', default: false },
  'max-size': { type: 'string' },
  namespace: { type: 'string' },
  'sign-key': { type: 'string' },
  'signature-format': { type: 'string' },
  'index-key': { type: 'string', multiple: true },
  output: { type: 'string', short: 'o' },
  'plain-http': { type: 'boolean', default: false },
  cacert: { type: 'string' },
  authfile: { type: 'string' },
  mirror: { type: 'string', multiple: true },
  anonymous: { type: 'boolean', default: false },
} as const;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/** Throws a UsageError. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const { platform } = values;
  if (platform !== undefined && !/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9.]+)?$/.test(platform)) {
    throw new UsageError(`--platform is OS/ARCH, such as linux/amd64, not ${JSON.stringify(platform)}`);
  }
  const helperPath = builtHelper();
  const registry = registryOptions(values);
  return {
    command: positionals[0],
    operands: positionals.slice(1),
    json: values.json,
    all: values.all,
    help: values.help,
    keepRunning: values['keep-running'],
    maxBytes: values['max-size'] === undefined ? undefined : parseBytes(values['max-size']),
    namespace: values.namespace,
    signKey: values['sign-key'],
    signatureFormat: signatureFormat(values['signature-format']),
    indexKeys: values['index-key'] ?? [],
    output: values.output,
    registry,
    store: {
      dir: values['index-dir'] ?? defaultIndexDir(),
      registry,
      ...(helperPath === undefined ? undefined : { helperPath }),
      ...(platform === undefined ? undefined : { platform }),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function registryOptions(values: ReturnType<typeof parse>['values']): RegistryOptions {
  const { cacert, authfile, mirror } = values;
  for (const one of mirror ?? []) {
    if (!/^[^/\s]+(\/[^\s]*[^/\s])?$/.test(one) || one.includes('://'))
      throw new UsageError(`--mirror is HOST[/PREFIX], not ${JSON.stringify(one)}`);
  }
  return {
    plainHttp: values['plain-http'],
    anonymous: values.anonymous,
    ...(cacert !== undefined && { caCert: cacert }),
    ...(authfile !== undefined && { authFile: authfile }),
    ...(mirror !== undefined && { mirrors: mirror }),
  };
}

function signatureFormat(text: string | undefined): SignatureFormat {
  if (text === undefined || text === 'simple' || text === 'bundle') return text ?? 'simple';
  throw new UsageError(`--signature-format is simple or bundle, not ${JSON.stringify(text)}`);
}

/** `1500`, `500M`, `2Gi`. */
export function parseBytes(text: string): number {
  const [, digits = '', unit = ''] = /^([0-9]{1,15})([kmg]i?)?b?$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (digits === '' || !Number.isSafeInteger(bytes))
    throw new UsageError(`a size is a number of bytes, such as 500000000, 500M or 2Gi, not ${JSON.stringify(text)}`);
  return bytes;
}

/** The sensor's state directory, so that both find the same indexes. */
function defaultIndexDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/drift-sensor/index';
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(state, 'drift-sensor', 'index');
}

function builtHelper(): string | undefined {
  // In a checkout build/native; beside the folder of a bundle.
  const native = import.meta.url.endsWith('.ts') ? '../../build/native/' : '../native/';
  const path = fileURLToPath(new URL(`${native}drift-helper`, import.meta.url));
  return existsSync(path) ? path : undefined;
}
