import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { IndexStoreOptions } from '../store.ts';
import { UsageError } from './usage.ts';

export type Arguments = {
  readonly command: string | undefined;
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly all: boolean;
  readonly help: boolean;
  readonly store: IndexStoreOptions;
};

const OPTIONS = {
  'index-dir': { type: 'string' },
  platform: { type: 'string' },
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws a UsageError. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const { platform } = values;
  if (platform !== undefined && !/^[a-z0-9]+\/[a-z0-9]+$/.test(platform)) {
    throw new UsageError(`--platform is OS/ARCH, such as linux/amd64, not ${JSON.stringify(platform)}`);
  }
  const helperPath = builtHelper();
  return {
    command: positionals[0],
    operands: positionals.slice(1),
    json: values.json,
    all: values.all,
    help: values.help,
    store: {
      dir: values['index-dir'] ?? defaultIndexDir(),
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

/** The sensor's state directory, so that both find the same indexes. */
export function defaultIndexDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/drift-sensor/index';
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(state, 'drift-sensor', 'index');
}

function builtHelper(): string | undefined {
  const path = new URL('../../build/native/drift-helper', import.meta.url).pathname;
  return existsSync(path) ? path : undefined;
}
