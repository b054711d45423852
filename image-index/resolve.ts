import type { IndexEntry, PathEntry } from './entry.ts';
import { MAX_PATH_BYTES, MAX_SYMLINKS } from './limits.ts';

/** Where a path leads inside an image. `path` is canonical: no symlink, `.` or `..` on the way. */
export type Resolved =
  | { readonly found: 'file'; readonly path: Buffer; readonly entry: IndexEntry }
  | { readonly found: 'directory' | 'special'; readonly path: Buffer }
  /** `path` is the first part of the way that does not exist, or is no directory although more follows. */
  | { readonly found: 'nothing'; readonly path: Buffer }
  /** More than 40 symlinks. */
  | { readonly found: 'loop' };

const SLASH = 0x2f;
const ROOT = Buffer.from('/');

/** path_resolution(7) with `stat` (of canonical paths) for the filesystem and the image's root for `/`. */
export function resolvePath(path: Buffer, stat: (canonical: Buffer) => PathEntry | undefined): Resolved {
  // Names still to be walked, the next one last.
  const pending = names(path).reverse();
  const trail: Buffer[] = [ROOT];
  let links = 0;
  let end: PathEntry | undefined;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (end !== undefined && end.type !== 'directory') return { found: 'nothing', path: end.path };
    if (name.length === 0 || isDots(name, 1)) continue;
    if (isDots(name, 2)) {
      if (trail.length > 1) trail.pop();
      end = undefined;
      continue;
    }
    const here = join(trail.at(-1) ?? ROOT, name);
    if (here.length > MAX_PATH_BYTES) return { found: 'nothing', path: here };
    const found = stat(here);
    if (found === undefined) return { found: 'nothing', path: here };
    if (found.target === undefined) {
      trail.push(here);
      end = found;
      continue;
    }
    if (++links > MAX_SYMLINKS) return { found: 'loop' };
    if (found.target[0] === SLASH) trail.length = 1;
    end = undefined;
    pending.push(...names(found.target).reverse());
  }
  const arrived = trail.at(-1) ?? ROOT;
  if (end?.entry !== undefined) return { found: 'file', path: arrived, entry: end.entry };
  return { found: end?.type === 'special' ? 'special' : 'directory', path: arrived };
}

/** Parts between slashes; an empty last one stays, because `file/` is no file. */
function names(path: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= path.length; at++) {
    if (at < path.length && path[at] !== SLASH) continue;
    parts.push(path.subarray(start, at));
    start = at + 1;
  }
  return parts;
}

function join(directory: Buffer, name: Buffer): Buffer {
  return directory.length === 1 ? Buffer.concat([ROOT, name]) : Buffer.concat([directory, ROOT, name]);
}

function isDots(name: Buffer, count: 1 | 2): boolean {
  return name.length === count && name[0] === 0x2e && (count === 1 || name[1] === 0x2e);
}
