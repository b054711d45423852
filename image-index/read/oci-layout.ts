import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../error.ts';
import type { Chunks } from './chunks.ts';
import type { LayerSource, SourceImage, SourceLayer } from './layer-source.ts';
import { type Descriptor, digestOf, MAX_JSON_BYTES, parseConfig, parseIndex, parseManifest } from './oci-json.ts';
import { choosePlatform, machinePlatform } from './platform.ts';
import type { ImageSource } from './source.ts';
import { readTarLayer } from './tar-layer.ts';

export type OciLayoutOptions = { readonly platform?: string };

const READ_BYTES = 1 << 18;
const MAX_NESTED = 4;
const REF_NAME = 'org.opencontainers.image.ref.name';
const CONTAINERD_NAME = 'io.containerd.image.name';

/** An OCI image layout directory (OCI image specification, image-layout.md). Every digest on the way is verified. */
export function ociLayout(
  source: Extract<ImageSource, { kind: 'oci_layout' }>,
  options: OciLayoutOptions,
): LayerSource {
  return {
    open: async () => openLayout(source.dir, source.tag, options.platform ?? machinePlatform()),
  };
}

function openLayout(dir: string, tag: string, platform: string): SourceImage {
  const where = `oci:${dir}${tag === '' ? '' : `:${tag}`}`;
  const listed = parseIndex(readBounded(join(dir, 'index.json'), undefined), join(dir, 'index.json')) ?? [];
  const { digest, bytes } = findManifest(dir, tagged(listed, tag, where), platform, where);
  const manifest = parseManifest(bytes, `manifest ${digest}`);
  const config = parseConfig(readBlob(dir, manifest.config), `config ${manifest.config.digest}`);
  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== manifest.layers.length) {
    throw new IndexError('mismatch', `${where}: ${manifest.layers.length} layers, but ${diffIds.length} diffIDs`);
  }
  const layers = manifest.layers.map((layer, at) => sourceLayer(dir, layer, diffIds[at] ?? ''));
  return { provenance: 'content_store', id: manifest.config.digest, digest, layers };
}

function tagged(listed: readonly Descriptor[], tag: string, where: string): readonly Descriptor[] {
  const names = (descriptor: Descriptor) =>
    [descriptor.annotations?.[REF_NAME], descriptor.annotations?.[CONTAINERD_NAME]].filter(
      (name) => name !== undefined,
    );
  const matching = tag === '' ? listed : listed.filter((one) => names(one).includes(tag) || one.digest === tag);
  if (matching.length > 0) return matching;
  const known = [...new Set(listed.flatMap(names))].slice(0, 20).join(', ');
  throw new IndexError(
    'io',
    `${where}: no such image; the layout has: ${known === '' ? 'nothing with a name' : known}`,
  );
}

/** Goes down through indexes, choosing the platform. */
function findManifest(dir: string, start: readonly Descriptor[], platform: string, where: string) {
  let candidates = start;
  for (let depth = 0; depth < MAX_NESTED; depth++) {
    const chosen = choosePlatform(candidates, platform, where);
    const bytes = readBlob(dir, chosen);
    const nested = parseIndex(bytes, chosen.digest);
    if (nested === undefined) return { digest: chosen.digest, bytes };
    candidates = nested;
  }
  throw new IndexError('malformed', `${where}: indexes nested more than ${MAX_NESTED} deep`);
}

function sourceLayer(dir: string, layer: Descriptor, diffId: string): SourceLayer {
  if (layer.mediaType?.endsWith('+encrypted'))
    throw new IndexError('unsupported', `layer ${layer.digest} is encrypted`);
  return {
    id: diffId,
    storeName: diffId.replace(':', '-'),
    reusable: true,
    write: async (to, control) => {
      const path = blobPath(dir, layer.digest);
      const { size } = statSync(path);
      if (size !== layer.size)
        throw new IndexError('mismatch', `${path} is ${size} bytes long, the manifest says ${layer.size}`);
      await readTarLayer({ digest: layer.digest, diffId, open: () => fileChunks(path) }, to, control);
      return { xattrsUnread: false };
    },
  };
}

function blobPath(dir: string, digest: string): string {
  return join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
}

function readBlob(dir: string, descriptor: Descriptor): Buffer {
  const path = blobPath(dir, descriptor.digest);
  const bytes = readBounded(path, descriptor.size);
  const actual = digestOf(bytes);
  if (actual !== descriptor.digest)
    throw new IndexError('mismatch', `${path} should be ${descriptor.digest} but is ${actual}`);
  return bytes;
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

/** Read synchronously: from the page cache that is faster, and the decompressor works in another thread meanwhile. */
async function* fileChunks(path: string): Chunks {
  const fd = openSync(path, 'r');
  try {
    if (!fstatSync(fd).isFile()) throw new IndexError('io', `${path} is no regular file`);
    for (;;) {
      // A new buffer each time: the decompressor still holds the last one.
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const got = readSync(fd, buffer, 0, READ_BYTES, null);
      if (got === 0) return;
      yield buffer.subarray(0, got);
    }
  } finally {
    closeSync(fd);
  }
}
