import { availableParallelism } from 'node:os';
import { isMainThread, Worker } from 'node:worker_threads';
import { AheadSlots, MAX_NAME_BYTES, type ReadFile, WINDOW } from './ahead-slots.ts';

/** A smaller run of files is read before another thread has woken up. */
const MIN_RUN = 8;
/** A thread starts in some 50 ms and takes some 15 MB: not for a small directory. */
const MIN_FILES = 1_000;
/** Of a file of at most 1 MiB. */
const WAIT_MS = 2_000;

/**
 * Reads files of a directory in a second thread, from the last one on, while this thread reads them from the first one on. It only saves
 * time: whatever the other thread does not do, for any reason, is left to this one.
 */
export class ReadAhead {
  readonly #slots = new AheadSlots();
  #worker: Worker | undefined;
  #seen = 0;
  #over: boolean;

  /** Not in a thread that builds inside another program: somebody else uses that one's other cores and memory. */
  constructor() {
    this.#over = !isMainThread || availableParallelism() < 2;
  }

  /** Offers the files that come next, in the directory open as `fd`; false: this thread reads them. Each is to be taken, in this order. */
  offer(fd: number, names: readonly Buffer[]): boolean {
    this.#seen += names.length;
    if (this.#over || names.length < MIN_RUN || this.#seen < MIN_FILES) return false;
    if (names.some((name) => name.length > MAX_NAME_BYTES)) return false;
    this.#worker ??= this.#start();
    this.#slots.offer(fd, names);
    return true;
  }

  /** The file with this number among those offered last; undefined: this thread reads it. */
  take(at: number): ReadFile | undefined {
    if (this.#over) return undefined;
    const file = this.#slots.take(at, WAIT_MS);
    if (file !== 'lost') return file;
    this.close();
    return undefined;
  }

  close(): void {
    this.#over = true;
    this.#slots.end();
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const url = new URL(`./ahead-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
    const worker = new Worker(url, {
      workerData: this.#slots.buffer,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    });
    worker.unref();
    // Then nothing is claimed any more.
    worker.on('error', () => {});
    return worker;
  }
}

/** How many files may be offered at once. */
export const MAX_OFFERED = WINDOW;
