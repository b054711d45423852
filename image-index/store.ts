import { existsSync, mkdirSync, readdirSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildPaths, buildImage, type ImageNames, isReplaceable } from './build.ts';
import { asIndexError, errnoOf, IndexError } from './error.ts';
import { collectGarbage, type GcOptions, type GcResult, noteUse } from './garbage.ts';
import { imageKey } from './key.ts';
import { ImageIndex } from './lookup.ts';
import type { ReadControl, SourceImage } from './read/layer-source.ts';
import { openSource } from './read/open-source.ts';
import type { RegistryOptions } from './read/registry/options.ts';
import type { ImageSource } from './read/source.ts';
import { type Verification, verifyImage, verifyLayer } from './verify.ts';

export { imageKey } from './key.ts';

export type IndexStoreOptions = {
  /** Holds `layers/` and `images/`. Several processes may share it. */
  readonly dir: string;
  /** The C helper that reads extended attributes. Without it indexes of directories say `xattrsUnread`. */
  readonly helperPath?: string;
  /** `OS/ARCH`; default: this machine's. */
  readonly platform?: string;
  readonly registry?: RegistryOptions;
};

export type BuildRequest = ImageNames & { readonly source: ImageSource };

/** Known once the source is open. */
export type BuildPlan = {
  readonly layers: number;
  readonly toRead: number;
  /** Stored (compressed) bytes to be read. */
  readonly bytes?: number;
};

export type BuildControl = {
  /** An AbortSignal, or whatever else can say so. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** Totals of this build so far: files and bytes that had to be read. Called often. */
  readonly onProgress?: (files: number, bytes: number) => void;
  /** How many stored bytes of layers (of `BuildPlan.bytes`) were read so far. */
  readonly onStored?: (bytes: number) => void;
  readonly onPlan?: (plan: BuildPlan) => void;
};

const IMAGE_SUFFIX = '.idx';
const LAYER_SUFFIX = '.layer';
const TEMPORARY_SUFFIX = '.tmp';
const SCRATCH = 'tmp';

/** A name has at most some 300 bytes. */
const MAX_NAMES = 16;

/** No build takes that long without writing. */
const ABANDONED_MS = 24 * 3_600_000;

/** The directory of indexes: opens, builds, lists and checks them. */
export class IndexStore {
  readonly #options: IndexStoreOptions;
  readonly #paths: BuildPaths;

  constructor(options: IndexStoreOptions) {
    this.#options = options;
    this.#paths = {
      layer: (storeName) => join(options.dir, 'layers', fileName(storeName, LAYER_SUFFIX)),
      image: (key) => join(options.dir, 'images', fileName(key, IMAGE_SUFFIX)),
    };
  }

  /**
   * The index of this image, or undefined when it must be built (again): there is none, it is damaged, of another version, or
   * was made without extended attributes that can be read now. The caller closes it.
   */
  open(key: string): ImageIndex | undefined {
    try {
      const path = this.#paths.image(key);
      const index = ImageIndex.open(path);
      if (index.key === key && !(index.xattrsUnread && this.#options.helperPath !== undefined)) {
        noteUse(path);
        return index;
      }
      index.close();
      return undefined;
    } catch (error) {
      if (isReplaceable(error)) return undefined;
      throw asIndexError(error, `cannot open the index of ${key}`);
    }
  }

  /** Builds the index whether there is one or not; layers that have their manifest are not read again. The caller closes it. */
  async build(request: BuildRequest, control: BuildControl = {}): Promise<ImageIndex> {
    return this.#build(request.source, () => request, `the index of ${request.key}`, control);
  }

  /** As `build`, for an image of which nothing is known but where it is: the source names it. */
  async buildSource(source: ImageSource, ref: string, control: BuildControl = {}): Promise<ImageIndex> {
    const names = ({ id }: SourceImage): ImageNames => ({ key: imageKey(source, id), ref });
    return this.#build(source, names, ref, control);
  }

  async #build(
    source: ImageSource,
    namesOf: (image: SourceImage) => ImageNames,
    what: string,
    control: BuildControl,
  ): Promise<ImageIndex> {
    const read = readControl(control);
    let image: SourceImage | undefined;
    try {
      read.check();
      mkdirSync(this.#options.dir, { recursive: true, mode: 0o755 });
      image = await openSource(source, { ...this.#options, scratchDir: this.scratchDir }).open(read);
      const names = namesOf(image);
      control.onPlan?.(this.#plan(image));
      await buildImage(image, { ...names, also: this.#namesBefore(names) }, this.#paths, read);
      return ImageIndex.open(this.#paths.image(names.key));
    } catch (error) {
      throw asIndexError(error, `cannot build ${what}`);
    } finally {
      await image?.close?.();
    }
  }

  /** One image can have many names: a tag and `latest`, an archive and a registry. The last few are kept, so that each finds it. */
  #namesBefore({ key, ref }: ImageNames): readonly string[] {
    try {
      const index = ImageIndex.open(this.#paths.image(key));
      index.close();
      const names = [index.ref, ...index.also].filter((name) => name !== undefined && name !== ref) as string[];
      return [...new Set(names)].slice(0, MAX_NAMES);
    } catch (error) {
      if (isReplaceable(error)) return [];
      throw error;
    }
  }

  /** Which layers must be read, and how many stored bytes that is where the source says. */
  #plan(image: SourceImage): BuildPlan {
    const missing = image.layers.filter(
      ({ storeName, reusable }) => !reusable || !existsSync(this.#paths.layer(storeName)),
    );
    const sizes = missing.map(({ bytes }) => bytes);
    const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    return { layers: image.layers.length, toRead: missing.length, ...(!sizes.includes(undefined) && { bytes }) };
  }

  /** Where the index of this key lies, or will. */
  imagePath(key: string): string {
    return this.#paths.image(key);
  }

  /** For temporary copies; `tidy` clears it. */
  get scratchDir(): string {
    return join(this.#options.dir, SCRATCH);
  }

  /** Removes an index that proved to be damaged, so that `open` says to build it. */
  discard(key: string): void {
    try {
      unlinkSync(this.#paths.image(key));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw asIndexError(error, `cannot remove the index of ${key}`);
    }
  }

  /** Every index that opens; the caller closes them. */
  *list(): Generator<ImageIndex, void, void> {
    for (const path of this.#files('images', IMAGE_SUFFIX)) {
      try {
        yield ImageIndex.open(path);
      } catch (error) {
        if (!isReplaceable(error)) throw asIndexError(error, `cannot open ${path}`);
      }
    }
  }

  /** Reads every block of every file. */
  *verify(): Generator<Verification, void, void> {
    for (const path of this.#files('layers', LAYER_SUFFIX)) yield verifyLayer(path);
    for (const path of this.#files('images', IMAGE_SUFFIX)) yield verifyImage(path);
  }

  /** Removes what builders that died left unfinished more than a day ago; gives their number. */
  tidy(nowMs: number): number {
    const old = ['layers', 'images', SCRATCH]
      .flatMap((directory) => this.#files(directory, TEMPORARY_SUFFIX))
      .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs) < nowMs - ABANDONED_MS);
    for (const path of old) rmSync(path, { force: true });
    return old.length;
  }

  /** Removes what was used least recently until `maxBytes` hold everything. Indexes that a process has open can be kept. */
  gc(options: GcOptions): GcResult {
    return collectGarbage(this.#files('layers', LAYER_SUFFIX), this.#files('images', IMAGE_SUFFIX), options);
  }

  #files(directory: string, suffix: string): string[] {
    const parent = join(this.#options.dir, directory);
    try {
      return readdirSync(parent)
        .filter((name) => name.endsWith(suffix))
        .sort()
        .map((name) => join(parent, name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw asIndexError(error, `cannot list ${parent}`);
    }
  }
}

/** Keys come from outside (engines, commands): they must not name another directory. */
function fileName(key: string, suffix: string): string {
  if (!/^[a-z0-9]+[:-][0-9a-f]{64}$/.test(key))
    throw new IndexError('malformed', `no name of an index: ${JSON.stringify(key)}`);
  return `${key.replace(':', '-')}${suffix}`;
}

/** What a caller can do to a build, as the readers ask for it. */
export function readControl(control: BuildControl): ReadControl {
  let files = 0;
  let bytes = 0;
  let stored = 0;
  return {
    check: () => {
      if (control.signal?.aborted)
        throw new IndexError('aborted', 'the build was aborted', { cause: control.signal.reason });
    },
    progress: (moreFiles, moreBytes) => {
      files += moreFiles;
      bytes += moreBytes;
      control.onProgress?.(files, bytes);
    },
    stored: (more) => {
      stored += more;
      control.onStored?.(stored);
    },
  };
}
