import { IndexError } from '../error.ts';
import type { ImageIndex } from '../lookup.ts';
import type { IndexStore } from '../store.ts';
import { canonicalRef } from './source-name.ts';

/** Shorter beginnings of a digest are not taken for one. */
const MIN_PREFIX = 6;

/**
 * The index that IMAGE names: by config or manifest digest or key, by the beginning of one, or by reference; of several with one
 * reference the newest, and one that is called so now before one that was. The caller closes it. Throws `missing`.
 */
export function findImage(store: IndexStore, name: string): ImageIndex {
  const ref = canonicalRef(name);
  const prefix = name.replace(/^(sha256|source):/, '');
  const usable = prefix.length >= MIN_PREFIX && /^[0-9a-f]+$/.test(prefix);
  let best: { readonly index: ImageIndex; readonly rank: number } | undefined;
  let ambiguous = false;
  for (const index of store.list()) {
    const digests = [index.imageId, index.digest, index.key].filter((digest) => digest !== undefined);
    const byDigest = usable && digests.some((digest) => digest.slice(digest.indexOf(':') + 1).startsWith(prefix));
    const rank = byDigest || index.ref === ref ? 2 : index.also.includes(ref) ? 1 : 0;
    if (rank === 0) {
      index.close();
      continue;
    }
    if (byDigest && best !== undefined) ambiguous = true;
    const better = best === undefined || rank > best.rank || (rank === best.rank && index.builtMs > best.index.builtMs);
    (better ? best?.index : index)?.close();
    if (better) best = { index, rank };
  }
  if (best === undefined) {
    const advice = '`image-index build SOURCE` makes one, `image-index ls` shows what there is';
    throw new IndexError('missing', `no index of ${name}; ${advice}`);
  }
  if (!ambiguous) return best.index;
  best.index.close();
  throw new IndexError('missing', `${name} is the beginning of several digests`);
}
