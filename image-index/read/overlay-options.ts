import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { IndexError } from '../error.ts';
import { unescapeOctal } from './mount.ts';

/** overlay's directories as the options name them, topmost lower first. */
export type OverlayOptions = { readonly lowerDirs: readonly string[]; readonly upperDir?: string };

/** The kernel allows 500 lower layers (OVL_MAX_STACK). */
const MAX_LOWER = 500;

/**
 * Undefined when the options do not name image layers that can be read as directories: none (cut off by the kernel),
 * too many, or data-only layers (`::`, `datadir+`), whose upper neighbours hold metadata without the bytes.
 */
export function parseOverlayOptions(superOptions: string): OverlayOptions | undefined {
  const lowerDirs: string[] = [];
  let upperDir: string | undefined;
  // The kernel escapes commas inside values as \054, so the raw text splits safely; decoding comes after.
  for (const option of superOptions.split(',')) {
    const equals = option.indexOf('=');
    const key = option.slice(0, equals);
    const value = unescapeOctal(option.slice(equals + 1));
    if (key === 'upperdir') upperDir = unescapeBackslash(value);
    else if (key === 'lowerdir+') lowerDirs.push(value);
    else if (key === 'datadir+') return undefined;
    else if (key === 'lowerdir') {
      const parts = splitLowerDirs(value);
      if (parts === undefined) return undefined;
      lowerDirs.push(...parts);
    }
    if (lowerDirs.length > MAX_LOWER) return undefined;
  }
  if (lowerDirs.length === 0) return undefined;
  return { lowerDirs, ...(upperDir === undefined ? {} : { upperDir }) };
}

/**
 * The lower directories that a mount's options name, topmost first, absolute and real. Relative ones (Docker and Podman with many layers)
 * are looked up from the directory that holds the upper one. Throws `unsupported` and `io`.
 */
export function lowerDirsOf(superOptions: string, what: string): string[] {
  const options = parseOverlayOptions(superOptions);
  if (options === undefined)
    throw new IndexError('unsupported', `${what} names no lower directories, or data-only ones`);
  const { lowerDirs, upperDir: upper } = options;
  const base = upper?.startsWith('/') === true ? dirname(dirname(upper)) : undefined;
  return lowerDirs.map((dir) => {
    if (!dir.startsWith('/') && base === undefined)
      throw new IndexError('unsupported', `${what}: ${dir} is relative to an unknown directory`);
    try {
      return realpathSync(dir.startsWith('/') ? dir : `${base}/${dir}`);
    } catch (cause) {
      throw new IndexError('io', `${what}: its lower directory ${dir} cannot be seen`, { cause });
    }
  });
}

/** `a:b\:c` → `a`, `b:c`; undefined for `::` (data-only layers follow). */
function splitLowerDirs(value: string): string[] | undefined {
  const out: string[] = [];
  let current = '';
  for (let i = 0; i < value.length; i++) {
    const c = value[i];
    if (c === '\\' && i + 1 < value.length) current += value[++i];
    else if (c === ':') {
      if (current === '') return undefined;
      out.push(current);
      current = '';
    } else current += c;
  }
  return current === '' ? undefined : [...out, current];
}

function unescapeBackslash(value: string): string {
  return value.replace(/\\(.)/g, '$1');
}
