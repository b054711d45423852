/** The newest records, in memory: those that the disk has not taken yet, and before them some that it has, for quick outputs. */
import type { RecordMeta } from './record.ts';
import type { Payload } from './segment.ts';
import { KEEP, sizeOf } from './share.ts';

export class Tail {
  #entries: Payload[] = [];
  /** Entries before it are gone; the array is cut only now and then. */
  #head = 0;
  /** Entries before this position are on disk. */
  #written = 0;
  /** Entries before this position are on disk or on their way: they cannot be taken back. */
  #writing = 0;
  /** Of all entries, and of those that are not on disk. */
  bytes = 0;
  unwrittenBytes = 0;

  get firstSeq(): number | undefined {
    return this.#entries[this.#head]?.meta.seq;
  }

  /** Position of the first record that is not on disk; undefined when all are. */
  get firstUnwritten(): number | undefined {
    return this.#entries[this.#written]?.meta.seq;
  }

  push(entry: Payload): void {
    this.#entries.push(entry);
    this.bytes += sizeOf(entry.meta);
    this.unwrittenBytes += sizeOf(entry.meta);
  }

  /** At least one record, where there is one at or behind `from`. */
  read(from: number, maxRecords: number, maxBytes: number): Payload[] {
    const records: Payload[] = [];
    let bytes = 0;
    for (let at = this.#find(from); at < this.#entries.length && records.length < maxRecords; at++) {
      const entry = this.#entries[at];
      if (entry === undefined || (records.length > 0 && bytes + entry.meta.length > maxBytes)) break;
      bytes += entry.meta.length;
      records.push(entry);
    }
    return records;
  }

  /** The next records for the disk. They stay until `written` or `notWritten` is said. */
  startWriting(maxBytes: number): Payload[] {
    const batch: Payload[] = [];
    let bytes = 0;
    for (let at = this.#written; at < this.#entries.length && bytes < maxBytes; at++) {
      const entry = this.#entries[at];
      if (entry === undefined) break;
      batch.push(entry);
      bytes += sizeOf(entry.meta);
    }
    this.#writing = this.#written + batch.length;
    return batch;
  }

  written(): void {
    for (const { meta } of this.#entries.slice(this.#written, this.#writing)) this.unwrittenBytes -= sizeOf(meta);
    this.#written = this.#writing;
  }

  notWritten(): void {
    this.#writing = this.#written;
  }

  /** Forgets what is on disk, from the oldest on, while more than `keepBytes` are held; and what everybody has had. */
  trim(keepBytes: number, delivered: number): void {
    while (this.#head < this.#written) {
      const entry = this.#entries[this.#head];
      if (entry === undefined || (this.bytes <= keepBytes && entry.meta.seq >= delivered)) break;
      this.#forgetFirst(entry);
    }
    this.#compact();
  }

  /** Forgets what everybody has had, on disk or not. */
  forgetDelivered(delivered: number): void {
    while (this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head];
      // One on its way to the disk stays until it is there.
      const moving = this.#head >= this.#written && this.#head < this.#writing;
      if (entry === undefined || moving || entry.meta.seq >= delivered) break;
      if (this.#head >= this.#written) {
        this.unwrittenBytes -= sizeOf(entry.meta);
        this.#written++;
        this.#writing++;
      }
      this.#forgetFirst(entry);
    }
    this.#compact();
  }

  /** Those that can still be taken back, in order. */
  removable(): RecordMeta[] {
    return this.#entries.slice(this.#writing).map(({ meta }) => meta);
  }

  /** Takes back those of `removable()` whose fate is not to be kept; gives them with their fates. */
  remove(fates: Uint8Array): { readonly entry: Payload; readonly fate: number }[] {
    const removed: { entry: Payload; fate: number }[] = [];
    const kept = this.#entries.slice(0, this.#writing);
    for (const [at, entry] of this.#entries.slice(this.#writing).entries()) {
      const fate = fates[at] ?? KEEP;
      if (fate === KEEP) {
        kept.push(entry);
        continue;
      }
      removed.push({ entry, fate });
      this.bytes -= sizeOf(entry.meta);
      this.unwrittenBytes -= sizeOf(entry.meta);
    }
    this.#entries = kept;
    return removed;
  }

  /** The first record at or behind `seq`. */
  metaFrom(seq: number): RecordMeta | undefined {
    return this.#entries[this.#find(seq)]?.meta;
  }

  #forgetFirst(entry: Payload): void {
    this.bytes -= sizeOf(entry.meta);
    // A hole instead of a shift: the array is cut once for many.
    this.#head++;
  }

  #compact(): void {
    if (this.#head < 1024 && this.#head < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#written -= this.#head;
    this.#writing -= this.#head;
    this.#head = 0;
  }

  /** Index of the first entry at or behind `seq`: entries are in order of their position. */
  #find(seq: number): number {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.meta.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
