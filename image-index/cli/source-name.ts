import { resolve } from 'node:path';
import type { ImageSource } from '../read/source.ts';
import { UsageError } from './usage.ts';

export type NamedSource = {
  readonly source: ImageSource;
  /** The name with absolute paths: what the index remembers. */
  readonly ref: string;
};

/** Far in the future: nothing is left out. */
const NEVER_NS = 2n ** 62n;

/** `oci:DIR[:TAG]`, `rootfs:DIR`, `dirs:TOP:…:BOTTOM`. Throws a UsageError. */
export function parseSource(text: string): NamedSource {
  const colon = text.indexOf(':');
  const scheme = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  if (rest === '')
    throw new UsageError(`no SOURCE: ${JSON.stringify(text)} (oci:DIR[:TAG], rootfs:DIR, dirs:TOP:…:BOTTOM)`);
  switch (scheme) {
    case 'oci': {
      const cut = rest.lastIndexOf(':');
      // A tag has no slash, so a colon before one belongs to the directory.
      const hasTag = cut > 0 && !rest.slice(cut).includes('/');
      const dir = resolve(hasTag ? rest.slice(0, cut) : rest);
      const tag = hasTag ? rest.slice(cut + 1) : '';
      return { source: { kind: 'oci_layout', dir, tag }, ref: tag === '' ? `oci:${dir}` : `oci:${dir}:${tag}` };
    }
    case 'rootfs': {
      const dir = resolve(rest);
      return { source: { kind: 'rootfs_baseline', dir, sinceNs: NEVER_NS }, ref: `rootfs:${dir}` };
    }
    case 'dirs': {
      const dirs = rest.split(':').map((dir) => resolve(dir));
      return { source: { kind: 'lower_dirs', dirs }, ref: `dirs:${dirs.join(':')}` };
    }
    default:
      throw new UsageError(`unknown kind of source ${JSON.stringify(scheme)}: use oci:, rootfs: or dirs:`);
  }
}

/** The same name that `parseSource` gives, for what looks like one; everything else stays. */
export function canonicalRef(text: string): string {
  return /^(oci|rootfs|dirs):./.test(text) ? parseSource(text).ref : text;
}
