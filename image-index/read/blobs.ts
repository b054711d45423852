import { IndexError } from '../error.ts';
import type { Provenance } from '../format/image.ts';
import type { Chunks } from './chunks.ts';
import type { ReadControl, SourceImage, SourceLayer } from './layer-source.ts';
import { type Descriptor, digestOf, MAX_JSON_BYTES, parseConfig, parseIndex, parseManifest } from './oci-json.ts';
import { choosePlatform } from './platform.ts';
import { readTarLayer } from './tar-layer.ts';

/** Where content-addressed blobs can be read: a layout, an archive, a registry, containerd's content store. */
export type BlobStore = {
  /** For messages, such as `oci:DIR:TAG`. */
  readonly where: string;
  readonly provenance: Provenance;
  /** A document of at most 4 MiB, of the size that the descriptor states. Its digest is checked by the caller. */
  document(descriptor: Descriptor, control: ReadControl): Promise<Buffer>;
  /** A layer's stored bytes, whose number is the descriptor's. Their digest is checked by the caller. */
  layer(descriptor: Descriptor, control: ReadControl): Chunks;
};

export type FoundManifest = { readonly digest: string; readonly bytes: Buffer };

const MAX_NESTED = 4;

/** Goes down from `candidates` through indexes, choosing the platform, to a manifest whose digest was verified. */
export async function findManifest(
  blobs: BlobStore,
  candidates: readonly Descriptor[],
  platform: string,
  control: ReadControl,
): Promise<FoundManifest> {
  let list = candidates;
  for (let depth = 0; depth < MAX_NESTED; depth++) {
    const chosen = choosePlatform(list, platform, blobs.where);
    const bytes = await verifiedDocument(blobs, chosen, control);
    const nested = parseIndex(bytes, chosen.digest);
    if (nested === undefined) return { digest: chosen.digest, bytes };
    list = nested;
  }
  throw new IndexError('malformed', `${blobs.where}: indexes nested more than ${MAX_NESTED} deep`);
}

/** What the manifest's config says of the image's layers; reads no layer. */
export async function readConfig(blobs: BlobStore, found: FoundManifest, control: ReadControl) {
  const manifest = parseManifest(found.bytes, `manifest ${found.digest}`);
  const bytes = await verifiedDocument(blobs, manifest.config, control);
  const diffIds = parseConfig(bytes, `config ${manifest.config.digest}`).rootfs.diff_ids;
  if (diffIds.length !== manifest.layers.length) {
    throw new IndexError('mismatch', `${blobs.where}: ${manifest.layers.length} layers, but ${diffIds.length} diffIDs`);
  }
  return { id: manifest.config.digest, layers: manifest.layers, diffIds };
}

export async function openManifest(blobs: BlobStore, found: FoundManifest, control: ReadControl): Promise<SourceImage> {
  const { id, layers, diffIds } = await readConfig(blobs, found, control);
  return {
    provenance: blobs.provenance,
    id,
    digest: found.digest,
    layers: layers.map((layer, at) => blobLayer(blobs, layer, diffIds[at] ?? '')),
  };
}

function blobLayer(blobs: BlobStore, layer: Descriptor, diffId: string): SourceLayer {
  if (layer.mediaType?.endsWith('+encrypted'))
    throw new IndexError('unsupported', `layer ${layer.digest} is encrypted`);
  return {
    id: diffId,
    storeName: diffId.replace(':', '-'),
    reusable: true,
    bytes: layer.size,
    write: async (to, control) => {
      await readTarLayer({ digest: layer.digest, diffId, open: () => blobs.layer(layer, control) }, to, control);
      return { xattrsUnread: false };
    },
  };
}

async function verifiedDocument(blobs: BlobStore, descriptor: Descriptor, control: ReadControl): Promise<Buffer> {
  if (descriptor.size > MAX_JSON_BYTES)
    throw new IndexError('too_large', `${blobs.where}: ${descriptor.digest} is ${descriptor.size} bytes long`);
  const bytes = await blobs.document(descriptor, control);
  const actual = digestOf(bytes);
  if (actual !== descriptor.digest)
    throw new IndexError('mismatch', `${blobs.where}: a blob should be ${descriptor.digest} but is ${actual}`);
  return bytes;
}
