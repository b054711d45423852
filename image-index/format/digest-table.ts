import { damaged } from './bytes.ts';
import type { TreeRoot, TreeWriter } from './tree-writer.ts';

/**
 * The digest table's keys: the first 8 bytes of a file's sha256, the offset of its leaf in the path table (5 bytes, big-endian)
 * and its number in that leaf (2 bytes). The whole sha256 stands in the leaf, so a match is always confirmed there.
 */
export const DIGEST_PREFIX_BYTES = 8;
const DIGEST_KEY_BYTES = 15;

export type Place = { readonly offset: number; readonly ordinal: number };

const NO_VALUE = Buffer.alloc(0);

/** Collects keys (15 bytes a file) and writes them sorted. */
export class DigestTableWriter {
  #keys = Buffer.allocUnsafe(DIGEST_KEY_BYTES * 1024);
  #count = 0;

  /** `sha256` starts at `start` in `bytes`. */
  add(bytes: Buffer, start: number, place: Place): void {
    const at = this.#count * DIGEST_KEY_BYTES;
    if (at === this.#keys.length) {
      const larger = Buffer.allocUnsafe(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    bytes.copy(this.#keys, at, start, start + DIGEST_PREFIX_BYTES);
    this.#keys.writeUIntBE(place.offset, at + 8, 5);
    this.#keys.writeUInt16BE(place.ordinal, at + 13);
    this.#count++;
  }

  write(tree: TreeWriter): TreeRoot {
    const keys = this.#keys;
    const compare = (a: number, b: number): number =>
      keys.compare(keys, b, b + DIGEST_KEY_BYTES, a, a + DIGEST_KEY_BYTES);
    // The tree copies what it keeps.
    const key = Buffer.allocUnsafe(DIGEST_KEY_BYTES);
    for (const at of inOrder(this.#count, (at) => keys.readUInt32BE(at), compare)) {
      keys.copy(key, 0, at, at + DIGEST_KEY_BYTES);
      tree.add(key, NO_VALUE);
    }
    return tree.finish();
  }
}

/**
 * The offsets of `count` keys in ascending order. Numbers alone are sorted some ten times as fast as by a function that compares: the
 * first 32 bits and the key's number are one, and only keys that agree in those bits, mostly of equal files, are compared.
 */
function* inOrder(
  count: number,
  first: (at: number) => number,
  compare: (a: number, b: number) => number,
): Generator<number, void, void> {
  // Together below 2^53 for up to 2^21 keys; beyond it a key's number takes bits of the first ones.
  const bits = Math.max(21, Math.ceil(Math.log2(count + 1)));
  const scale = 2 ** bits;
  const drop = 2 ** (bits - 21);
  const order = new Float64Array(count);
  for (let at = 0; at < count; at++) order[at] = Math.floor(first(at * DIGEST_KEY_BYTES) / drop) * scale + at;
  order.sort();
  for (let start = 0; start < count; ) {
    const prefix = Math.floor((order[start] as number) / scale);
    const same: number[] = [];
    for (; start < count && Math.floor((order[start] as number) / scale) === prefix; start++) {
      same.push(((order[start] as number) % scale) * DIGEST_KEY_BYTES);
    }
    if (same.length > 1) same.sort(compare);
    yield* same;
  }
}

export function decodePlace(key: Buffer): Place {
  if (key.length !== DIGEST_KEY_BYTES) throw damaged(`a digest key of ${key.length} bytes`);
  return { offset: key.readUIntBE(8, 5), ordinal: key.readUInt16BE(13) };
}
