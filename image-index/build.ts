import { unlinkSync } from 'node:fs';
import { asIndexError, IndexError } from './error.ts';
import { flatten } from './flatten/flatten.ts';
import { ImageIndexWriter } from './format/image.ts';
import { LayerManifest, LayerManifestWriter } from './format/layer.ts';
import { WorkLock } from './layer-lock.ts';
import { MAX_LAYERS } from './limits.ts';
import type { ReadControl, SourceImage, SourceLayer } from './read/layer-source.ts';

export type BuildPaths = {
  layer(storeName: string): string;
  image(key: string): string;
};

export type ImageNames = {
  readonly key: string;
  readonly id?: string;
  readonly ref?: string;
  /** What it was called before. */
  readonly also?: readonly string[];
  readonly digest?: string;
};

/** Makes sure that each layer has its manifest, then writes the image's index. Throws an IndexError. */
export async function buildImage(
  image: SourceImage,
  names: ImageNames,
  paths: BuildPaths,
  control: ReadControl,
): Promise<void> {
  if (image.layers.length > MAX_LAYERS) throw new IndexError('too_large', `${image.layers.length} layers`);
  if (image.id !== undefined && names.id !== undefined && image.id !== names.id) {
    throw new IndexError('mismatch', `the source holds the image ${image.id}, not ${names.id}`);
  }
  try {
    await buildOnce(image, names, paths, control);
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'damaged') throw error;
    // A stored manifest opened well but is damaged inside. Those go, and their layers are read again, once.
    for (const layer of image.layers) discardDamagedLayer(paths.layer(layer.storeName));
    await buildOnce(image, names, paths, control);
  }
}

async function buildOnce(
  image: SourceImage,
  names: ImageNames,
  paths: BuildPaths,
  control: ReadControl,
): Promise<void> {
  const manifests: LayerManifest[] = [];
  try {
    for (const layer of image.layers) manifests.push(await ensureLayer(layer, paths.layer(layer.storeName), control));
    writeImage(image, manifests, names, paths.image(names.key), control);
  } finally {
    for (const manifest of manifests) manifest.close();
  }
}

/** The layer's stored manifest; one that is missing, damaged or of another version is made. */
async function ensureLayer(layer: SourceLayer, path: string, control: ReadControl): Promise<LayerManifest> {
  const stored = layer.reusable ? openUsable(path) : undefined;
  if (stored !== undefined) return stored;
  const lock = await WorkLock.acquire(
    `${path}.lock`,
    () => layer.reusable && isUsable(path),
    () => control.check(),
  );
  // Somebody else made it. Where it is gone already (gc), this build makes it.
  if (lock === undefined) return openUsable(path) ?? ensureLayer(layer, path, control);
  try {
    // It may have been finished between the first look and the lock.
    return (layer.reusable ? openUsable(path) : undefined) ?? (await makeLayer(layer, path, control, lock));
  } finally {
    lock.release();
  }
}

async function makeLayer(
  layer: SourceLayer,
  path: string,
  control: ReadControl,
  lock: WorkLock,
): Promise<LayerManifest> {
  const writer = new LayerManifestWriter(path);
  try {
    const touching: ReadControl = {
      check: () => {
        lock.touch();
        control.check();
      },
      progress: (files, bytes) => control.progress(files, bytes),
      stored: (bytes) => control.stored?.(bytes),
    };
    const { xattrsUnread } = await layer.write(writer, touching);
    writer.commit({ id: layer.id, xattrsUnread });
  } catch (error) {
    writer.abandon();
    throw asIndexError(error, `cannot read layer ${layer.id}`);
  }
  return LayerManifest.open(path);
}

function writeImage(
  image: SourceImage,
  manifests: readonly LayerManifest[],
  names: ImageNames,
  path: string,
  control: ReadControl,
): void {
  const writer = new ImageIndexWriter(path);
  try {
    for (const entry of flatten(manifests)) {
      control.check();
      const { key, layer } = entry;
      if (entry.plain === undefined) writer.add(key, entry.record, layer);
      else writer.addPlain(key, entry.plain, layer);
    }
    const id = names.id ?? image.id;
    const digest = names.digest ?? image.digest;
    writer.commit(
      {
        key: names.key,
        provenance: image.provenance,
        layers: image.layers.map((layer) => layer.id),
        ...(id === undefined ? undefined : { id }),
        ...(digest === undefined ? undefined : { digest }),
        ...(names.ref === undefined ? undefined : { ref: names.ref }),
        ...(names.also === undefined || names.also.length === 0 ? undefined : { also: names.also }),
      },
      manifests.some((manifest) => manifest.meta.xattrsUnread),
    );
  } catch (error) {
    writer.abandon();
    throw asIndexError(error, `cannot write the index of ${names.key}`);
  }
}

function openUsable(path: string): LayerManifest | undefined {
  try {
    return LayerManifest.open(path);
  } catch (error) {
    if (isReplaceable(error)) return undefined;
    throw error;
  }
}

function isUsable(path: string): boolean {
  const manifest = openUsable(path);
  manifest?.close();
  return manifest !== undefined;
}

/** What a new build puts right. */
export function isReplaceable(error: unknown): boolean {
  return (
    error instanceof IndexError && (error.code === 'missing' || error.code === 'damaged' || error.code === 'version')
  );
}

function discardDamagedLayer(path: string): void {
  let manifest: LayerManifest | undefined;
  try {
    manifest = LayerManifest.open(path);
    const cursor = manifest.cursor();
    while (cursor.next()) manifest.get(cursor.key);
  } catch (error) {
    if (!isReplaceable(error)) throw error;
    if (manifest !== undefined) unlinkSync(path);
  } finally {
    manifest?.close();
  }
}
