import type { Provenance } from '../format/image.ts';
import type { LayerManifestWriter } from '../format/layer.ts';

/** What a reader reports to and asks while it works. */
export type ReadControl = {
  /** Throws an IndexError `aborted` once the caller has given up. Called at least once a megabyte. */
  check(): void;
  /** One more file was read, or `bytes` more of one. */
  progress(files: number, bytes: number): void;
  /** `bytes` more of a layer as it is stored were read. */
  stored?(bytes: number): void;
};

export type LayerFacts = { readonly xattrsUnread: boolean };

/** One layer of an image, not read yet. */
export type SourceLayer = {
  /** How entries name it: the diffID where one is known, else what `storeName` says. */
  readonly id: string;
  /**
   * The name of its manifest in the store. `sha256-<hex>` only for content that `write` verifies against that diffID; `dir-<hex>`
   * for a directory's identity.
   */
  readonly storeName: string;
  /** False when what `storeName` names can change: a stored manifest is then not taken. */
  readonly reusable: boolean;
  /** How many bytes `write` will read, where that is known. */
  readonly bytes?: number;
  /** Hands over every entry in ascending order of keys. Throws an IndexError; what was written is then thrown away. */
  write(to: LayerManifestWriter, control: ReadControl): Promise<LayerFacts>;
};

export type SourceImage = {
  readonly provenance: Provenance;
  /** Config and manifest digest, where the source knows them. */
  readonly id?: string;
  readonly digest?: string;
  /** Bottom to top. */
  readonly layers: readonly SourceLayer[];
  /** Releases what was taken to read the layers (a temporary file, a snapshot's view). The image's user calls it once. */
  close?(): Promise<void>;
};

/** Where an image's layers come from: one per kind of store. */
export type LayerSource = {
  open(control: ReadControl): Promise<SourceImage>;
};
