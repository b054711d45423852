/**
 * A bounded map that forgets what was used least recently. Takes no memory before it is filled: there is one in every open
 * index, most of which are never asked (lru-cache takes its arrays at once: 70 µs for 1,024 places).
 */
export class RecentMap<Key, Value> {
  readonly #max: number;
  /** In the order of use, the oldest first. */
  readonly #map = new Map<Key, Value>();
  /** The last one used: asked for again it is in its place already. */
  #newest: Key | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: Key): Value | undefined {
    const value = this.#map.get(key);
    if (value === undefined || key === this.#newest) return value;
    this.#map.delete(key);
    this.#map.set(key, value);
    this.#newest = key;
    return value;
  }

  set(key: Key, value: Value): void {
    this.#map.delete(key);
    if (this.#map.size >= this.#max) {
      const { value: oldest, done } = this.#map.keys().next();
      if (!done) this.#map.delete(oldest);
    }
    this.#map.set(key, value);
    this.#newest = key;
  }

  delete(key: Key): void {
    this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }
}
