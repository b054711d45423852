export type Weighing<Value> = {
  /** Greatest sum of what `weigh` gives. */
  readonly maxWeight: number;
  /** Of a value, always the same: values do not change while they are kept. */
  readonly weigh: (value: Value) => number;
};

/**
 * A bounded map that forgets what was used least recently. Takes no memory before it is filled (lru-cache takes its arrays at once: 16
 * bytes an entry, 24 with weights, and 70 µs for 1,024 places): there is one in every open index, most of which are never asked.
 */
export class RecentMap<Key, Value> {
  readonly #max: number;
  readonly #weighing: Weighing<Value> | undefined;
  /** In the order of use, the oldest first. */
  readonly #map = new Map<Key, Value>();
  #weight = 0;
  /** The last one used: asked for again it is in its place already. */
  #newest: Key | undefined;

  constructor(max: number, weighing?: Weighing<Value>) {
    this.#max = max;
    this.#weighing = weighing;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#map.get(key);
    if (value === undefined || key === this.#newest) return value;
    this.#map.delete(key);
    this.#map.set(key, value);
    this.#newest = key;
    return value;
  }

  /** What alone weighs more than all may is not kept. */
  set(key: Key, value: Value): void {
    this.delete(key);
    const weight = this.#weighing?.weigh(value) ?? 0;
    const maxWeight = this.#weighing?.maxWeight ?? 0;
    if (weight > maxWeight) return;
    while (this.#map.size >= this.#max || this.#weight + weight > maxWeight) {
      const { value: oldest, done } = this.#map.keys().next();
      if (done) break;
      this.delete(oldest);
    }
    this.#map.set(key, value);
    this.#weight += weight;
    this.#newest = key;
  }

  delete(key: Key): void {
    if (this.#weighing !== undefined) {
      const value = this.#map.get(key);
      if (value !== undefined) this.#weight -= this.#weighing.weigh(value);
    }
    this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
    this.#weight = 0;
  }
}
