import { LRUCache } from 'lru-cache';
import { IndexError } from '../../../image-index/error.ts';
import {
  chainId,
  digestOf,
  MAX_JSON_BYTES,
  parseConfig,
  parseIndex,
  parseManifest,
} from '../../../image-index/read/oci-json.ts';
import { choosePlatform, machinePlatform } from '../../../image-index/read/platform.ts';
import { GrpcError } from '../grpc/grpc-error.ts';
import type { ContainerdApi } from './api.ts';

/** What the content store says of an image. */
export type ContainerdImage = {
  /** Of this platform's manifest. */
  readonly digest: string;
  /** Of the config. */
  readonly id: string;
  /** Base first. */
  readonly diffIds: readonly string[];
  /** Digests of the layers as they are stored, base first. */
  readonly blobs: readonly string[];
};

/** Targets that one name led to, newest first. */
const MAX_TARGETS = 8;

/** The part of containerd that knows images. */
export type ImageStore = Pick<ContainerdApi, 'blob' | 'imageTarget'>;

type Named = { readonly namespace: string; readonly ref: string };

/**
 * Images by name, as of the container: a name can lead elsewhere since (rebuilt under one tag), so an image counts only
 * when the snapshot below the container is made of its layers.
 */
export class ContainerdImages {
  #api: ImageStore;
  #platform: string;
  /** By namespace and digest: content never changes. `undefined` values are not kept: blobs may still be on their way. */
  #images = new LRUCache<string, ContainerdImage>({ max: 512 });
  #targets = new LRUCache<string, readonly string[]>({ max: 1_024 });

  constructor(options: { readonly platform?: string }, deps: { readonly api: ImageStore }) {
    this.#api = deps.api;
    this.#platform = options.platform ?? machinePlatform();
  }

  /** `parent`: name of the snapshot below the container's own. Undefined when the store does not tell (any more). */
  async find(named: Named, parent: string, signal?: AbortSignal): Promise<ContainerdImage | undefined> {
    for (const target of await this.#candidates(named, signal)) {
      const image = await this.#load(named.namespace, target, signal);
      if (image !== undefined && isUnpackedAs(image, parent)) return image;
    }
    return undefined;
  }

  /** What the name leads to now. */
  async current(named: Named, signal?: AbortSignal): Promise<ContainerdImage | undefined> {
    const target = await this.#api.imageTarget(named.namespace, named.ref, signal);
    return target === undefined ? undefined : this.#load(named.namespace, target, signal);
  }

  async #candidates({ namespace, ref }: Named, signal?: AbortSignal): Promise<readonly string[]> {
    const key = `${namespace} ${ref}`;
    const before = this.#targets.get(key) ?? [];
    const now = await this.#api.imageTarget(namespace, ref, signal);
    if (now === undefined || now === before[0]) return before;
    const all = [now, ...before.filter((target) => target !== now)].slice(0, MAX_TARGETS);
    this.#targets.set(key, all);
    return all;
  }

  async #load(namespace: string, target: string, signal?: AbortSignal): Promise<ContainerdImage | undefined> {
    const key = `${namespace} ${target}`;
    const cached = this.#images.get(key);
    if (cached !== undefined) return cached;
    try {
      const image = await this.#read(namespace, target, signal);
      if (image !== undefined) this.#images.set(key, image);
      return image;
    } catch (error) {
      // Not an image as we know them (or not for this platform): its layers are known all the same, from the snapshot.
      if (error instanceof IndexError || (error instanceof GrpcError && error.code === 'too_large')) return undefined;
      throw error;
    }
  }

  async #read(namespace: string, target: string, signal?: AbortSignal): Promise<ContainerdImage | undefined> {
    let digest = target;
    let bytes = await this.#blob(namespace, digest, signal);
    // An index may lead to an index; nobody nests deeper.
    for (let depth = 0; bytes !== undefined && depth < 3; depth++) {
      const entries = parseIndex(bytes, digest);
      if (entries === undefined) break;
      digest = choosePlatform(entries, this.#platform, digest).digest;
      bytes = await this.#blob(namespace, digest, signal);
    }
    if (bytes === undefined) return undefined;
    const manifest = parseManifest(bytes, digest);
    const id = manifest.config.digest;
    const config = await this.#blob(namespace, id, signal);
    if (config === undefined) return undefined;
    const blobs = manifest.layers.map((layer) => layer.digest);
    return { digest, id, diffIds: parseConfig(config, id).rootfs.diff_ids, blobs };
  }

  async #blob(namespace: string, digest: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    const bytes = await this.#api.blob(namespace, digest, MAX_JSON_BYTES, signal);
    if (bytes !== undefined && digestOf(bytes) !== digest)
      throw new IndexError('malformed', `${digest}: other content`);
    return bytes;
  }
}

/** A user namespace's remapped copy of the layers is called `<chain id>-<uid>-<gid>`. */
function isUnpackedAs(image: ContainerdImage, parent: string): boolean {
  const chain = chainId(image.diffIds);
  return chain !== '' && (parent === chain || parent.startsWith(`${chain}-`));
}
