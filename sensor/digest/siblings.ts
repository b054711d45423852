import { IndexError } from '../../image-index/error.ts';
import type { Container, ContainerImage } from '../container/container.ts';
import { withDeadline } from '../runtime/abort.ts';
import type { Content, ImageAnswer, SiblingFile } from './evidence.ts';
import type { ImageIndexes } from './image-indexes.ts';

export type SiblingImagesOptions = {
  /** Pods with a live container; one more makes the one that was longest not heard of forgotten. */
  readonly maxPods: number;
  /** Pods whose containers have all ended, for what is still being judged. */
  readonly maxOver: number;
  /** Of one pod. */
  readonly maxImages: number;
  /** For the indexes of siblings that are being built. */
  readonly waitMs: number;
};

const defaultSiblingImagesOptions: SiblingImagesOptions = {
  maxPods: 4_096,
  maxOver: 256,
  maxImages: 32,
  waitMs: 30_000,
};

/** The part of {@link ImageIndexes} that answers for siblings. */
export type SiblingIndexes = Pick<ImageIndexes, 'keyOf' | 'stateOf' | 'get' | 'whenReady' | 'discard'>;

type Known = Extract<ImageAnswer, { kind: 'known' }>;
type PodImages = { readonly live: Set<bigint>; readonly images: Map<string, ContainerImage> };

/**
 * The images of each pod: its containers', also of those that have ended (init containers), and those that are mounted as
 * volumes. A file that one container of the pod left for another is found in the first one's image.
 */
export class SiblingImages {
  #options: SiblingImagesOptions;
  #indexes: SiblingIndexes;
  #pods = new Map<string, PodImages>();
  #over = new Map<string, PodImages>();

  constructor(options: Partial<SiblingImagesOptions>, deps: { readonly indexes: SiblingIndexes }) {
    this.#options = { ...defaultSiblingImagesOptions, ...options };
    this.#indexes = deps.indexes;
  }

  /** A container is new, or more became known of it. */
  saw({ slot, pod, image, volumeImages, sandbox }: Container): void {
    if (pod === undefined || sandbox !== undefined) return;
    const known = this.#pods.get(pod.uid) ?? this.#over.get(pod.uid) ?? { live: new Set(), images: new Map() };
    this.#over.delete(pod.uid);
    this.#pods.delete(pod.uid);
    this.#pods.set(pod.uid, known);
    known.live.add(slot);
    for (const each of [image, ...(volumeImages ?? [])]) {
      if (known.images.size < this.#options.maxImages) known.images.set(this.#indexes.keyOf(each), each);
    }
    trim(this.#pods, this.#options.maxPods);
  }

  ended({ slot, pod }: Container): void {
    const known = pod === undefined ? undefined : this.#pods.get(pod.uid);
    if (pod === undefined || known?.live.delete(slot) !== true || known.live.size > 0) return;
    this.#pods.delete(pod.uid);
    this.#over.set(pod.uid, known);
    trim(this.#over, this.#options.maxOver);
  }

  /**
   * The answer of the container's own image, and where that knows nothing of the bytes, which other image of the pod has
   * them. A promise while such an image is still being indexed.
   */
  complete(container: Container, content: Content, answer: ImageAnswer): ImageAnswer | Promise<ImageAnswer> {
    if (container.pod === undefined || content.kind !== 'hashed' || answer.kind !== 'known') return answer;
    if (answer.sameBytes.length > 0 || answer.atPath?.sha256 === content.sha256) return answer;
    const others = this.#othersOf(container);
    const pending: ContainerImage[] = [];
    for (const image of others) {
      const found = this.#find(image, content.sha256);
      if (found === 'pending') pending.push(image);
      else if (found !== undefined) return { ...answer, sibling: found };
    }
    return pending.length === 0 ? answer : this.#wait(pending, content.sha256, answer);
  }

  #othersOf(container: Container): ContainerImage[] {
    const { pod, image } = container;
    const known = pod === undefined ? undefined : (this.#pods.get(pod.uid) ?? this.#over.get(pod.uid));
    if (known === undefined || known.images.size === 0) return [];
    const own = this.#indexes.keyOf(image);
    return [...known.images].filter(([key]) => key !== own).map(([, other]) => other);
  }

  #find(image: ContainerImage, sha256: string): SiblingFile | 'pending' | undefined {
    const state = this.#indexes.get({ image });
    // An image that cannot be indexed vouches for nothing.
    if (state === undefined) return this.#indexes.stateOf(image).state === 'failed' ? undefined : 'pending';
    if (state.kind !== 'ready') return undefined;
    try {
      const [entry] = state.index.bySha256(sha256, 1);
      return entry && { entry, ...(image.ref !== undefined && { ref: image.ref }) };
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      // It is built again; for now it vouches for nothing.
      this.#indexes.discard({ image });
      return undefined;
    }
  }

  async #wait(images: readonly ContainerImage[], sha256: string, answer: Known): Promise<ImageAnswer> {
    // `whenReady` never rejects.
    await withDeadline(this.#options.waitMs, () =>
      Promise.all(images.map((image) => this.#indexes.whenReady({ image }))),
    );
    for (const image of images) {
      const found = this.#find(image, sha256);
      if (found !== undefined && found !== 'pending') return { ...answer, sibling: found };
    }
    return answer;
  }
}

/** Forgets what was longest not heard of. */
function trim(pods: Map<string, PodImages>, max: number): void {
  for (const uid of pods.keys()) {
    if (pods.size <= max) return;
    pods.delete(uid);
  }
}
