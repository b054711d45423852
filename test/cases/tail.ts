/** Follows the findings file and notes when each line was there. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { FindingJson } from '../support/sensor.ts';

export type Seen = { readonly finding: FindingJson; readonly atMs: number };

const POLL_MS = 2;

export class Tail {
  readonly seen: Seen[] = [];
  readonly #path: string;
  #fd: number | undefined;
  #rest = '';
  readonly #timer: NodeJS.Timeout;
  readonly #buffer = Buffer.alloc(1 << 20);

  constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => this.#read(), POLL_MS);
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
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  #read(): void {
    try {
      this.#fd ??= openSync(this.#path, 'r');
    } catch {
      // Made with the first finding.
      return;
    }
    const size = readSync(this.#fd, this.#buffer);
    if (size === 0) return;
    const atMs = performance.timeOrigin + performance.now();
    const lines = (this.#rest + this.#buffer.toString('utf8', 0, size)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const record = JSON.parse(line) as FindingJson & { readonly schema: string };
      if (record.schema === 'drift-sensor.finding/1') this.seen.push({ finding: record, atMs });
    }
  }
}
