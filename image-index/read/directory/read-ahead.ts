import { availableParallelism } from 'node:os';
import { isMainThread, Worker } from 'node:worker_threads';
import { AheadSlots, BATCHES, type ReadFile } from './ahead-slots.ts';
import { FileHasher } from './hash-file.ts';
import { directoryPrefix, pathOf } from './proc-path.ts';

/** A thread starts in some 50 ms and takes some 15 MB: not for a small directory. */
const MIN_FILES = 1_000;
/** For a batch of files of at most 1 MiB each. */
const WAIT_MS = 5_000;

/** What was read of a batch; undefined for the file that is still to be read. */
export type BatchRead = (at: number) => ReadFile | undefined;

const NOTHING: BatchRead = () => undefined;

type Offered = {
  readonly fd: number;
  readonly names: readonly string[];
  own: readonly (ReadFile | undefined)[] | undefined;
};

/**
 * Reads files in a second thread and in this one, in the order in which they are needed. It only saves time: whatever is not read ahead, for
 * any reason, is left to whoever takes it.
 */
export class ReadAhead {
  readonly #slots = new AheadSlots();
  readonly #hasher = new FileHasher();
  readonly #offered = new Map<number, Offered>();
  readonly #check: () => void;
  #worker: Worker | undefined;
  #next = 0;
  #seen = 0;
  #over = false;

  /** `check` throws to give up; called for each file that this thread reads. */
  constructor(check: () => void) {
    this.#check = check;
  }

  /** Not in a thread that builds inside another program: somebody else uses that one's other cores and memory. */
  static start(check: () => void): ReadAhead | undefined {
    return isMainThread && availableParallelism() > 1 ? new ReadAhead(check) : undefined;
  }

  /** Whether one more batch may be offered before one is taken. */
  get hasRoom(): boolean {
    return this.#offered.size < BATCHES;
  }

  /**
   * Offers files that are needed later, at most `BATCH`, in the directory open as `fd`, which stays open until they are taken. Each batch is to
   * be taken once, in this order. Undefined: not accepted.
   */
  offer(fd: number, names: readonly string[]): number | undefined {
    if (this.#over || !this.#slots.offer(this.#next, fd, names)) return undefined;
    this.#seen += names.length;
    if (this.#seen >= MIN_FILES) this.#worker ??= this.#start();
    this.#offered.set(this.#next, { fd, names, own: undefined });
    return this.#next++;
  }

  /** What is there of this batch, once it is there; valid until the next one is offered. */
  take(number: number): BatchRead {
    const offered = this.#offered.get(number);
    if (offered === undefined || this.#over) return NOTHING;
    // While the other thread reads it, this one reads another.
    while (offered.own === undefined && !this.#slots.isRead(number) && !this.#slots.claim(number)) {
      if (this.#readLater(number)) continue;
      this.#slots.wait(number, WAIT_MS);
      if (this.#slots.isRead(number)) break;
      this.close();
      return NOTHING;
    }
    this.#offered.delete(number);
    const { own } = offered;
    if (own !== undefined) return (at) => own[at];
    return this.#slots.isRead(number) ? (at) => this.#slots.result(number, at) : NOTHING;
  }

  close(): void {
    this.#over = true;
    this.#offered.clear();
    this.#slots.end();
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** The first batch after this one that nobody has begun with; false: there is none. */
  #readLater(number: number): boolean {
    for (let later = number + 1; later < this.#next; later++) {
      const offered = this.#offered.get(later);
      if (offered === undefined || !this.#slots.claim(later)) continue;
      const prefix = directoryPrefix(offered.fd);
      offered.own = offered.names.map((name) => {
        this.#check();
        return this.#hasher.readSimple(pathOf(prefix, name));
      });
      return true;
    }
    return false;
  }

  #start(): Worker {
    const url = new URL(`./ahead-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
    const worker = new Worker(url, {
      workerData: this.#slots.buffer,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
      // Keeping account of descriptors costs, and it closes each.
      trackUnmanagedFds: false,
    });
    worker.unref();
    // Then nothing is claimed any more.
    worker.on('error', () => {});
    return worker;
  }
}
