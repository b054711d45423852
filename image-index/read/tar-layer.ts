import { createHash, type Hash } from 'node:crypto';
import { IndexError } from '../error.ts';
import type { LayerManifestWriter } from '../format/layer.ts';
import type { Chunks } from './chunks.ts';
import { type Content, ContentReader } from './content.ts';
import { decompress } from './decompress.ts';
import type { ReadControl } from './layer-source.ts';
import { LayerTree } from './tar/layer-tree.ts';
import { type TarEntry, TarReader, type TarSink } from './tar/reader.ts';

export type TarLayer = {
  /** `sha256:<hex>` of the stored blob; undefined where nothing states it (old Docker archives). */
  readonly digest: string | undefined;
  /** `sha256:<hex>` of its uncompressed bytes. */
  readonly diffId: string;
  open(): Chunks;
};

/** Reads a layer's blob once: both digests are verified and all its files hashed on the way. Throws `mismatch`, naming both. */
export async function readTarLayer(layer: TarLayer, to: LayerManifestWriter, control: ReadControl): Promise<void> {
  // An uncompressed blob has its diffID for a digest: one hash says both.
  const stored = layer.digest === undefined || layer.digest === layer.diffId ? undefined : createHash('sha256');
  const uncompressed = createHash('sha256');
  const sink = new TreeSink(to.scratchPath, control);
  const tar = new TarReader(sink);
  try {
    for await (const chunk of decompress(observed(layer.open(), stored, control))) {
      uncompressed.update(chunk);
      tar.write(chunk);
      control.check();
      control.progress(0, chunk.length);
    }
    tar.finish();
    if (layer.digest !== undefined && stored !== undefined) {
      expectDigest('the blob', layer.digest, stored.digest('hex'));
    }
    expectDigest('the uncompressed layer', layer.diffId, uncompressed.digest('hex'));
    sink.tree.write(to);
  } finally {
    sink.tree.close();
  }
}

/** Files are hashed as they pass; everything becomes the layer's tree. */
class TreeSink implements TarSink {
  readonly tree: LayerTree;
  readonly #content = new ContentReader();
  readonly #control: ReadControl;
  #entry: TarEntry | undefined;
  /** Of a file that came in one piece, as most do. */
  #whole: Content | undefined;
  #begun = false;

  constructor(scratchPath: string, control: ReadControl) {
    this.tree = new LayerTree(scratchPath);
    this.#control = control;
  }

  begin(entry: TarEntry): void {
    this.#entry = entry;
    this.#whole = undefined;
    this.#begun = false;
  }

  data(chunk: Buffer): void {
    if (!this.#begun && chunk.length === this.#entry?.size) {
      this.#whole = this.#content.whole(chunk);
      return;
    }
    this.#begin();
    this.#content.feed(chunk);
    this.#control.check();
  }

  end(): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    if (entry.type !== 'file') {
      this.tree.add(entry, undefined);
      return;
    }
    if (this.#whole === undefined) this.#begin();
    this.tree.add(entry, this.#whole ?? this.#content.finish());
    this.#control.progress(1, 0);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#content.begin();
  }
}

async function* observed(source: Chunks, hash: Hash | undefined, control: ReadControl): Chunks {
  for await (const chunk of source) {
    hash?.update(chunk);
    control.stored?.(chunk.length);
    yield chunk;
  }
}

function expectDigest(what: string, stated: string, hex: string): void {
  if (stated !== `sha256:${hex}`) {
    throw new IndexError('mismatch', `${what} should be ${stated} but is sha256:${hex}`);
  }
}
