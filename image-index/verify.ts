import { IndexError } from './error.ts';
import { LayerManifest, Tally } from './format/layer.ts';
import { decodeRecord } from './format/record.ts';
import { ImageIndex } from './lookup.ts';

export type Verification = {
  readonly path: string;
  /** Undefined when all holds. */
  readonly fault: IndexError | undefined;
};

/** Reads all of a layer manifest: every checksum, the order of the keys, every record, the counts. */
export function verifyLayer(path: string): Verification {
  return attempt(path, () => {
    const manifest = LayerManifest.open(path);
    try {
      const tally = new Tally();
      const cursor = manifest.cursor();
      while (cursor.next()) tally.add(decodeRecord(cursor.value()).record);
      sameCounts(manifest.counts, tally.counts);
    } finally {
      manifest.close();
    }
  });
}

/** The same for an image index; both tables, and that each file is found by its path and by its digest. */
export function verifyImage(path: string): Verification {
  return attempt(path, () => {
    const index = ImageIndex.open(path);
    try {
      const tally = new Tally();
      for (const { type, entry } of index.entries()) tally.addSized(type, entry?.size ?? 0);
      sameCounts(index.counts, tally.counts);
      let files = 0;
      for (const _ of index.filesByDigest()) files++;
      if (files !== index.fileCount)
        throw new IndexError('damaged', `damaged index: ${files} digests of ${index.fileCount} files`);
    } finally {
      index.close();
    }
  });
}

function attempt(path: string, check: () => void): Verification {
  try {
    check();
    return { path, fault: undefined };
  } catch (error) {
    if (error instanceof IndexError) return { path, fault: error };
    throw error;
  }
}

function sameCounts(stated: LayerManifest['counts'], found: LayerManifest['counts']): void {
  for (const name of ['files', 'directories', 'symlinks', 'others', 'bytes'] as const) {
    if (stated[name] !== found[name]) {
      throw new IndexError('damaged', `damaged index: ${found[name]} ${name} instead of ${stated[name]}`);
    }
  }
}
