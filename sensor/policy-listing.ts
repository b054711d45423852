import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyFault } from './evaluate/policy/fault.ts';
import { errnoOf } from './runtime/errno.ts';

const MAX_FILES = 256;

export type PolicyListing = {
  /** Path → what changes whenever the file's bytes do. */
  readonly files: ReadonlyMap<string, string>;
  readonly faults: readonly PolicyFault[];
  /** Whether a file may still be there, although it could not be looked for. */
  unreadable(file: string): boolean;
};

/**
 * The policy files that `paths` name: files themselves, and in directories `*.yaml`, `*.yml` and `*.json`, hidden ones left
 * out. What does not exist is a fault only when it `mustExist`; later its absence means that somebody removed it.
 */
export function listPolicyFiles(paths: readonly string[], mustExist: boolean): PolicyListing {
  const files = new Map<string, string>();
  const faults: PolicyFault[] = [];
  const blocked: string[] = [];
  for (const path of paths) {
    try {
      if (isDirectory(path)) addDirectory(files, path);
      else files.set(path, signatureOf(path));
    } catch (error) {
      const errno = errnoOf(error);
      const gone = errno === 'ENOENT' || errno === 'ENOTDIR';
      if (!gone) blocked.push(path);
      if (!gone || mustExist) faults.push({ file: path, message: `cannot be read (${errno}); check the path` });
    }
  }
  if (files.size > MAX_FILES) {
    for (const path of [...files.keys()].slice(MAX_FILES)) files.delete(path);
    faults.push({ file: paths.join(', '), message: `more than ${MAX_FILES} policy files; merge some of them` });
  }
  return {
    files,
    faults,
    unreadable: (file) => blocked.some((path) => file === path || file.startsWith(join(path, '/'))),
  };
}

/** False also for what cannot be looked at. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function addDirectory(files: Map<string, string>, path: string): void {
  const names = readdirSync(path).filter((name) => !name.startsWith('.') && /\.(?:ya?ml|json)$/.test(name));
  for (const name of names.sort()) {
    const file = join(path, name);
    try {
      files.set(file, signatureOf(file));
    } catch (error) {
      // Gone since it was listed, or a symlink to nowhere.
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

/** Of the file that a symlink leads to. */
function signatureOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}
