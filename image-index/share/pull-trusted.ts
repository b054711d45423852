import { asIndexError } from '../error.ts';
import { type BuildControl, IndexStore, type IndexStoreOptions, readControl } from '../store.ts';
import type { TrustedKey } from './keys.ts';
import { type PullOutcome, type PullRequest, pullIndex } from './pull.ts';

export type { TrustedKey } from './keys.ts';
export { readPublicKey } from './keys.ts';
export type { PullOutcome, PullRefusal } from './pull.ts';

export type TrustedPullRequest = Omit<PullRequest, 'registry' | 'scratchDir' | 'platform'>;

/**
 * Puts an index into the store that was pulled from the image's registry, signed by one of `keys`, and fits the image: afterwards
 * `IndexStore.open` has it under `request.key` (default: its config digest), with `signer`. Everything else leaves the store as it is and says why; the caller then builds its
 * own. An index that is in the store already, built or pulled, is replaced.
 *
 * Only what `options.registry` names is used to authenticate. Throws an IndexError where this machine is at fault (`io`, `aborted`).
 */
export async function pullTrusted(
  options: IndexStoreOptions,
  request: TrustedPullRequest,
  keys: readonly TrustedKey[],
  control: BuildControl = {},
): Promise<PullOutcome> {
  const { registry = {}, platform } = options;
  if (keys.length === 0) return { pulled: false, reason: 'unsigned', message: 'no key is configured' };
  if (request.id === undefined && request.digest === undefined && !request.ref.includes('@')) {
    // A tag alone does not say which image runs here.
    return {
      pulled: false,
      reason: 'does_not_fit',
      message: 'neither the digest nor the config digest of the image is known',
    };
  }
  const store = new IndexStore(options);
  const full = { ...request, registry, scratchDir: store.scratchDir, ...(platform !== undefined && { platform }) };
  try {
    return await pullIndex(full, keys, (image) => store.imagePath(request.key ?? image.id), readControl(control));
  } catch (error) {
    throw asIndexError(error, `cannot pull the index of ${request.ref}`);
  }
}
