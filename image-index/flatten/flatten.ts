import { isBelow, parentKey, ROOT_KEY } from '../format/key.ts';
import type { LayerManifest } from '../format/layer.ts';
import {
  type DirectoryRecord,
  decodeRecord,
  type FileRecord,
  type PathRecord,
  type PlainFile,
  readPlainFile,
} from '../format/record.ts';
import type { TreeCursor } from '../format/tree-reader.ts';
import { LayerHeap } from './layer-heap.ts';

/** What the merged filesystem holds: no whiteouts, no unresolved hardlinks. The record may hold views of a layer's blocks. */
export type FlatEntry = { readonly key: Buffer; readonly layer: number } & (
  | { readonly record: PathRecord; readonly plain?: undefined }
  | { readonly plain: PlainFile }
);

/** What one layer has at a path. A plain file is not decoded. */
type Named = { readonly layer: number; readonly record: PathRecord | undefined; readonly plain: PlainFile | undefined };

/** A directory on the way down, and the lowest layer that may still add to it. */
type Frame = { readonly key: Buffer; readonly lowest: number };

/**
 * The filesystem that stacking `layers` (bottom first) gives, in ascending order of keys, in memory for one block a layer
 * and tree level.
 *
 * The rules are overlay's, which are also those of the OCI image specification ("layer.md", Changeset over existing
 * files): of several layers that name a path the topmost wins; only directories merge; a whiteout, an opaque mark or
 * anything that is no directory cuts off all lower layers for this path and what is below it.
 */
export function* flatten(layers: readonly LayerManifest[]): Generator<FlatEntry, void, void> {
  const heap = new LayerHeap(layers);
  const frames: Frame[] = [];
  const stack: Named[] = [];
  for (;;) {
    const first = heap.peek();
    if (first === undefined) return;
    const { key } = first.cursor;
    while (frames.length > 0 && !isBelow(key, frames.at(-1)?.key ?? ROOT_KEY)) frames.pop();
    const lowest = frames.at(-1)?.lowest ?? 0;

    stack.length = 0;
    for (let next = heap.peek(); next !== undefined && isSame(next.cursor.key, key); next = heap.peek()) {
      const { layer, cursor } = next;
      if (layer >= lowest) stack.push(named(layer, cursor));
      heap.advance();
    }
    const top = stack[0];
    if (top === undefined) continue;
    const { record, plain, layer } = top;
    if (record === undefined) {
      // Nothing is below a file, of this layer or a lower one.
      frames.push({ key, lowest: layer + 1 });
      if (plain !== undefined) yield { key, plain, layer };
      continue;
    }
    frames.push({ key, lowest: lowestBelow(stack, lowest) });
    switch (record.type) {
      case 'whiteout':
        break;
      case 'hardlink': {
        const target = resolveHardlink(layers, layer, record.target);
        if (target !== undefined) yield { key, record: target, layer };
        break;
      }
      case 'directory':
        yield { key, ...attributesOf(stack, record, layer) };
        break;
      default:
        yield { key, record, layer };
    }
  }
}

function named(layer: number, cursor: TreeCursor): Named {
  const plain = readPlainFile(cursor.value());
  const record = plain === undefined ? decodeRecord(cursor.value(), 'views').record : undefined;
  return { layer, record, plain };
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a === b || a.equals(b);
}

/** From the topmost layer down: the first that ends the merge of this path. */
function lowestBelow(stack: readonly Named[], lowest: number): number {
  for (const { layer, record } of stack) {
    if (record?.type !== 'directory') return layer + 1;
    // The kernel merges the roots of all layers whatever their marks; the readers leave those out of lower directories.
    if (record.opaque) return layer;
  }
  return lowest;
}

/** A directory that its layer only implies (also by an opaque mark in it) keeps the attributes that a lower layer gave it. */
function attributesOf(stack: readonly Named[], top: DirectoryRecord, layer: number) {
  if (!top.implied) return { record: top, layer };
  for (const below of stack.slice(1)) {
    if (below.record?.type !== 'directory') break;
    if (!below.record.implied) return { record: { ...below.record, opaque: false }, layer: below.layer };
  }
  return { record: top, layer };
}

/** A hardlink's target as the layers below `layer` show it; it keeps its content and owner. Undefined when they have no such file. */
function resolveHardlink(layers: readonly LayerManifest[], layer: number, target: Buffer): FileRecord | undefined {
  let below = layer;
  let key = target;
  for (;;) {
    const found = visible(layers, below, key);
    if (found === undefined) return undefined;
    if (found.record.type === 'file') return { ...found.record, link: 0 };
    if (found.record.type !== 'hardlink') return undefined;
    // Each step goes to a lower layer, so this ends.
    below = found.layer;
    key = found.record.target;
  }
}

/** What the layers below `limit` show at `key`. */
function visible(layers: readonly LayerManifest[], limit: number, key: Buffer) {
  for (let layer = limit - 1; layer >= 0; layer--) {
    const manifest = layers[layer];
    if (manifest === undefined) continue;
    const record = manifest.get(key);
    if (record?.type === 'whiteout') return undefined;
    if (record !== undefined) return { record, layer };
    for (let up = parentKey(key); up !== undefined; up = parentKey(up)) {
      const above = manifest.get(up);
      if (above !== undefined && (above.type !== 'directory' || above.opaque)) return undefined;
    }
  }
  return undefined;
}
