/**
 * A file of records, `<first seq, 16 digits>.<generation>.seg`. Only ever appended to, then sealed; to take records out of it
 * a new generation is written beside it and the old one deleted, so that whoever still reads the old one reads it whole.
 */
import { type FileHandle, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADER_BYTES, type RecordMeta, recordAt, scanRecords } from './record.ts';
import { sizeOf } from './share.ts';

const NAME = /^(\d{16})\.(\d{1,6})\.seg$/;
const FILE_MODE = 0o600;

export type Placed = { readonly meta: RecordMeta; readonly offset: number };

export type Segment = {
  readonly path: string;
  readonly base: number;
  readonly generation: number;
  /** In order of their position. */
  readonly records: readonly Placed[];
  /** Of the good records. */
  readonly bytes: number;
};

export type Payload = { readonly meta: RecordMeta; readonly payload: Buffer };

export function parseSegmentName(name: string): { base: number; generation: number } | undefined {
  const match = NAME.exec(name);
  return match === null ? undefined : { base: Number(match[1]), generation: Number(match[2]) };
}

function segmentPath(dir: string, base: number, generation: number): string {
  return join(dir, `${base.toString().padStart(16, '0')}.${generation}.seg`);
}

/** What a scan found beside the good records. */
export type Damage = {
  /** Places in the middle, each of which may have held several records. */
  readonly holes: number;
  readonly bytes: number;
  /** A write that was cut short, at the end: it was never acknowledged. */
  readonly torn: boolean;
};

/** Reads a whole segment; segments are a few MiB. Rejects with the errno of reading. */
export async function loadSegment(dir: string, name: string): Promise<{ segment: Segment; damage: Damage }> {
  const { base, generation } = parseSegmentName(name) ?? { base: 0, generation: 0 };
  const path = join(dir, name);
  const content = await readFile(path);
  const records: Placed[] = [];
  let bytes = 0;
  let holes = 0;
  let damaged = 0;
  let torn = false;
  let last = -1;
  for (const found of scanRecords(content)) {
    if (found.kind === 'damage') {
      if (found.toEnd) torn = true;
      else holes++;
      damaged += found.bytes;
    } else if (found.meta.seq > last) {
      last = found.meta.seq;
      records.push({ meta: found.meta, offset: found.offset });
      bytes += sizeOf(found.meta);
    }
  }
  return { segment: { path, base, generation, records, bytes }, damage: { holes, bytes: damaged, torn } };
}

/** Payloads of `wanted`, which lie in one file in this order; damaged ones are missing. Rejects with the errno of reading. */
export async function readPayloads(segment: Segment, wanted: readonly Placed[]): Promise<Payload[]> {
  const first = wanted[0];
  const last = wanted.at(-1);
  if (first === undefined || last === undefined) return [];
  const bytes = Buffer.allocUnsafe(last.offset + sizeOf(last.meta) - first.offset);
  const file = await open(segment.path, 'r');
  let filled = 0;
  try {
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, first.offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } finally {
    await file.close();
  }
  const read = bytes.subarray(0, filled);
  const payloads: Payload[] = [];
  for (const { meta, offset } of wanted) {
    const at = offset - first.offset;
    if (recordAt(read, at)?.seq !== meta.seq) continue;
    payloads.push({ meta, payload: read.subarray(at + HEADER_BYTES, at + sizeOf(meta)) });
  }
  return payloads;
}

/** Writes the next generation with `kept` alone, durable before the old one goes; undefined when nothing is kept. */
export async function rewriteSegment(
  dir: string,
  segment: Segment,
  kept: readonly Placed[],
): Promise<Segment | undefined> {
  if (kept.length === 0) return undefined;
  const content = await readFile(segment.path);
  const parts = kept.map(({ meta, offset }) => content.subarray(offset, offset + sizeOf(meta)));
  const generation = segment.generation + 1;
  const path = segmentPath(dir, segment.base, generation);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', FILE_MODE);
  try {
    await file.writeFile(Buffer.concat(parts));
    await file.datasync();
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  let offset = 0;
  const records = kept.map(({ meta }) => {
    const placed = { meta, offset };
    offset += sizeOf(meta);
    return placed;
  });
  return { path, base: segment.base, generation, records, bytes: offset };
}

/** The segment being written. After a failed write it must be sealed: what follows its last good record is unknown. */
export class ActiveSegment {
  readonly path: string;
  readonly base: number;
  readonly #file: FileHandle;
  records: Placed[] = [];
  bytes = 0;

  private constructor(path: string, base: number, file: FileHandle) {
    this.path = path;
    this.base = base;
    this.#file = file;
  }

  /** Makes the file, and its name durable. Never over another one. Rejects with the errno of open(2). */
  static async create(dir: string, base: number): Promise<ActiveSegment> {
    const path = segmentPath(dir, base, 0);
    const file = await open(path, 'wx', FILE_MODE);
    try {
      await syncDirectory(dir);
    } catch (error) {
      await file.close();
      await unlink(path).catch(() => {});
      throw error;
    }
    return new ActiveSegment(path, base, file);
  }

  /** One write of all frames; only then the records are there. Rejects with the errno of writing. */
  async append(
    records: readonly { readonly meta: RecordMeta; readonly frame: Buffer }[],
    sync: boolean,
  ): Promise<void> {
    const bytes = Buffer.concat(records.map(({ frame }) => frame));
    let done = 0;
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.bytes + done);
        if (bytesWritten === 0) throw new Error('nothing could be written');
        done += bytesWritten;
      }
      if (sync) await this.#file.datasync();
    } catch (error) {
      // Best effort: a reader tells the torn end by its checksum as well.
      await this.#file.truncate(this.bytes).catch(() => {});
      throw error;
    }
    let offset = this.bytes;
    for (const { meta } of records) {
      this.records.push({ meta, offset });
      offset += sizeOf(meta);
    }
    this.bytes = offset;
  }

  /** Records that proved to be damaged. */
  forget(seqs: ReadonlySet<number>): void {
    this.records = this.records.filter(({ meta }) => !seqs.has(meta.seq));
  }

  sync(): Promise<void> {
    return this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }

  view(): Segment {
    return { path: this.path, base: this.base, generation: 0, records: this.records, bytes: this.bytes };
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
