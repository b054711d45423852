import { MAX_PATH_BYTES } from '../limits.ts';

/**
 * A key is a path without its leading slash and with every other slash as a NUL byte, which no file name can hold.
 * Compared as bytes, a directory's whole subtree then follows it directly (`a`, `a/b`, `a-b`; with slashes `a-b` would
 * come between). The root directory is the empty key.
 */

const SLASH = 0x2f;
const NUL = 0;

export const ROOT_KEY: Buffer = Buffer.alloc(0);

/** The key of a canonical absolute path; undefined for anything else (relative, `//`, `.`, `..`, a trailing slash, NUL, too long). */
export function keyOfPath(path: Buffer): Buffer | undefined {
  if (path[0] !== SLASH || path.length > MAX_PATH_BYTES) return undefined;
  if (path.length === 1) return ROOT_KEY;
  const key = Buffer.allocUnsafe(path.length - 1);
  let start = 1;
  for (let at = 1; at <= path.length; at++) {
    const byte = at === path.length ? SLASH : path[at];
    if (byte === NUL) return undefined;
    if (byte !== SLASH) {
      key[at - 1] = byte ?? 0;
      continue;
    }
    if (!isName(path, start, at)) return undefined;
    if (at < path.length) key[at - 1] = NUL;
    start = at + 1;
  }
  return key;
}

/** The absolute path of a key, a new buffer: of its own, since answers are kept and would keep the 64 KiB of Node's pool. */
export function pathOfKey(key: Buffer): Buffer {
  const path = Buffer.allocUnsafeSlow(key.length + 1);
  path[0] = SLASH;
  for (let at = 0; at < key.length; at++) path[at + 1] = key[at] === NUL ? SLASH : (key[at] ?? 0);
  return path;
}

/** The key of `name` inside the directory `parent`. */
export function childKey(parent: Buffer, name: Uint8Array): Buffer {
  if (parent.length === 0) return Buffer.from(name);
  const key = Buffer.allocUnsafe(parent.length + 1 + name.length);
  key.set(parent);
  key[parent.length] = NUL;
  key.set(name, parent.length + 1);
  return key;
}

/** Undefined for the root. A view. */
export function parentKey(key: Buffer): Buffer | undefined {
  if (key.length === 0) return undefined;
  const cut = key.lastIndexOf(NUL);
  return cut < 0 ? ROOT_KEY : key.subarray(0, cut);
}

/** True when `key` lies somewhere below the directory `ancestor`. */
export function isBelow(key: Buffer, ancestor: Buffer): boolean {
  const length = ancestor.length;
  if (length === 0) return key.length > 0;
  return key.length > length && key[length] === NUL && key.compare(ancestor, 0, length, 0, length) === 0;
}

function isName(path: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return false;
  if (path[start] !== 0x2e) return true;
  return !(length === 1 || (length === 2 && path[start + 1] === 0x2e));
}
