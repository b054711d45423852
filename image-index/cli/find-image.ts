import { IndexError } from '../error.ts';
import type { ImageIndex } from '../lookup.ts';
import type { IndexStore } from '../store.ts';
import { canonicalRef } from './source-name.ts';

/** Shorter beginnings of a digest are not taken for one. */
const MIN_PREFIX = 6;

/**
 * The index that IMAGE names: by config or manifest digest or key, by the beginning of one, or by reference; of several with one
 * reference the newest. The caller closes it. Throws `missing`.
 */
export function findImage(store: IndexStore, name: string): ImageIndex {
  const ref = canonicalRef(name);
  const prefix = name.replace(/^(sha256|source):/, '');
  const usable = prefix.length >= MIN_PREFIX && /^[0-9a-f]+$/.test(prefix);
  let best: ImageIndex | undefined;
  let ambiguous = false;
  for (const index of store.list()) {
    const digests = [index.imageId, index.digest, index.key].filter((digest) => digest !== undefined);
    const byDigest = usable && digests.some((digest) => digest.slice(digest.indexOf(':') + 1).startsWith(prefix));
    if (!byDigest && index.ref !== ref) {
      index.close();
      continue;
    }
    if (byDigest && best !== undefined) ambiguous = true;
    const [kept, dropped] = best !== undefined && best.builtMs >= index.builtMs ? [best, index] : [index, best];
    dropped?.close();
    best = kept;
  }
  if (best === undefined)
    throw new IndexError('missing', `no index of ${name}; \`image-index ls\` shows what there is`);
  if (!ambiguous) return best;
  best.close();
  throw new IndexError('missing', `${name} is the beginning of several digests`);
}
