import { join } from 'node:path';
import type { ImageIndex } from '../../../image-index/lookup.ts';
import { IndexStore } from '../../../image-index/store.ts';
import { sha256, writeLayout } from './layout.ts';
import { type TarInput, tar } from './tar.ts';

/** An index of an image with these layers, lowest first, made in `dir`. The caller closes it. */
export async function indexOf(dir: string, layers: readonly (readonly TarInput[])[]): Promise<ImageIndex> {
  const blobs = layers.map((entries) => tar(entries)).map((blob) => ({ blob, diffId: sha256(blob) }));
  const layout = join(dir, 'layout');
  const { config } = writeLayout(layout, 'test', blobs);
  const source = { kind: 'oci_layout', dir: layout, tag: 'test' } as const;
  return new IndexStore({ dir: join(dir, 'index') }).build({ key: config, source });
}

/** Path → content's first bytes, target, or type: what a test of the merge wants to see. */
export function outline(index: ImageIndex): Readonly<Record<string, string>> {
  const lines = [...index.entries()].map(({ path, type, entry, target, mode }) => {
    const what = target !== undefined ? `-> ${target.toString()}` : entry !== undefined ? `${entry.size}` : type;
    return [path.toString(), type === 'directory' ? `dir ${mode.toString(8)}` : what] as const;
  });
  return Object.fromEntries(lines.filter(([path]) => path !== '/'));
}
