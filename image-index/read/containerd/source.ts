import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../../error.ts';
import { type BlobStore, findManifest, openManifest, readConfig } from '../blobs.ts';
import { fileChunks } from '../file-chunks.ts';
import type { LayerSource, SourceImage } from '../layer-source.ts';
import { type DirectoryReaderOptions, lowerDirs } from '../lower-dirs.ts';
import { chainId, type Descriptor, MAX_JSON_BYTES } from '../oci-json.ts';
import { lowerDirsOf } from '../overlay-options.ts';
import { machinePlatform } from '../platform.ts';
import type { ImageSource } from '../source.ts';
import { type ContainerdApi, connectContainerd } from './api.ts';

export type ContainerdSourceOptions = DirectoryReaderOptions & { readonly platform?: string };

const SNAPSHOTTER = 'overlayfs';

/**
 * An image of containerd. Its blobs are read from the content store's directory, or through the API where that is not to be
 * seen. Blobs that were discarded after unpacking are replaced by the unpacked layers, and the provenance says so.
 */
export function containerdSource(
  source: Extract<ImageSource, { kind: 'containerd' }>,
  options: ContainerdSourceOptions,
): LayerSource {
  const where = `containerd:${source.ref} (namespace ${source.namespace})`;
  return {
    open: async (control) => {
      const api = await connectContainerd(source);
      const close = async () => api.close();
      try {
        const target = source.digest === undefined ? await findTarget(api, source.ref, where) : manifest(source.digest);
        const root = await api.contentRoot();
        const blobs = contentStore(api, root, where);
        const found = await findManifest(blobs, [target], options.platform ?? machinePlatform(), control);
        const { id, layers, diffIds } = await readConfig(blobs, found, control);
        if (await areThere(api, root, layers)) return { ...(await openManifest(blobs, found, control)), close };
        const dirs = await unpackedLayers(api, diffIds, where);
        const lower = { kind: 'lower_dirs', dirs, diffIds: [...diffIds].reverse() } as const;
        const opened: SourceImage = await lowerDirs(lower, options).open(control);
        return { ...opened, id, digest: found.digest, close };
      } catch (error) {
        api.close();
        throw error;
      }
    },
  };
}

/** Of a size that nobody said; what is read is held against the digest. */
function manifest(digest: string): Descriptor {
  return { digest, size: MAX_JSON_BYTES };
}

async function findTarget(api: ContainerdApi, ref: string, where: string): Promise<Descriptor> {
  const names = [
    ref,
    `${ref}:latest`,
    `docker.io/${ref}`,
    `docker.io/library/${ref}`,
    `docker.io/library/${ref}:latest`,
  ];
  for (const name of names) {
    const target = await api.image(name);
    if (target === undefined) continue;
    if (!/^sha256:[0-9a-f]{64}$/.test(target.digest))
      throw new IndexError('unsupported', `${where}: ${target.digest.slice(0, 100)}`);
    return target;
  }
  const known = (await api.names()).filter((name) => !name.startsWith('sha256:')).slice(0, 20);
  throw new IndexError('io', `${where}: no such image; there are: ${known.length === 0 ? 'none' : known.join(', ')}`);
}

function contentStore(api: ContainerdApi, root: string | undefined, where: string): BlobStore {
  return {
    where,
    provenance: 'content_store',
    document: async ({ digest, size }) => {
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of api.blob(digest)) {
        length += part.length;
        if (length > size) throw new IndexError('mismatch', `${where}: ${digest} is longer than ${size} bytes`);
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    layer: ({ digest, size }) => {
      const path = blobPath(root, digest);
      const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      if (path === undefined || stat === undefined) return api.blob(digest);
      if (stat.size !== size)
        throw new IndexError('mismatch', `${path} is ${stat.size} bytes long, the manifest says ${size}`);
      return fileChunks({ path });
    },
  };
}

/** A blob whose record is gone is no longer there, also while its file waits for containerd's collector: that may be any moment. */
async function areThere(api: ContainerdApi, root: string | undefined, layers: readonly Descriptor[]): Promise<boolean> {
  for (const { digest, size } of layers) {
    if (!(await api.hasRecord(digest))) return false;
    const path = blobPath(root, digest);
    if (path !== undefined && statSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    if (size > 0 && !(await hasBytes(api, digest))) return false;
  }
  return true;
}

async function hasBytes(api: ContainerdApi, digest: string): Promise<boolean> {
  try {
    for await (const part of api.blob(digest)) if (part.length > 0) return true;
    return false;
  } catch (error) {
    if (error instanceof IndexError) return false;
    throw error;
  }
}

/** Topmost first. A view of the topmost snapshot names all below it; it is removed at once, the committed snapshots stay. */
async function unpackedLayers(api: ContainerdApi, diffIds: readonly string[], where: string): Promise<string[]> {
  const key = `image-index-${process.pid}-${randomBytes(6).toString('hex')}`;
  const mounts = await api.view(SNAPSHOTTER, key, chainId(diffIds));
  if (mounts === undefined)
    throw new IndexError('io', `${where}: its blobs were discarded and it is not unpacked by ${SNAPSHOTTER}`);
  await api.removeSnapshot(SNAPSHOTTER, key);
  const [mount, second] = mounts;
  if (mount === undefined || second !== undefined)
    throw new IndexError('unsupported', `${where}: ${mounts.length} mounts`);
  if (mount.type === 'bind') return [mount.source];
  if (mount.type !== 'overlay') throw new IndexError('unsupported', `${where}: unpacked as ${mount.type}`);
  return lowerDirsOf(mount.options.join(','), where);
}

function blobPath(root: string | undefined, digest: string): string | undefined {
  return root === undefined ? undefined : join(root, 'blobs', 'sha256', digest.slice('sha256:'.length));
}
