import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './temp.ts';

/**
 * The directory `<name>-<key>` of the tests' cache, made where it is not there yet; those of `name` with other keys go then. `key`: hex digits
 * of a digest of all that it is made from. `make` is called with a directory beside its place that does not exist and is renamed in the
 * end, so that an interrupted run leaves nothing that looks complete.
 */
export async function madeOnce(name: string, key: string, make: (dir: string) => Promise<unknown>): Promise<string> {
  const cache = cacheDir();
  const dir = join(cache, `${name}-${key.slice(0, 16)}`);
  if (existsSync(dir)) return dir;
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const isOlder = (entry: string) => entry.startsWith(`${name}-`) && /^[0-9a-f]+$/.test(entry.slice(name.length + 1));
  for (const old of readdirSync(cache).filter(isOlder)) rmSync(join(cache, old), { recursive: true, force: true });
  const partial = `${dir}.${process.pid}`;
  try {
    await make(partial);
    renameSync(partial, dir);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return dir;
}
