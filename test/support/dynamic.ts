import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.ts';

/** Compiles a C file with this machine's C library, as a program or with `library` as a shared object. */
export async function compileDynamic(
  source: string,
  out: string,
  options: { readonly library?: boolean } = {},
): Promise<void> {
  const flags = options.library === true ? ['-shared', '-fPIC', '-DLIBRARY'] : [];
  await run(['clang', '-O1', ...flags, '-o', out, source, '-ldl']);
}

/** Copies what a program's loader will want (ldd) to the same places below `root`. */
export async function copyLibraries(program: string, root: string): Promise<void> {
  for (const [, path = ''] of (await run(['ldd', program])).matchAll(/(\/\S+) \(0x/g)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(path, join(root, path));
  }
}
