import type { PullReport, TrustedPull } from '../../image-index/build-messages.ts';
import type { ImageIndex } from '../../image-index/lookup.ts';
import type { RegistryOptions } from '../../image-index/read/registry/options.ts';
import { parseReference } from '../../image-index/read/registry/reference.ts';
import type { TrustedKey } from '../../image-index/share/keys.ts';
import type { PullRefusal } from '../../image-index/share/pull.ts';
import type { ContainerImage } from '../container/container.ts';
import type { Logger } from '../runtime/log.ts';

export type IndexTrustOptions = {
  /** None: no registry is ever asked, and every image is indexed here. */
  readonly keys: readonly TrustedKey[];
  readonly registry: RegistryOptions;
  /** How long an image's registry is asked before the image is indexed here. */
  readonly timeoutMs: number;
};

export const PULL_OUTCOMES = [
  'pulled',
  'none',
  'unsigned',
  'wrong_signature',
  'does_not_fit',
  'unreachable',
] as const satisfies readonly ('pulled' | PullRefusal)[];

/** A registry that could not be reached is not asked about other images for this long. */
const REST_MS = 60_000;
const MAX_RESTING = 1_024;

/**
 * Whether an index that somebody else made may be believed: only when its signature is that of one of the configured keys, whatever a
 * registry says and whatever lies in the index directory. Anyone who can push could otherwise declare malware part of an image.
 */
export class IndexTrust {
  readonly #options: IndexTrustOptions;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #resting = new Map<string, number>();
  /** Answers of registries. */
  readonly counts: Record<(typeof PULL_OUTCOMES)[number], number> = {
    pulled: 0,
    none: 0,
    unsigned: 0,
    wrong_signature: 0,
    does_not_fit: 0,
    unreachable: 0,
  };

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(options: IndexTrustOptions, deps: { readonly log: Logger; readonly now?: () => number }) {
    this.#options = options;
    this.#log = deps.log;
    this.#now = deps.now ?? (() => performance.now());
  }

  /** Built here, or vouched for by a key that is configured now. */
  trusts({ signer }: Pick<ImageIndex, 'signer'>): boolean {
    return signer === undefined || this.#options.keys.some(({ fingerprint }) => fingerprint === signer);
  }

  /** How to ask the image's registry; undefined where there is none to ask: no key, no name or no manifest digest, or no answer lately. */
  pullFor({ ref, digest, keeper }: ContainerImage): TrustedPull | undefined {
    const { keys, registry, timeoutMs } = this.#options;
    // What bears a digest on a user's word alone is not what was signed.
    const host = ref === undefined || digest === undefined || keeper !== undefined ? undefined : hostOf(ref);
    if (keys.length === 0 || host === undefined) return undefined;
    if ((this.#resting.get(host) ?? Number.NEGATIVE_INFINITY) > this.#now()) return undefined;
    const pems = keys.map(({ key, fingerprint }) => ({
      pem: key.export({ type: 'spki', format: 'pem' }).toString(),
      name: fingerprint,
    }));
    return { keys: pems, registry, timeoutMs };
  }

  /** Takes note of what came of it. */
  asked({ ref, digest }: ContainerImage, report: PullReport): void {
    const facts = { image: ref, digest };
    if (report.pulled) {
      this.counts.pulled++;
      this.#log.info({ ...facts, signer: report.signer }, 'a signed image index was pulled');
      return;
    }
    const { reason, message } = report;
    this.counts[reason]++;
    const said = { ...facts, reason, detail: message.slice(0, 500) };
    switch (reason) {
      case 'unsigned':
      case 'wrong_signature':
      case 'does_not_fit':
        this.#log.warn(said, 'an image index in the registry was refused: the image is indexed here');
        return;
      case 'unreachable':
        this.#rest(ref);
        this.#log.warn(said, 'no image index could be asked for: the image is indexed here');
        return;
      case 'none':
        this.#log.debug(said, 'the registry has no index of this image: it is indexed here');
    }
  }

  #rest(ref: string | undefined): void {
    const host = ref === undefined ? undefined : hostOf(ref);
    if (host === undefined) return;
    if (this.#resting.size >= MAX_RESTING) this.#resting.clear();
    this.#resting.set(host, this.#now() + REST_MS);
  }
}

/** Undefined for what is no name of an image in a registry. */
function hostOf(ref: string): string | undefined {
  try {
    return parseReference(ref).host;
  } catch {
    return undefined;
  }
}
