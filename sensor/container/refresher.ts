/**
 * Runs `work` for keys, one at a time per key and at most `concurrency` at once. A key requested while its work runs
 * runs once more afterwards: the last run always started after the last request. At most `capacity` keys wait; more are
 * refused and counted.
 */
export class Refresher {
  #work: (key: string) => Promise<void>;
  #concurrency: number;
  #capacity: number;
  #waiting = new Set<string>();
  #running = new Set<string>();
  #refused = 0;

  constructor(
    options: { readonly concurrency: number; readonly capacity: number },
    deps: { readonly work: (key: string) => Promise<void> },
  ) {
    this.#concurrency = options.concurrency;
    this.#capacity = options.capacity;
    this.#work = deps.work;
  }

  get refused(): number {
    return this.#refused;
  }

  /** False when there is no room. */
  request(key: string): boolean {
    if (!this.#waiting.has(key) && this.#waiting.size >= this.#capacity) {
      this.#refused++;
      return false;
    }
    this.#waiting.add(key);
    this.#pump();
    return true;
  }

  #pump(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#concurrency) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      const done = () => {
        this.#running.delete(key);
        this.#pump();
      };
      // `work` reports its own failures.
      this.#work(key).then(done, done);
    }
  }
}
