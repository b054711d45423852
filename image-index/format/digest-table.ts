import { damaged } from './bytes.ts';
import type { TreeRoot, TreeWriter } from './tree-writer.ts';

/**
 * The digest table's keys: the first 8 bytes of a file's sha256, the offset of its leaf in the path table (5 bytes, big-endian)
 * and its number in that leaf (2 bytes). The whole sha256 stands in the leaf, so a match is always confirmed there.
 */
export const DIGEST_PREFIX_BYTES = 8;
export const DIGEST_KEY_BYTES = 15;

export type Place = { readonly offset: number; readonly ordinal: number };

const NO_VALUE = Buffer.alloc(0);

/** Collects keys (15 bytes a file) and writes them sorted. */
export class DigestTableWriter {
  #keys = Buffer.allocUnsafe(DIGEST_KEY_BYTES * 1024);
  #count = 0;

  add(sha256: Buffer, place: Place): void {
    const at = this.#count * DIGEST_KEY_BYTES;
    if (at === this.#keys.length) {
      const larger = Buffer.allocUnsafe(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    sha256.copy(this.#keys, at, 0, DIGEST_PREFIX_BYTES);
    this.#keys.writeUIntBE(place.offset, at + 8, 5);
    this.#keys.writeUInt16BE(place.ordinal, at + 13);
    this.#count++;
  }

  write(tree: TreeWriter): TreeRoot {
    const keys = this.#keys;
    const order = new Uint32Array(this.#count).map((_, at) => at * DIGEST_KEY_BYTES);
    order.sort((a, b) => {
      const first = keys.readUInt32BE(a) - keys.readUInt32BE(b);
      return first !== 0 ? first : keys.compare(keys, b, b + DIGEST_KEY_BYTES, a, a + DIGEST_KEY_BYTES);
    });
    for (const at of order) tree.add(keys.subarray(at, at + DIGEST_KEY_BYTES), NO_VALUE);
    return tree.finish();
  }
}

export function decodePlace(key: Buffer): Place {
  if (key.length !== DIGEST_KEY_BYTES) throw damaged(`a digest key of ${key.length} bytes`);
  return { offset: key.readUIntBE(8, 5), ordinal: key.readUInt16BE(13) };
}
