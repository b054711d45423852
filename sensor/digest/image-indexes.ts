import { LRUCache } from 'lru-cache';
import { type BuildOutcome, type BuildPriority, type BuildProgress, IndexBuilder } from '../../image-index/builder.ts';
import { IndexError } from '../../image-index/error.ts';
import { type BuildRequest, IndexStore, imageKey } from '../../image-index/store.ts';
import type { Container, ContainerImage } from '../container/container.ts';
import type { Logger } from '../runtime/log.ts';
import type { IndexState } from './image-answer.ts';
import type { IndexTrust } from './index-trust.ts';

export type ImageIndexesOptions = {
  readonly dir: string;
  /** Reads extended attributes; undefined where it is not built. */
  readonly helperPath: string | undefined;
  /** Of the directory; indexes of images that run stay whatever it is. */
  readonly maxBytes?: number;
  /** Indexes held open, a descriptor and at most some 200 KiB each. */
  readonly maxOpen: number;
};

/** How far the index of an image is; `image` is its name, for people. */
export type ImageProgress = BuildProgress & { readonly image: string };

const STATES = ['ready', 'building', 'queued', 'failed'] as const;
export type IndexStates = (typeof STATES)[number];

export type ImageIndexesDeps = {
  readonly log: Logger;
  /** Which indexes of others are believed. */
  readonly trust: IndexTrust;
  readonly onProgress?: (progress: ImageProgress) => void;
};

/** The indexes of the images whose containers run here: opened when there, built when not, the awaited ones first. */
export class ImageIndexes {
  readonly #store: IndexStore;
  readonly #builder: IndexBuilder;
  readonly #log: Logger;
  readonly #onProgress: ((progress: ImageProgress) => void) | undefined;
  readonly #trust: IndexTrust;
  /** Names of the images that are being built, or wait for it. */
  readonly #names = new Map<string, string>();
  /** How far those that are being built are. */
  readonly #progress = new Map<string, ImageProgress>();
  readonly #open: LRUCache<string, Extract<IndexState, { kind: 'ready' }>>;
  /** Key of each container's image, so that the hot path does not look at the disk. */
  readonly #keys = new WeakMap<ContainerImage, string>();
  readonly #building = new Map<string, { readonly from: string; readonly state: Promise<IndexState> }>();
  readonly #states = new LRUCache<string, IndexStates>({ max: 4_096 });
  /** Why an image could not be indexed. */
  readonly #reasons = new LRUCache<string, string>({ max: 256 });
  #closed = false;

  constructor(options: ImageIndexesOptions, deps: ImageIndexesDeps) {
    const store = { dir: options.dir, ...(options.helperPath !== undefined && { helperPath: options.helperPath }) };
    this.#store = new IndexStore(store);
    this.#log = deps.log;
    this.#trust = deps.trust;
    this.#onProgress = deps.onProgress;
    this.#builder = new IndexBuilder(
      { store, ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }) },
      { onProgress: (progress) => this.#progressed(progress) },
    );
    this.#open = new LRUCache({ max: options.maxOpen, dispose: ({ index }) => index.close() });
  }

  get queued(): number {
    return this.#builder.queued;
  }

  get refused(): number {
    return this.#builder.refused;
  }

  /** Whether an image is being indexed, or waits for it. */
  get busy(): boolean {
    return this.#progress.size > 0 || this.#builder.queued > 0;
  }

  /** What is being indexed now. */
  inProgress(): readonly ImageProgress[] {
    return [...this.#progress.values()];
  }

  /** Images by state, of those that were asked for since the start. */
  states(): Record<IndexStates, number> {
    const counts = { ready: 0, building: 0, queued: 0, failed: 0 };
    for (const state of this.#states.values()) counts[state]++;
    return counts;
  }

  /** How it is with this image's index; `detail` says why it cannot be built. */
  stateOf(image: ContainerImage): { readonly state: IndexStates | 'unknown'; readonly detail?: string } {
    const key = this.#keyOf(image);
    const state = this.#states.get(key) ?? 'unknown';
    const detail = state === 'failed' ? this.#reasons.get(key) : undefined;
    return { state, ...(detail !== undefined && { detail }) };
  }

  /** Equal for two images that share one index. */
  keyOf(image: ContainerImage): string {
    return this.#keyOf(image);
  }

  /** At once, or undefined when the image must be waited for (`whenReady`). */
  get(container: Pick<Container, 'image'>): IndexState | undefined {
    return this.#open.get(this.#keyOf(container.image));
  }

  /** Waits for exactly this image, before others; the canary's before all, since until then the sensor is not ready. Never rejects. */
  whenReady({ image, runtime }: Pick<Container, 'image'> & Partial<Pick<Container, 'runtime'>>): Promise<IndexState> {
    return this.#ready(image, runtime === 'canary' ? 'first' : 'waiting');
  }

  /** Builds in the background what an execution may soon ask for. */
  prepare(image: ContainerImage): void {
    if (this.#open.has(this.#keyOf(image))) return;
    void this.#ready(image, 'background');
  }

  /** A damaged index was met: it is closed, removed and built again. */
  discard(container: Pick<Container, 'image'>): void {
    const key = this.#keyOf(container.image);
    this.#open.delete(key);
    try {
      this.#store.discard(key);
    } catch (error) {
      this.#log.error({ key, error: String(error) }, 'a damaged index cannot be removed');
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#builder.close();
    this.#open.clear();
  }

  async #ready(image: ContainerImage, priority: BuildPriority): Promise<IndexState> {
    const key = this.#keyOf(image);
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const running = this.#building.get(key);
    if (running !== undefined) {
      // Joins the same build; raises its priority.
      if (priority !== 'background') void this.#builder.build(requestFor(key, image), priority).catch(() => {});
      const state = await running.state;
      // An image that was renamed or removed as it was indexed may be gone from where it was read; a container of it has it still.
      return state.kind === 'ready' || running.from === image.source.kind ? state : this.#ready(image, priority);
    }
    const work = this.#openOrBuild(key, image, priority).finally(() => {
      this.#building.delete(key);
      this.#names.delete(key);
    });
    this.#building.set(key, { from: image.source.kind, state: work });
    return work;
  }

  async #openOrBuild(key: string, image: ContainerImage, priority: BuildPriority): Promise<IndexState> {
    try {
      const known = this.#opened(key);
      if (known !== undefined) return known;
      const startedMs = performance.now();
      this.#names.set(key, image.ref ?? key);
      const pull = this.#trust.pullFor(image);
      const outcome: BuildOutcome = await this.#builder.build(requestFor(key, image), priority, pull && { pull });
      if (outcome.pull !== undefined) this.#trust.asked(image, outcome.pull);
      if (!outcome.ok) return this.#failed(key, image, outcome.error);
      const built = this.#opened(key);
      if (built === undefined)
        return this.#failed(key, image, new IndexError('missing', 'the index was built but is not there'));
      const { index } = built;
      const facts = { image: image.ref ?? key, files: index.fileCount, provenance: index.provenance };
      this.#log.info({ ...facts, ms: Math.round(performance.now() - startedMs) }, 'image indexed');
      if (index.xattrsUnread)
        this.#log.warn(facts, "extended attributes were not read: files of replaced directories count as the image's");
      return built;
    } catch (error) {
      return this.#failed(key, image, error);
    }
  }

  #opened(key: string): Extract<IndexState, { kind: 'ready' }> | undefined {
    const index = this.#store.open(key);
    if (index === undefined) return undefined;
    if (!this.#trust.trusts(index)) {
      this.#log.warn({ key, signer: index.signer }, 'an index whose key is not configured (any more) is made anew');
      index.close();
      this.#store.discard(key);
      return undefined;
    }
    const state = { kind: 'ready', index } as const;
    this.#open.set(key, state);
    this.#states.set(key, 'ready');
    return state;
  }

  #failed(key: string, image: ContainerImage, error: unknown): IndexState {
    const detail = error instanceof Error ? error.message : String(error);
    this.#states.set(key, 'failed');
    this.#reasons.set(key, detail.slice(0, 500));
    const facts = { image: image.ref ?? key, error: detail };
    if (this.#closed) this.#log.debug(facts, 'the image was not indexed any more');
    else this.#log.error(facts, 'the image cannot be indexed: what its containers run is unverified');
    return { kind: 'unavailable', reason: 'index_failed', detail };
  }

  #progressed(progress: BuildProgress): void {
    const { key, state } = progress;
    const named = { ...progress, image: this.#names.get(key) ?? key };
    this.#onProgress?.(named);
    if (state === 'building') this.#progress.set(key, named);
    else this.#progress.delete(key);
    if (state === 'building' || state === 'queued') this.#states.set(key, state);
  }

  #keyOf(image: ContainerImage): string {
    const known = this.#keys.get(image);
    if (known !== undefined) return known;
    const key = imageKey(image.source, image.id, image.keeper);
    this.#keys.set(image, key);
    return key;
  }
}

function requestFor(key: string, image: ContainerImage): BuildRequest {
  return {
    key,
    source: image.source,
    ...(image.id !== undefined && { id: image.id }),
    ...(image.ref !== undefined && { ref: image.ref }),
    ...(image.digest !== undefined && { digest: image.digest }),
  };
}
