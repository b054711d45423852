export type QueueOptions = {
  /** Label of `queue_depth{queue}` and `queue_dropped_total{queue}`. */
  readonly name: string;
  /** Greatest number of items held; at least 1. */
  readonly capacity: number;
  /** What goes when it is full: the item being pushed, or the one that waited longest. */
  readonly whenFull: 'drop_newest' | 'drop_oldest';
};

/**
 * A bounded first-in first-out queue. Whatever does not fit is counted in `dropped` and handed to `onDrop`,
 * so that whoever waits for the item can be answered.
 */
export class BoundedQueue<T> {
  readonly name: string;
  readonly capacity: number;
  #whenFull: QueueOptions['whenFull'];
  #onDrop: ((item: T) => void) | undefined;
  #ring: (T | undefined)[] = [];
  #head = 0;
  #length = 0;
  #dropped = 0;
  #wake: (() => void)[] = [];

  constructor(options: QueueOptions, deps: { onDrop?: (item: T) => void } = {}) {
    if (!Number.isInteger(options.capacity) || options.capacity < 1) {
      throw new RangeError(`queue ${options.name}: capacity ${options.capacity} is not a positive integer`);
    }
    this.name = options.name;
    this.capacity = options.capacity;
    this.#whenFull = options.whenFull;
    this.#onDrop = deps.onDrop;
  }

  get length(): number {
    return this.#length;
  }

  /** Items dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** False when an item was dropped for it (which one says `whenFull`). */
  push(item: T): boolean {
    let dropped: { item: T } | undefined;
    if (this.#length === this.capacity) {
      if (this.#whenFull === 'drop_newest') {
        this.#dropped++;
        this.#onDrop?.(item);
        return false;
      }
      dropped = { item: this.#take() };
      this.#dropped++;
    }
    // The ring grows as it is used: a large bound costs memory only when it is needed.
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) % this.#ring.length] = item;
    this.#length++;
    this.#notify();
    if (dropped !== undefined) this.#onDrop?.(dropped.item);
    return dropped === undefined;
  }

  shift(): T | undefined {
    return this.#length === 0 ? undefined : this.#take();
  }

  /** Takes up to `max` items. */
  drain(max: number = this.capacity): T[] {
    const out: T[] = [];
    while (out.length < max && this.#length > 0) out.push(this.#take());
    return out;
  }

  /** Resolves true when there is an item, false when `signal` aborts first. With several waiters one of them may find it empty again. */
  ready(signal: AbortSignal): Promise<boolean> {
    if (this.#length > 0) return Promise.resolve(true);
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      };
      const onAbort = () => {
        this.#wake = this.#wake.filter((w) => w !== wake);
        resolve(false);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake.push(wake);
    });
  }

  #take(): T {
    const item = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#length--;
    return item;
  }

  #grow(): void {
    const size = Math.min(this.capacity, Math.max(16, this.#ring.length * 2));
    const next = new Array<T | undefined>(size);
    for (let i = 0; i < this.#length; i++) next[i] = this.#ring[(this.#head + i) % this.#ring.length];
    this.#ring = next;
    this.#head = 0;
  }

  #notify(): void {
    if (this.#wake.length === 0) return;
    const wake = this.#wake;
    this.#wake = [];
    for (const w of wake) w();
  }
}
