/** Follows the findings file and notes when each line was there: the kernel says that it was written to (inotify). */
import { closeSync, type FSWatcher, openSync, readSync, watch } from 'node:fs';
import type { FindingJson } from '../support/sensor.ts';

export type Seen = { readonly finding: FindingJson; readonly atMs: number };

/** Between two looks at what `find` was asked for; until the sensor has made the file, also at that. */
const POLL_MS = 2;

export class Tail {
  readonly seen: Seen[] = [];
  readonly #path: string;
  #fd: number | undefined;
  #rest = '';
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  readonly #buffer = Buffer.alloc(1 << 20);

  constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => this.#open(), POLL_MS);
    this.#open();
  }

  /** The first line that `matches`, or undefined after `timeoutMs`. */
  async find(matches: (finding: FindingJson) => boolean, timeoutMs: number): Promise<Seen | undefined> {
    const end = performance.now() + timeoutMs;
    for (let looked = 0; ; ) {
      for (; looked < this.seen.length; looked++) {
        const seen = this.seen[looked];
        if (seen !== undefined && matches(seen.finding)) return seen;
      }
      if (performance.now() > end) return undefined;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  #open(): void {
    try {
      this.#fd = openSync(this.#path, 'r');
    } catch {
      // The sensor has not made it yet.
      return;
    }
    clearInterval(this.#timer);
    const fd = this.#fd;
    this.#watcher = watch(this.#path, () => this.#read(fd));
    this.#read(fd);
  }

  #read(fd: number): void {
    for (let size = readSync(fd, this.#buffer); size > 0; size = readSync(fd, this.#buffer)) this.#take(size);
  }

  #take(size: number): void {
    const atMs = performance.timeOrigin + performance.now();
    const lines = (this.#rest + this.#buffer.toString('utf8', 0, size)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const record = JSON.parse(line) as FindingJson & { readonly schema: string };
      if (record.schema === 'drift-sensor.finding/1') this.seen.push({ finding: record, atMs });
    }
  }
}
