import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { cacheDir } from './temp.ts';

export type ProgramName =
  | 'memfd-exec'
  | 'same-size-overwrite'
  | 'exec-loop'
  | 'exec-odd'
  | 'distinct-exec'
  | 'fuse-file'
  | 'idmap-mount'
  | 'io-uring-exec';

/** The path of `programs/<name>.c` compiled as a static executable; compiled once per content of the source. */
export function program(name: ProgramName): Promise<string> {
  return compileC(readFileSync(new URL(`programs/${name}.c`, import.meta.url), 'utf8'), name);
}

/** Compiles C source to a static executable with clang, cached by its content, and gives its path. */
export async function compileC(source: string, name = 'program', flags: readonly string[] = []): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([source, flags, process.arch]))
    .digest('hex')
    .slice(0, 16);
  const dir = join(cacheDir(), 'bin');
  const path = join(dir, `${name}-${key}`);
  if (existsSync(path)) return path;
  mkdirSync(dir, { recursive: true });
  const partial = `${path}.${process.pid}`;
  await run(['clang', '-x', 'c', '-O2', '-static', '-Wall', '-Wextra', '-Werror', ...flags, '-o', partial, '-'], {
    stdin: source,
  });
  renameSync(partial, path);
  return path;
}
