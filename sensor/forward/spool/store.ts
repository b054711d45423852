/** The segments of one spool directory, in order: appending, reading from a position, taking out, giving free. */
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CursorState, forgetCursors, readCursor } from './cursor.ts';
import { encodeRecord, type RecordMeta } from './record.ts';
import {
  ActiveSegment,
  loadSegment,
  type Payload,
  type Placed,
  parseSegmentName,
  readPayloads,
  rewriteSegment,
  type Segment,
} from './segment.ts';

export type Recovered = {
  /** Beyond everything that is on disk or was delivered. */
  readonly nextSeq: number;
  /** The spool's clock when it was written last. */
  readonly ageMs: number;
  readonly cursors: ReadonlyMap<string, CursorState>;
  readonly records: number;
  /** Places of damage in the middle, and writes that were cut short. */
  readonly holes: number;
  readonly torn: number;
};

const DIRECTORY_MODE = 0o700;
/** More than a segment of 4 MiB and a batch can hold: what cannot be read now keeps its positions. */
const MAX_SEGMENT_RECORDS = 1 << 17;

export class SegmentStore {
  readonly dir: string;
  readonly #segmentBytes: number;
  #sealed: Segment[] = [];
  #active: ActiveSegment | undefined;

  constructor(dir: string, segmentBytes: number) {
    this.dir = dir;
    this.#segmentBytes = segmentBytes;
  }

  get bytes(): number {
    return this.#sealed.reduce((total, segment) => total + segment.bytes, this.#active?.bytes ?? 0);
  }

  /** Reads what an earlier run left; a segment that cannot be read is a hole, and stays where it is. Rejects where the directory cannot be made or read; it need not be writable. */
  async open(outputs: readonly string[]): Promise<Recovered> {
    await mkdir(this.dir, { recursive: true, mode: DIRECTORY_MODE });
    const names = await this.#newestGenerations();
    let holes = 0;
    let torn = 0;
    let unreadable = 0;
    for (const name of names) {
      const loaded = await loadSegment(this.dir, name).catch(() => undefined);
      if (loaded === undefined) {
        unreadable = Math.max(unreadable, baseOf(name) + MAX_SEGMENT_RECORDS);
        holes++;
        continue;
      }
      const { segment, damage } = loaded;
      holes += damage.holes;
      if (damage.torn) torn++;
      if (segment.records.length > 0) this.#sealed.push(segment);
      else await unlink(segment.path).catch(() => {});
    }
    await forgetCursors(this.dir, outputs).catch(() => {});
    const cursors = new Map<string, CursorState>();
    for (const output of outputs) cursors.set(output, await readCursor(this.dir, output));
    const last = this.records().at(-1);
    const positions = [...cursors.values()].map((state) => (state.kind === 'known' ? state.next : 1));
    // Of all records: those of the last file are not the last ones where a file bears the name of another.
    const seen = this.records().reduce((max, { seq }) => Math.max(max, seq), 0);
    const nextSeq = Math.max(1, unreadable, seen + 1, ...positions, ...names.map((name) => baseOf(name)));
    return { nextSeq, ageMs: last?.ageMs ?? 0, cursors, records: this.records().length, holes, torn };
  }

  /** All or nothing. Rejects with the errno; what follows goes to a new segment then. */
  async append(batch: readonly Payload[], sync: boolean): Promise<void> {
    const first = batch[0];
    if (first === undefined) return;
    if (this.#active !== undefined && this.#active.bytes >= this.#segmentBytes) await this.seal();
    this.#active ??= await ActiveSegment.create(this.dir, first.meta.seq);
    try {
      await this.#active.append(
        batch.map(({ meta, payload }) => ({ meta, frame: encodeRecord(meta, payload) })),
        sync,
      );
    } catch (error) {
      await this.seal();
      throw error;
    }
  }

  async seal(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    // Before anything is waited for: a reader must find its records at every moment.
    const segment = active.view();
    this.#active = undefined;
    if (segment.records.length > 0) this.#sealed.push(segment);
    await active.close();
    if (segment.records.length === 0) await unlink(segment.path).catch(() => {});
  }

  async sync(): Promise<void> {
    await this.#active?.sync();
  }

  /**
   * Records of one segment from `from` on, at least one where there is one. `damaged` were there and cannot be read; they are
   * taken out, so that each is told once. `next` is where to go on.
   */
  async read(
    from: number,
    maxRecords: number,
    maxBytes: number,
  ): Promise<{ records: Payload[]; damaged: RecordMeta[]; next: number }> {
    for (;;) {
      const segment = this.#segments().find(({ records }) => (records.at(-1)?.meta.seq ?? -1) >= from);
      if (segment === undefined) return { records: [], damaged: [], next: from };
      const wanted = pick(segment.records, from, maxRecords, maxBytes);
      const records = await readPayloads(segment, wanted).catch((): Payload[] => []);
      if (!this.#segments().some(({ path }) => path === segment.path)) continue;
      const damaged = wanted.length === records.length ? [] : missing(wanted, records);
      if (damaged.length > 0) this.#forget(segment.path, new Set(damaged.map(({ seq }) => seq)));
      return { records, damaged, next: (wanted.at(-1)?.meta.seq ?? from) + 1 };
    }
  }

  records(): RecordMeta[] {
    return this.#segments().flatMap(({ records }) => records.map(({ meta }) => meta));
  }

  /** The first record at or behind `seq`. */
  metaFrom(seq: number): RecordMeta | undefined {
    const segment = this.#segments().find(({ records }) => (records.at(-1)?.meta.seq ?? -1) >= seq);
    return segment?.records.find(({ meta }) => meta.seq >= seq)?.meta;
  }

  /** Deletes sealed segments that everybody has passed. */
  async release(delivered: number): Promise<void> {
    for (const segment of [...this.#sealed]) {
      if ((segment.records.at(-1)?.meta.seq ?? -1) < delivered) await this.#delete(segment);
    }
  }

  /** Deletes segments whose newest record is older than `ageMs` on the spool's clock. */
  async expire(ageMs: number, onGone: (meta: RecordMeta) => void): Promise<void> {
    const newest = this.#active?.records.at(-1);
    if (newest !== undefined && newest.meta.ageMs < ageMs) await this.seal();
    for (const segment of [...this.#sealed]) {
      if ((segment.records.at(-1)?.meta.ageMs ?? 0) >= ageMs) continue;
      const deleted = this.#delete(segment);
      for (const { meta } of segment.records) onGone(meta);
      await deleted;
    }
  }

  /** Takes records out of the sealed segments, whole segments first: on a full disk that makes room for the others. */
  async remove(
    gone: ReadonlyMap<number, number>,
    onGone: (meta: RecordMeta, payload: Buffer | undefined) => void,
  ): Promise<void> {
    const touched = this.#sealed
      .map((segment) => ({ segment, kept: segment.records.filter(({ meta }) => !gone.has(meta.seq)) }))
      .filter(({ segment, kept }) => kept.length < segment.records.length)
      .sort((a, b) => a.kept.length - b.kept.length);
    for (const { segment, kept } of touched) {
      const lost = segment.records.filter(({ meta }) => gone.has(meta.seq));
      // One record of each container names it; the others are only counted.
      const named = new Map(lost.map((placed) => [placed.meta.container, placed]));
      const samples = new Map<number, Buffer>();
      for (const sample of named.values())
        for (const { meta, payload } of await readPayloads(segment, [sample]).catch((): Payload[] => []))
          samples.set(meta.container, payload);
      const rewritten = await rewriteSegment(this.dir, segment, kept);
      if (rewritten !== undefined) this.#sealed[this.#sealed.indexOf(segment)] = rewritten;
      const deleted = this.#delete(segment);
      // In the same breath: a reader that has passed the place later was not given them.
      for (const { meta } of lost) onGone(meta, samples.get(meta.container));
      await deleted;
    }
  }

  /** Deletes everything when everybody has had it all. */
  async close(delivered: number): Promise<void> {
    await this.seal();
    await this.release(delivered);
  }

  #segments(): readonly Segment[] {
    return this.#active === undefined ? this.#sealed : [...this.#sealed, this.#active.view()];
  }

  /** Takes it out of the list at once. */
  async #delete(segment: Segment): Promise<void> {
    this.#sealed = this.#sealed.filter(({ path }) => path !== segment.path);
    await unlink(segment.path).catch(() => {});
  }

  #forget(path: string, seqs: ReadonlySet<number>): void {
    const without = (segment: Segment): Segment => {
      const records = segment.records.filter(({ meta }) => !seqs.has(meta.seq));
      return { ...segment, records };
    };
    if (this.#active?.path === path) this.#active.forget(seqs);
    else this.#sealed = this.#sealed.map((segment) => (segment.path === path ? without(segment) : segment));
  }

  async #newestGenerations(): Promise<string[]> {
    const newest = new Map<number, { name: string; generation: number }>();
    for (const name of (await readdir(this.dir)).sort()) {
      const parsed = parseSegmentName(name);
      if (parsed === undefined) {
        if (name.endsWith('.tmp')) await unlink(join(this.dir, name)).catch(() => {});
        continue;
      }
      const known = newest.get(parsed.base);
      const older = known !== undefined && known.generation > parsed.generation ? name : known?.name;
      if (older !== name) newest.set(parsed.base, { name, generation: parsed.generation });
      if (older !== undefined) await unlink(join(this.dir, older)).catch(() => {});
    }
    return [...newest.values()].map(({ name }) => name).sort();
  }
}

function baseOf(name: string): number {
  return (parseSegmentName(name)?.base ?? 0) + 1;
}

function pick(records: readonly Placed[], from: number, maxRecords: number, maxBytes: number): Placed[] {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.meta.seq ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const wanted: Placed[] = [];
  let bytes = 0;
  for (const placed of records.slice(low, low + maxRecords)) {
    if (wanted.length > 0 && bytes + placed.meta.length > maxBytes) break;
    bytes += placed.meta.length;
    wanted.push(placed);
  }
  return wanted;
}

function missing(wanted: readonly Placed[], records: readonly Payload[]): RecordMeta[] {
  const there = new Set(records.map(({ meta }) => meta.seq));
  return wanted.map(({ meta }) => meta).filter(({ seq }) => !there.has(seq));
}
