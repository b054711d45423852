import { stat } from 'node:fs/promises';
import type { ImageSource } from '../../image-index/read/source.ts';
import { readBounded } from './proc.ts';
import { resolveLowerDirs } from './root-mount.ts';
import type { StorageContainer, StorageImage, StorageLayer } from './storage-schema.ts';
import { type ContainerConfig, parseConfig, parseContainers, parseImages, parseLayers } from './storage-schema.ts';

/** 10,000 layers at 500 bytes are 5 MB. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const MAX_SMALL_BYTES = 1024 * 1024;
/** overlay's own limit. */
const MAX_CHAIN = 500;

/**
 * Reads a containers/storage directory (Podman, CRI-O, Buildah) with the overlay driver, without its locks: its files are
 * replaced by rename, so that each is whole, and what they disagree about for a moment is read again.
 */
export class Storage {
  readonly root: string;
  #tables = new Map<string, { version: string; value: unknown }>();

  constructor(root: string) {
    this.root = root;
  }

  get containersDir(): string {
    return `${this.root}/overlay-containers`;
  }

  get imagesDir(): string {
    return `${this.root}/overlay-images`;
  }

  /** Undefined when there is no such storage. */
  async containers(): Promise<ReadonlyMap<string, StorageContainer> | undefined> {
    // Containers that do not outlive a boot (`--rm`, newer versions) are kept apart.
    const [kept, volatile] = await Promise.all([
      this.#table(`${this.containersDir}/containers.json`, parseContainers),
      this.#table(`${this.containersDir}/volatile-containers.json`, parseContainers),
    ]);
    // The first image makes the directory, the first container the list.
    if (kept === undefined && volatile === undefined && (await fileVersion(`${this.root}/overlay`)) === undefined) {
      return undefined;
    }
    return new Map([...(kept ?? []), ...(volatile ?? [])].map((c) => [c.id, c]));
  }

  async images(): Promise<readonly StorageImage[]> {
    return (await this.#table(`${this.imagesDir}/images.json`, parseImages)) ?? [];
  }

  /** `config.json` of a container that has been started at least once, with when it was written. */
  async config(id: string): Promise<{ readonly version: string; readonly value: ContainerConfig } | undefined> {
    const path = `${this.containersDir}/${id}/userdata/config.json`;
    const version = await fileVersion(path);
    const text = version === undefined ? undefined : await readBounded(path, MAX_SMALL_BYTES);
    const value = text === undefined ? undefined : parseConfig(text);
    return version === undefined || value === undefined ? undefined : { version, value };
  }

  /** When `config.json` was written, without reading it. */
  configVersion(id: string): Promise<string | undefined> {
    return fileVersion(`${this.containersDir}/${id}/userdata/config.json`);
  }

  /** The image layers below a container's read-write layer, topmost first. */
  async containerLayers(layer: string): Promise<ImageSource | undefined> {
    const diffIds = await this.#chain(layer, 'below');
    const dir = `${this.root}/overlay/${layer}`;
    // `lower` is what the driver mounts; it also knows layers of additional (read-only) stores.
    const lower = await readBounded(`${dir}/lower`, MAX_SMALL_BYTES);
    const dirs =
      lower === undefined
        ? diffIds?.map((l) => `${this.root}/overlay/${l.id}/diff`)
        : await resolveLowerDirs({ lowerDirs: lower.trim().split(':') }, `${this.root}/overlay`);
    return dirs === undefined || dirs.length === 0 ? undefined : source(dirs, diffIds);
  }

  /** What a container writes to: its own layer, or the directory that it was started with instead of an image. */
  rootDir(container: StorageContainer, config: ContainerConfig | undefined): string | undefined {
    const own = plainRoot(container, config);
    return own ?? (container.layer === '' ? undefined : `${this.root}/overlay/${container.layer}/diff`);
  }

  /** An image's own layers, topmost first. */
  async imageLayers(image: StorageImage): Promise<ImageSource | undefined> {
    const chain = await this.#chain(image.layer, 'from');
    if (chain === undefined || chain.length === 0) return undefined;
    const dirs = await resolveLowerDirs({ lowerDirs: chain.map((l) => `${this.root}/overlay/${l.id}/diff`) });
    return dirs === undefined ? undefined : source(dirs, chain);
  }

  /** Layers from `layer` (or the one below it) down to the base; undefined when one is missing. */
  async #chain(layer: string, start: 'from' | 'below'): Promise<StorageLayer[] | undefined> {
    const layers = await this.#table(
      `${this.root}/overlay-layers/layers.json`,
      (text) => new Map(parseLayers(text)?.map((l) => [l.id, l])),
    );
    const out: StorageLayer[] = [];
    let id = start === 'from' ? layer : layers?.get(layer)?.parent;
    while (id) {
      const found = layers?.get(id);
      if (found === undefined || out.length >= MAX_CHAIN) return undefined;
      out.push(found);
      id = found.parent;
    }
    return out;
  }

  /** A parsed file, read again only when it was replaced. */
  async #table<T>(path: string, parse: (text: string) => T | undefined): Promise<T | undefined> {
    const version = await fileVersion(path);
    if (version === undefined) return undefined;
    const cached = this.#tables.get(path);
    // Always written by the same `parse`.
    if (cached?.version === version) return cached.value as T;
    const text = await readBounded(path, MAX_JSON_BYTES);
    const value = text === undefined ? undefined : parse(text);
    if (value !== undefined) this.#tables.set(path, { version, value });
    return value;
  }
}

/** The directory of a container without an image (`--rootfs DIR`); it has a layer all the same, which it does not use. */
export function plainRoot({ image }: StorageContainer, config: ContainerConfig | undefined): string | undefined {
  return image === '' && config?.rootPath?.startsWith('/') ? config.rootPath : undefined;
}

function source(dirs: readonly string[], layers: readonly StorageLayer[] | undefined): ImageSource {
  const diffIds = layers?.map((l) => l['diff-digest']).filter((d) => d !== undefined);
  return { kind: 'lower_dirs', dirs, ...(diffIds?.length === dirs.length ? { diffIds } : {}) };
}

async function fileVersion(path: string): Promise<string | undefined> {
  try {
    const s = await stat(path, { bigint: true });
    return `${s.ino} ${s.size} ${s.ctimeNs}`;
  } catch {
    return undefined;
  }
}
