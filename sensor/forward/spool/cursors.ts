import { writeCursor } from './cursor.ts';
import type { Recovered } from './store.ts';

/** The positions of all outputs, and which of them are not on disk yet. */
export class Cursors {
  readonly #next = new Map<string, number>();
  readonly #dirty = new Set<string>();
  /** What everybody has passed by the positions that are on disk. */
  saved = 0;

  /** A new output begins now; of one whose position was damaged, everything that is kept is said again. */
  start(outputs: readonly string[], recovered: Recovered | undefined, nextSeq: number): void {
    const states = outputs.map((output) => recovered?.cursors.get(output));
    // Records and not one position: they were written by a run that could not write positions.
    const lost = states.every((state) => state?.kind !== 'known') && (recovered?.records ?? 0) > 0;
    for (const [at, output] of outputs.entries()) {
      const state = states[at];
      const fresh = state?.kind === 'damaged' || lost ? 0 : nextSeq;
      this.set(output, state?.kind === 'known' ? state.next : fresh);
    }
  }

  get(output: string): number | undefined {
    return this.#next.get(output);
  }

  set(output: string, next: number): void {
    this.#next.set(output, next);
    this.#dirty.add(output);
  }

  entries(): Iterable<[string, number]> {
    return this.#next;
  }

  /** What everybody has passed; `otherwise` where there is nobody. */
  min(otherwise: number): number {
    let min = otherwise;
    for (const next of this.#next.values()) min = Math.min(min, next);
    return min;
  }

  /** One at a time. Rejects with the errno of writing; what was not written is tried again by the next call. */
  async save(dir: string, sync: boolean, otherwise: number): Promise<void> {
    const passed = this.min(otherwise);
    for (const output of [...this.#dirty]) {
      this.#dirty.delete(output);
      try {
        await writeCursor(dir, output, this.#next.get(output) ?? 0, sync);
      } catch (error) {
        this.#dirty.add(output);
        throw error;
      }
    }
    this.saved = passed;
  }
}
