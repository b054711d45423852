/**
 * The durable spool: every record goes to the tail in memory and, in batches, to a segment on disk; outputs read at their own
 * position, from the tail while they keep up and from disk when they fall behind. A record is safe when `flushed` says so.
 *
 * Where the disk refuses, records wait in the tail, which is bounded, and the disk is tried again. What does not fit is
 * chosen by `share.ts`, counted, and announced.
 */
import { sleep } from '../../runtime/abort.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { Logger } from '../../runtime/log.ts';
import { Cursors } from './cursors.ts';
import type { Losses } from './losses.ts';
import type { SpoolOptions } from './options.ts';
import type { RecordClass, RecordMeta } from './record.ts';
import type { Payload } from './segment.ts';
import { KEEP, shareOut, sizeOf } from './share.ts';
import { type Recovered, SegmentStore } from './store.ts';
import { Tail } from './tail.ts';
import { Toll } from './toll.ts';
import { Wake } from './wake.ts';

/** Records that are written together. */
const BATCH_BYTES = 1 << 20;
const RETRY_MS = 1_000;
/** Positions are written this often: a sensor that dies soon after each start must get on all the same. */
const TICK_MS = 250;
/** Of what is full remains this much, so that room is not made for each batch. */
const LOW_WATER = 0.75;
const CACHE_BYTES = 4 << 20;
const MIN_SEGMENT_BYTES = 64 << 10;
const MAX_SEGMENT_BYTES = 4 << 20;

export class Spool {
  readonly #options: SpoolOptions;
  readonly #log: Logger;
  readonly #toll: Toll;
  readonly #store: SegmentStore | undefined;
  readonly #tail = new Tail();
  readonly #cursors = new Cursors();
  readonly #onPut = new Wake();
  readonly #onSettled = new Wake();
  readonly #openedAtMs = performance.now();
  readonly #ageBaseMs: number;
  #nextSeq: number;
  #failure: string | undefined;
  #saving: Promise<void> | undefined;
  /** Writes that were cut short at the end of an earlier run; what they held was never acknowledged. */
  torn = 0;
  accepted = 0;

  private constructor(
    options: SpoolOptions,
    deps: { store: SegmentStore | undefined; recovered: Recovered | undefined; log: Logger; losses: Losses },
  ) {
    this.#options = options;
    this.#store = deps.store;
    this.#log = deps.log;
    this.#toll = new Toll({ cursors: this.#cursors, losses: deps.losses });
    this.#nextSeq = deps.recovered?.nextSeq ?? 1;
    this.#ageBaseMs = deps.recovered?.ageMs ?? 0;
  }

  /**
   * Recovers what an earlier run left for `outputs`. A directory that cannot be read is left alone: records stay in memory
   * until the sensor is started again; one that cannot be written is tried again and again.
   */
  static async open(
    options: SpoolOptions,
    outputs: readonly string[],
    deps: { log: Logger; losses: Losses },
  ): Promise<Spool> {
    const { dir } = options;
    if (dir === undefined) return Spool.#start(options, outputs, { ...deps, store: undefined, recovered: undefined });
    const size = Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, Math.floor(options.maxBytes / 16)));
    const store = new SegmentStore(dir, size);
    try {
      return await Spool.#start(options, outputs, { ...deps, store, recovered: await store.open(outputs) });
    } catch (error) {
      deps.log.error({ dir, why: errnoOf(error) }, 'the spool cannot be read: findings wait in memory only');
      const spool = await Spool.#start(options, outputs, { ...deps, store: undefined, recovered: undefined });
      spool.#failure = errnoOf(error);
      return spool;
    }
  }

  static async #start(
    options: SpoolOptions,
    outputs: readonly string[],
    deps: { store: SegmentStore | undefined; recovered: Recovered | undefined; log: Logger; losses: Losses },
  ): Promise<Spool> {
    const spool = new Spool(options, deps);
    spool.#cursors.start(outputs, deps.recovered, spool.#nextSeq);
    const { holes = 0, torn = 0 } = deps.recovered ?? {};
    spool.torn = torn;
    for (let i = 0; i < holes; i++) spool.#toll.damaged(undefined);
    if (holes + torn > 0) deps.log.warn({ dir: options.dir, holes, torn }, 'damage in the spool was skipped');
    // Before the first record: a position that is missing means a new output, which begins at the end.
    if (deps.store !== undefined) await spool.#cursors.save(deps.store.dir, true, spool.#nextSeq).catch(() => {});
    return spool;
  }

  /** Where records are kept; in memory with the reason. */
  get state(): { readonly kind: 'disk' } | { readonly kind: 'memory'; readonly why: string } {
    if (this.#failure !== undefined) return { kind: 'memory', why: this.#failure };
    return this.#store === undefined ? { kind: 'memory', why: 'no directory' } : { kind: 'disk' };
  }

  /** Superseded by a later revision of the same finding when there was no room for both. */
  get folded(): number {
    return this.#toll.folded;
  }

  /** Places of damage found in segments. */
  get corrupt(): number {
    return this.#toll.corrupt;
  }

  /** On disk, and on the way there. */
  get bytes(): number {
    return (this.#store?.bytes ?? 0) + this.#tail.unwrittenBytes;
  }

  get tailBytes(): number {
    return this.#tail.bytes;
  }

  /** Records behind the position of `output`, delivered or not to others; an upper bound when some were dropped. */
  waiting(output: string): number {
    return this.#nextSeq - Math.min(this.cursor(output), this.#nextSeq);
  }

  /** Position at which `output` goes on. */
  cursor(output: string): number {
    return this.#cursors.get(output) ?? this.#nextSeq;
  }

  /** Takes a record at once. It is safe when a `flushed` that is called later resolves. */
  put(of: RecordClass, payload: Buffer): void {
    const meta: RecordMeta = { ...of, seq: this.#nextSeq++, length: payload.length, ageMs: this.#ageMs() };
    this.#tail.push({ meta, payload });
    this.accepted++;
    if (this.#tail.bytes > this.#options.memoryBytes) this.#trimTail();
    this.#onPut.wake();
  }

  /** Resolves when everything taken so far is on disk, or at once with `memory` where the disk does not take it. */
  async flushed(): Promise<'disk' | 'memory'> {
    const upTo = this.#nextSeq;
    while (this.state.kind === 'disk' && (this.#tail.firstUnwritten ?? upTo) < upTo) {
      await this.#onSettled.wait();
    }
    return this.state.kind;
  }

  /** Records from `from` on, perhaps none; `next` is where to go on, also past records that are gone. */
  async read(from: number, maxRecords: number, maxBytes: number): Promise<{ records: Payload[]; next: number }> {
    for (;;) {
      const first = this.#tail.firstSeq;
      if (this.#store !== undefined && from < (first ?? this.#nextSeq)) {
        const { records, next, damaged } = await this.#store.read(from, maxRecords, maxBytes);
        for (const meta of damaged) this.#toll.damaged(meta);
        if (records.length + damaged.length > 0) return { records, next };
        // What was in the tail may be on disk only by now.
        if (this.#tail.firstSeq !== first) continue;
      }
      const records = this.#tail.read(from, maxRecords, maxBytes);
      const last = records.at(-1);
      return { records, next: last === undefined ? Math.max(from, this.#nextSeq) : last.meta.seq + 1 };
    }
  }

  /** Resolves when there is something at or behind `from`, or when `signal` aborts. */
  async ready(from: number, signal: AbortSignal): Promise<void> {
    if (from >= this.#nextSeq) await this.#onPut.wait(signal);
  }

  /** `output` is done with everything before `next`. */
  advance(output: string, next: number): void {
    this.#cursors.set(output, next);
    if (this.state.kind === 'memory') this.#tail.forgetDelivered(this.#cursors.min(this.#nextSeq));
  }

  /** How long the oldest record that `output` has not had waits, ms; 0 when there is none. */
  oldestMs(output: string): number {
    const next = this.cursor(output);
    const inTail = this.#tail.metaFrom(next);
    const meta = this.#tail.firstSeq === next ? inTail : (this.#store?.metaFrom(next) ?? inTail);
    return meta === undefined ? 0 : Math.max(0, this.#ageMs() - meta.ageMs);
  }

  /** Writes until `signal` aborts, then everything that is left, and the positions. */
  async run(signal: AbortSignal): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    let tickedAtMs = performance.now();
    while (!signal.aborted) {
      if (this.#tail.unwrittenBytes === 0) await this.#onPut.wait(signal, TICK_MS);
      if (!(await this.#write(store))) await sleep(RETRY_MS, signal);
      if (performance.now() - tickedAtMs < TICK_MS) continue;
      tickedAtMs = performance.now();
      // Beside the writing: where the disk is slow a finding does not wait for positions.
      this.#saving ??= this.#save(store).finally(() => {
        this.#saving = undefined;
      });
      await this.#tidy(store);
    }
    await Promise.all([this.#write(store), this.#saving]);
    await this.#save(store);
    await this.#tidy(store);
    if (this.#tail.unwrittenBytes > 0)
      this.#log.error(
        { why: this.#failure, bytes: this.#tail.unwrittenBytes },
        'findings lost: the disk did not take them',
      );
    await store.close(this.#cursors.min(this.#nextSeq)).catch(() => {});
  }

  /** False when the disk refuses. */
  async #write(store: SegmentStore): Promise<boolean> {
    for (;;) {
      const batch = this.#tail.startWriting(BATCH_BYTES);
      if (batch.length === 0) return true;
      try {
        await store.append(batch, this.#options.fsync === 'batch');
      } catch (error) {
        this.#tail.notWritten();
        this.#failed(errnoOf(error));
        return false;
      }
      this.#tail.written();
      this.#tail.trim(
        Math.min(this.#options.memoryBytes / 4, this.#options.maxBytes / 8, CACHE_BYTES),
        this.#cursors.min(this.#nextSeq),
      );
      if (this.#failure !== undefined) this.#log.info({ dir: store.dir }, 'the spool is written again');
      this.#failure = undefined;
      this.#onSettled.wake();
      await this.#makeRoom(store);
    }
  }

  #failed(why: string): void {
    if (this.#failure === undefined)
      this.#log.error({ dir: this.#options.dir, why }, 'the spool cannot be written: findings wait in memory only');
    this.#failure = why;
    this.#onSettled.wake();
  }

  /** Positions that lag cost duplicates, never findings. */
  #save({ dir }: SegmentStore): Promise<void> {
    return this.#cursors.save(dir, this.#options.fsync !== 'never', this.#nextSeq).catch((error: unknown) => {
      this.#log.debug({ why: errnoOf(error) }, 'positions in the spool could not be kept');
    });
  }

  async #tidy(store: SegmentStore): Promise<void> {
    try {
      if (this.#options.fsync === 'interval') await store.sync();
      await store.release(this.#cursors.saved);
      await store.expire(this.#ageMs() - this.#options.maxAgeMs, (meta) => {
        // Copies in memory go with it: nobody may hear what was told to be lost.
        this.#tail.trim(0, 0);
        this.#toll.lost('age', meta);
      });
    } catch (error) {
      this.#log.debug({ why: errnoOf(error) }, 'the spool could not be kept tidy');
    }
  }

  async #makeRoom(store: SegmentStore): Promise<void> {
    if (store.bytes <= this.#options.maxBytes) return;
    try {
      await store.release(this.#cursors.min(this.#nextSeq));
      if (store.bytes <= this.#options.maxBytes) return;
      await store.seal();
      // What is also in memory stays: outputs that keep up are about to hear it.
      const recent = this.#tail.firstSeq ?? this.#nextSeq;
      const metas = store.records().filter(({ seq }) => seq < recent);
      const recentBytes = store.bytes - metas.reduce((total, meta) => total + sizeOf(meta), 0);
      const fates = shareOut(metas, this.#options.maxBytes * LOW_WATER - recentBytes);
      const gone = new Map<number, number>();
      for (const [at, meta] of metas.entries()) if (fates[at] !== KEEP) gone.set(meta.seq, fates[at] ?? KEEP);
      await store.remove(gone, (meta, sample) => this.#toll.gone(gone.get(meta.seq), meta, sample));
    } catch (error) {
      this.#log.warn({ why: errnoOf(error) }, 'the spool could not make room');
    }
  }

  #trimTail(): void {
    this.#tail.trim(0, 0);
    if (this.state.kind === 'memory') this.#tail.forgetDelivered(this.#cursors.min(this.#nextSeq));
    if (this.#tail.bytes <= this.#options.memoryBytes) return;
    const fates = shareOut(this.#tail.removable(), this.#options.memoryBytes * LOW_WATER);
    for (const { entry, fate } of this.#tail.remove(fates)) this.#toll.gone(fate, entry.meta, entry.payload);
  }

  #ageMs(): number {
    return Math.floor(this.#ageBaseMs + performance.now() - this.#openedAtMs);
  }
}
