import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { IndexError } from '../error.ts';
import { MAX_LAYERS } from '../limits.ts';
import type { LayerSource } from './layer-source.ts';
import { type DirectoryReaderOptions, lowerDirs } from './lower-dirs.ts';
import { parseDocument } from './oci-json.ts';
import type { ImageSource } from './source.ts';

/** 10,000 layers at 500 bytes are 5 MB. */
const MAX_TABLE_BYTES = 64 << 20;

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const images = z.array(
  z.object({
    id: hex,
    digest: z.string().optional(),
    names: z.array(z.string()).nullish(),
    layer: z.string().optional(),
  }),
);
const layers = z.array(
  z.object({
    id: z.string().regex(/^[0-9a-zA-Z]+$/),
    parent: z.string().optional(),
    'diff-digest': z.string().optional(),
  }),
);

type StorageImage = z.infer<typeof images>[number];

/**
 * An image of containers/storage (Podman, CRI-O, Buildah), which keeps no blobs: its layers' directories are hashed. Read without
 * its locks, because its tables are replaced by rename and so are whole.
 */
export function containersStorage(
  source: Extract<ImageSource, { kind: 'containers_storage' }>,
  options: DirectoryReaderOptions,
): LayerSource {
  const { ref, root } = source;
  const where = `containers-storage:${ref}`;
  return {
    open: async (control) => {
      const image = choose(table(images, join(root, 'overlay-images/images.json'), where), ref, where);
      const known = new Map(
        table(layers, join(root, 'overlay-layers/layers.json'), where).map((layer) => [layer.id, layer]),
      );
      const dirs: string[] = [];
      const diffIds: string[] = [];
      for (let id = image.layer ?? ''; id !== ''; ) {
        const layer = known.get(id);
        if (layer === undefined) throw new IndexError('io', `${where}: layer ${id} is not in ${root}`);
        if (dirs.length >= MAX_LAYERS) throw new IndexError('too_large', `${where}: more than ${MAX_LAYERS} layers`);
        dirs.push(join(root, 'overlay', id, 'diff'));
        diffIds.push(layer['diff-digest'] ?? '');
        id = layer.parent ?? '';
      }
      const complete = diffIds.every((diffId) => /^sha256:[0-9a-f]{64}$/.test(diffId));
      const opened = await lowerDirs({ kind: 'lower_dirs', dirs, ...(complete && { diffIds }) }, options).open(control);
      const digest = image.digest?.startsWith('sha256:') === true ? { digest: image.digest } : undefined;
      return { ...opened, id: `sha256:${image.id}`, ...digest };
    },
  };
}

function choose(all: readonly StorageImage[], ref: string, where: string): StorageImage {
  const hexRef = ref.replace(/^sha256:/, '');
  const isId = /^[0-9a-f]{12,64}$/.test(hexRef);
  const names = [ref, `${ref}:latest`];
  const wanted = names.flatMap((name) => [name, `localhost/${name}`, `docker.io/${name}`, `docker.io/library/${name}`]);
  const found =
    all.find((image) => (image.names ?? []).some((name) => wanted.includes(name))) ??
    all.find((image) => isId && image.id.startsWith(hexRef));
  if (found !== undefined) return found;
  const known = all.flatMap(({ names: list }) => list ?? []).slice(0, 20);
  throw new IndexError('io', `${where}: no such image; there are: ${known.length === 0 ? 'none' : known.join(', ')}`);
}

function table<T>(schema: z.ZodType<T>, path: string, where: string): T {
  try {
    const { size } = statSync(path);
    if (size > MAX_TABLE_BYTES) throw new IndexError('too_large', `${path} is ${size} bytes long`);
    return parseDocument(schema, readFileSync(path), path);
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw new IndexError('io', `${where}: no images of the overlay driver there`, { cause: error });
  }
}
