import type { LayerManifest } from '../format/layer.ts';
import type { TreeCursor } from '../format/tree-reader.ts';

/** One layer's next entry is at its cursor, whose key stays valid; its value does until `advance`. */
export type Source = { readonly layer: number; readonly cursor: TreeCursor };

/** All layers' entries merged: smallest key first, of equal keys the topmost layer's. A binary heap of cursors. */
export class LayerHeap {
  readonly #heap: Source[] = [];

  constructor(layers: readonly LayerManifest[]) {
    layers.forEach((manifest, layer) => {
      const cursor = manifest.cursor();
      if (cursor.next()) this.#heap.push({ layer, cursor });
    });
    for (let at = this.#heap.length >> 1; at >= 0; at--) this.#sink(at);
  }

  peek(): Source | undefined {
    return this.#heap[0];
  }

  advance(): void {
    const top = this.#heap[0];
    if (top === undefined) return;
    if (!top.cursor.next()) {
      const last = this.#heap.pop();
      if (last === undefined || this.#heap.length === 0) return;
      this.#heap[0] = last;
    }
    this.#sink(0);
  }

  #sink(start: number): void {
    const heap = this.#heap;
    if (heap.length < 2) return;
    let at = start;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (before(heap[child], heap[least])) least = child;
      if (least === at) return;
      const moved = heap[at];
      const risen = heap[least];
      if (moved === undefined || risen === undefined) return;
      heap[at] = risen;
      heap[least] = moved;
      at = least;
    }
  }
}

function before(a: Source | undefined, b: Source | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const order = a.cursor.key.compare(b.cursor.key);
  return order !== 0 ? order < 0 : a.layer > b.layer;
}
