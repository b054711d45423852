import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../error.ts';
import { type BlobStore, findManifest, openManifest } from './blobs.ts';
import { fileChunks } from './file-chunks.ts';
import type { LayerSource } from './layer-source.ts';
import { type Descriptor, MAX_JSON_BYTES, parseIndex } from './oci-json.ts';
import { machinePlatform } from './platform.ts';
import type { ImageSource } from './source.ts';

export type OciLayoutOptions = { readonly platform?: string };

const REF_NAME = 'org.opencontainers.image.ref.name';
const CONTAINERD_NAME = 'io.containerd.image.name';

/** An OCI image layout directory (OCI image specification, image-layout.md). Every digest on the way is verified. */
export function ociLayout(
  source: Extract<ImageSource, { kind: 'oci_layout' }>,
  options: OciLayoutOptions,
): LayerSource {
  const { dir, tag } = source;
  const where = `oci:${dir}${tag === '' ? '' : `:${tag}`}`;
  return {
    open: async (control) => {
      const blobs = directoryBlobs(dir, where);
      const path = join(dir, 'index.json');
      const listed = parseIndex(readBounded(path, undefined), path) ?? [];
      const platform = options.platform ?? machinePlatform();
      const found = await findManifest(blobs, taggedManifests(listed, tag, where), platform, control);
      return openManifest(blobs, found, control);
    },
  };
}

/** The manifests of a layout's index.json that `tag` (a name or digest) means; all of them for none. */
export function taggedManifests(listed: readonly Descriptor[], tag: string, where: string): readonly Descriptor[] {
  const names = (descriptor: Descriptor) =>
    [descriptor.annotations?.[REF_NAME], descriptor.annotations?.[CONTAINERD_NAME]].filter(
      (name) => name !== undefined,
    );
  const matching = tag === '' ? listed : listed.filter((one) => names(one).includes(tag) || one.digest === tag);
  const known = [...new Set(listed.flatMap(names))].slice(0, 20).join(', ');
  // One image can have two names, and one name a manifest for each platform.
  const images = new Set(listed.map((one) => names(one)[0]).filter((name) => name !== undefined));
  if (tag === '' && images.size > 1) throw new IndexError('io', `${where}: several images, name one of: ${known}`);
  if (matching.length > 0) return matching;
  throw new IndexError(
    'io',
    `${where}: no such image; the layout has: ${known === '' ? 'nothing with a name' : known}`,
  );
}

/** `blobs/sha256/` of a layout; containerd's content store has the same form. */
function directoryBlobs(dir: string, where: string): BlobStore {
  const pathOf = ({ digest }: Descriptor) => join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
  return {
    where,
    provenance: 'content_store',
    document: async (descriptor) => readBounded(pathOf(descriptor), descriptor.size),
    layer: (descriptor) => {
      const path = pathOf(descriptor);
      const { size } = statSync(path);
      if (size !== descriptor.size)
        throw new IndexError('mismatch', `${path} is ${size} bytes long, the manifest says ${descriptor.size}`);
      return fileChunks({ path });
    },
  };
}

/** A JSON document; `size` as stated by whoever points to it. */
function readBounded(path: string, size: number | undefined): Buffer {
  const actual = statSync(path).size;
  if (actual > MAX_JSON_BYTES) throw new IndexError('too_large', `${path} is ${actual} bytes long`);
  if (size !== undefined && actual !== size) {
    throw new IndexError('mismatch', `${path} is ${actual} bytes long, its descriptor says ${size}`);
  }
  return readFileSync(path);
}
