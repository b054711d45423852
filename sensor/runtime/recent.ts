export type RecentOptions<Value> = {
  /** Greatest number of entries; those used last are kept, at least half as many. */
  readonly maxEntries: number;
  /** Greatest sum of what `weigh` gives; what is used again is weighed again. */
  readonly maxWeight?: number;
  readonly weigh?: (value: Value) => number;
};

/**
 * A bounded map of what was used recently, in two halves: what is used moves to the young one, and when that is full the old one is
 * forgotten. To ask for what is young changes nothing, and no memory is taken before it is used (lru-cache takes its arrays at once:
 * 16 bytes an entry, 24 with weights).
 */
export class Recent<Key, Value> {
  readonly #maxEntries: number;
  readonly #maxWeight: number;
  readonly #weigh: (value: Value) => number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  /** Of the young half; what was replaced in it counts until the halves change. */
  #weight = 0;

  constructor({ maxEntries, maxWeight = Number.POSITIVE_INFINITY, weigh = () => 0 }: RecentOptions<Value>) {
    this.#maxEntries = Math.max(1, Math.floor(maxEntries / 2));
    this.#maxWeight = maxWeight / 2;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** What alone weighs more than half is not kept. */
  set(key: Key, value: Value): void {
    const weight = this.#weigh(value);
    this.#old.delete(key);
    if (weight > this.#maxWeight) {
      this.#young.delete(key);
      return;
    }
    const isFull = this.#young.size >= this.#maxEntries && !this.#young.has(key);
    if (isFull || this.#weight + weight > this.#maxWeight) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
      this.#old.delete(key);
    }
    this.#young.set(key, value);
    this.#weight += weight;
  }
}
