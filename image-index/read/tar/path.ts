import { IndexError } from '../../error.ts';
import { MAX_PATH_BYTES } from '../../limits.ts';

export const DOTDOT: Buffer = Buffer.from('..');

/** Names between slashes without empty ones and `.`; `..` stays. */
export function split(path: Buffer): Buffer[] {
  const names: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= path.length; at++) {
    if (at < path.length && path[at] !== 0x2f) continue;
    const length = at - start;
    if (length > 1 || (length === 1 && path[start] !== 0x2e)) names.push(path.subarray(start, at));
    start = at + 1;
  }
  return names;
}

/** Throws `too_large` for a name that no path can be, with `./` before it. */
export function expectPathLength(path: Buffer): void {
  if (path.length > MAX_PATH_BYTES + 2) throw new IndexError('too_large', `a name of ${path.length} bytes`);
}

/**
 * Where the last of a path's names begins, when it is one as it stands: not empty (a slash at the end), `.` or `..`. Else undefined.
 */
export function lastName(path: Buffer): number | undefined {
  let start = path.length;
  while (start > 0 && path[start - 1] !== 0x2f) start--;
  const length = path.length - start;
  if (length > 2 || (length > 0 && path[start] !== 0x2e)) return start;
  return length === 2 && path[start + 1] !== 0x2e ? start : undefined;
}

/** An entry's name, cleaned lexically as the engines do (Go's filepath.Clean below the root). */
export function components(path: Buffer): Buffer[] {
  expectPathLength(path);
  const clean: Buffer[] = [];
  for (const name of split(path)) {
    if (name.equals(DOTDOT)) clean.pop();
    else clean.push(name);
  }
  return clean;
}
