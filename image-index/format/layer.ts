import { closeSync } from 'node:fs';
import { IndexError } from '../error.ts';
import { MAX_LAYER_ENTRIES, MAX_PATH_BYTES } from '../limits.ts';
import { AtomicFile } from './atomic-file.ts';
import { PATH_TABLE } from './block.ts';
import { BlockFile } from './block-file.ts';
import { ByteWriter, damaged } from './bytes.ts';
import { type Counts, encodeHeader, HEADER_BYTES, openChecked } from './header.ts';
import { decodeRecord, encodedFileSize, encodeRecord, type PathRecord } from './record.ts';
import { type TreeCursor, TreeReader } from './tree-reader.ts';
import { EMPTY_TREE, TreeWriter } from './tree-writer.ts';

/** A walk needs one block a level; a few more serve the rare look-ups of hardlink targets. */
const CACHED_BLOCKS = 8;

export type LayerMeta = {
  /** `sha256:<hex>` of the uncompressed tar that was verified, or the identity of the directory that was read. */
  readonly id: string;
  readonly xattrsUnread: boolean;
};

/** Writes one layer's entries, which arrive in ascending order of their keys. */
export class LayerManifestWriter {
  readonly #file: AtomicFile;
  readonly #tree: TreeWriter;
  readonly #value = new ByteWriter();
  readonly #tally = new Tally();

  constructor(path: string) {
    this.#file = new AtomicFile(path, HEADER_BYTES);
    this.#tree = new TreeWriter(this.#file, PATH_TABLE);
  }

  /** A name that nobody else takes, for a temporary file. */
  get scratchPath(): string {
    return this.#file.scratchPath;
  }

  add(key: Buffer, record: PathRecord): void {
    this.#value.reset();
    encodeRecord(this.#value, record, 0);
    this.addEncoded(key, record.type, this.#value.view());
  }

  /** `record`: as `encodeRecord` writes it for layer 0. */
  addEncoded(key: Buffer, type: PathRecord['type'], record: Buffer): void {
    // One byte less than a path: the leading slash is not stored.
    if (key.length >= MAX_PATH_BYTES) throw new IndexError('too_large', `a path of ${key.length + 1} bytes`);
    this.#tally.addSized(type, type === 'file' ? encodedFileSize(record) : 0);
    if (this.#tally.entries > MAX_LAYER_ENTRIES)
      throw new IndexError('too_large', `more than ${MAX_LAYER_ENTRIES} entries`);
    this.#tree.add(key, record);
  }

  commit(meta: LayerMeta): void {
    const paths = this.#tree.finish();
    const description = Buffer.from(JSON.stringify({ id: meta.id }));
    const metaOffset = this.#file.offset;
    this.#file.append(description);
    const { xattrsUnread } = meta;
    const header = { type: 'layer', xattrsUnread, counts: this.#tally.counts, paths, digests: EMPTY_TREE } as const;
    this.#file.commit(encodeHeader(header, description, metaOffset));
  }

  abandon(): void {
    this.#file.abandon();
  }
}

/** Throws `missing`, `version`, `damaged` from `open`; `damaged` from everything else. */
export class LayerManifest {
  readonly meta: LayerMeta;
  readonly counts: Counts;
  readonly #fd: number;
  readonly #tree: TreeReader;

  private constructor(fd: number, meta: LayerMeta, counts: Counts, tree: TreeReader) {
    this.#fd = fd;
    this.meta = meta;
    this.counts = counts;
    this.#tree = tree;
  }

  static open(path: string): LayerManifest {
    const { fd, size, header, meta } = openChecked(path, 'layer');
    try {
      const tree = new TreeReader(new BlockFile(fd, size, CACHED_BLOCKS), PATH_TABLE, header.paths);
      return new LayerManifest(fd, { id: idOf(meta), xattrsUnread: header.xattrsUnread }, header.counts, tree);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  get(key: Buffer): PathRecord | undefined {
    const value = this.#tree.find(key);
    return value === undefined ? undefined : decodeRecord(value).record;
  }

  cursor(from?: Buffer): TreeCursor {
    return this.#tree.cursor(from);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Counts what the header states. */
export class Tally {
  #files = 0;
  #directories = 0;
  #symlinks = 0;
  #others = 0;
  #bytes = 0;

  add(record: PathRecord): void {
    this.addSized(record.type, record.type === 'file' ? record.size : 0);
  }

  addSized(type: PathRecord['type'], size: number): void {
    this.#bytes += size;
    if (type === 'file') this.#files++;
    else if (type === 'directory') this.#directories++;
    else if (type === 'symlink') this.#symlinks++;
    else this.#others++;
  }

  get entries(): number {
    return this.#files + this.#directories + this.#symlinks + this.#others;
  }

  get counts(): Counts {
    return {
      files: this.#files,
      directories: this.#directories,
      symlinks: this.#symlinks,
      others: this.#others,
      bytes: this.#bytes,
    };
  }
}

function idOf(meta: Buffer): string {
  const value: unknown = parseMeta(meta);
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id;
  throw damaged('the description names no layer');
}

/** JSON whose checksum held can still come from an attacker's file. */
export function parseMeta(meta: Buffer): unknown {
  try {
    return JSON.parse(meta.toString('utf8'));
  } catch (error) {
    throw damaged('the description is no JSON', { cause: error });
  }
}
