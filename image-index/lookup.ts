import { closeSync } from 'node:fs';
import type { IndexEntry, PathEntry } from './entry.ts';
import { IndexError } from './error.ts';
import { DIGEST_TABLE, PATH_TABLE } from './format/block.ts';
import { BlockFile } from './format/block-file.ts';
import type { ByteReader } from './format/bytes.ts';
import { DIGEST_PREFIX_BYTES, decodePlace } from './format/digest-table.ts';
import { type Counts, openChecked } from './format/header.ts';
import { decodeImageMeta, type ImageMeta, type Provenance } from './format/image.ts';
import { isBelow, keyOfPath, pathOfKey } from './format/key.ts';
import { decodeRecord, type PathRecord } from './format/record.ts';
import { TreeReader } from './format/tree-reader.ts';
import { RecentMap } from './recent-map.ts';
import { type Resolved, resolvePath } from './resolve.ts';

export type { IndexEntry, PathEntry } from './entry.ts';
export type { Provenance } from './format/image.ts';
export type { FileKind } from './format/record.ts';
export type { Resolved } from './resolve.ts';

/** 32 blocks of 4 KiB: the upper levels of both tables and what was asked for last. Nothing is held before the first question. */
const CACHED_BLOCKS = 32;
const CACHED_ANSWERS = 1024;
const MAX_SAME_BYTES = 16;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

type Answer = { readonly found: PathEntry | undefined };

/**
 * One image's index, open. Costs a file descriptor and, once asked, at most some 128 KiB of blocks and 1,024 answers.
 * Every question can throw an IndexError `damaged`: then drop the index and have the store build it again.
 */
export class ImageIndex {
  readonly key: string;
  /** Config digest; undefined where no engine named it. */
  readonly imageId: string | undefined;
  readonly digest: string | undefined;
  readonly ref: string | undefined;
  /** Names that it was built by before. */
  readonly also: readonly string[];
  readonly provenance: Provenance;
  /** Fingerprint of the key whose signature vouches for it; undefined for an index that was built here. */
  readonly signer: string | undefined;
  /** Bottom to top. */
  readonly layers: readonly string[];
  /** File capabilities and opaque marks could not be read: directories that a layer replaced may show old files too. */
  readonly xattrsUnread: boolean;
  readonly counts: Counts;
  /** Bytes on disk. */
  readonly indexBytes: number;
  /** When the file was written, ms since 1970. */
  readonly builtMs: number;
  readonly #fd: number;
  readonly #paths: TreeReader;
  readonly #digests: TreeReader;
  readonly #answers = new RecentMap<string, Answer>(CACHED_ANSWERS);
  #closed = false;

  private constructor(opened: ReturnType<typeof openChecked>, meta: ImageMeta) {
    this.key = meta.key;
    this.imageId = meta.id;
    this.digest = meta.digest;
    this.ref = meta.ref;
    this.also = meta.also ?? [];
    this.provenance = meta.provenance;
    this.signer = meta.signer;
    this.layers = meta.layers;
    this.xattrsUnread = opened.header.xattrsUnread;
    this.counts = opened.header.counts;
    this.indexBytes = opened.size;
    this.builtMs = opened.builtMs;
    this.#fd = opened.fd;
    const blocks = new BlockFile(opened.fd, opened.size, CACHED_BLOCKS);
    this.#paths = new TreeReader(blocks, PATH_TABLE, opened.header.paths);
    this.#digests = new TreeReader(blocks, DIGEST_TABLE, opened.header.digests);
  }

  /** Reads the header and description only. Throws `missing`, `version` or `damaged`. */
  static open(path: string): ImageIndex {
    const opened = openChecked(path, 'image');
    try {
      return new ImageIndex(opened, decodeImageMeta(opened.meta));
    } catch (error) {
      closeSync(opened.fd);
      throw error;
    }
  }

  get fileCount(): number {
    return this.counts.files;
  }

  /** The regular file at exactly this canonical absolute path; undefined for anything else. */
  byPath(path: Buffer): IndexEntry | undefined {
    return this.stat(path)?.entry;
  }

  /** Whatever the image has at exactly this canonical absolute path. */
  stat(path: Buffer): PathEntry | undefined {
    const name = path.toString('latin1');
    const known = this.#answers.get(name);
    if (known !== undefined) return known.found;
    const key = keyOfPath(path);
    const value = key === undefined ? undefined : this.#tree(this.#paths).find(key);
    const found = key === undefined || value === undefined ? undefined : this.#entry(key, value);
    this.#answers.set(name, { found });
    return found;
  }

  /** Follows the image's symlinks as the kernel would with the image as its root, at most 40 of them. */
  resolve(path: Buffer): Resolved {
    return resolvePath(path, (at) => this.stat(at));
  }

  /**
   * The regular files with this sha256 (64 lower-case hex digits), at most `limit` of them. Ask for one more than you use
   * to learn whether there are more.
   */
  bySha256(hex: string, limit = MAX_SAME_BYTES): readonly IndexEntry[] {
    if (!HEX_SHA256.test(hex)) return [];
    const prefix = Buffer.from(hex.slice(0, DIGEST_PREFIX_BYTES * 2), 'hex');
    const cursor = this.#tree(this.#digests).cursor(prefix);
    const found: IndexEntry[] = [];
    while (found.length < limit && cursor.next()) {
      if (cursor.key.compare(prefix, 0, prefix.length, 0, prefix.length) !== 0) break;
      const place = decodePlace(cursor.key);
      const { key, value } = this.#paths.at(place.offset, place.ordinal);
      const { entry } = this.#entry(key, value);
      if (entry?.sha256 === hex) found.push(entry);
    }
    return found;
  }

  /** Everything at or below a canonical absolute path (default: all), in the order of the table. */
  *entries(below?: Buffer): Generator<PathEntry, void, void> {
    const start = below === undefined ? undefined : keyOfPath(below);
    const cursor = this.#tree(this.#paths).cursor(start);
    while (cursor.next()) {
      const key = Buffer.from(cursor.key);
      if (start !== undefined && !key.equals(start) && !isBelow(key, start)) return;
      yield this.#entry(key, cursor.value());
    }
  }

  /** Every regular file in the order of the digest table; throws `damaged` where that table points to another file. */
  *filesByDigest(): Generator<IndexEntry, void, void> {
    const cursor = this.#tree(this.#digests).cursor();
    while (cursor.next()) {
      const place = decodePlace(cursor.key);
      const prefix = cursor.key.toString('hex', 0, DIGEST_PREFIX_BYTES);
      const { key, value } = this.#paths.at(place.offset, place.ordinal);
      const { entry } = this.#entry(key, value);
      if (entry?.sha256.startsWith(prefix) !== true)
        throw new IndexError('damaged', `damaged index: ${prefix} leads elsewhere`);
      yield entry;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#answers.clear();
    closeSync(this.#fd);
  }

  #tree(tree: TreeReader): TreeReader {
    // The number of a closed descriptor is soon another file's.
    if (this.#closed) throw new IndexError('missing', `the index of ${this.key} has been closed`);
    return tree;
  }

  #entry(key: Buffer, value: ByteReader): PathEntry {
    const { record, layer } = decodeRecord(value);
    const id = this.layers[layer];
    if (id === undefined || record.type === 'hardlink' || record.type === 'whiteout') {
      throw new IndexError('damaged', `damaged index: a ${record.type} of layer ${layer}`);
    }
    return pathEntry(pathOfKey(key), record, id);
  }
}

function pathEntry(
  path: Buffer,
  record: Exclude<PathRecord, { type: 'hardlink' | 'whiteout' }>,
  layer: string,
): PathEntry {
  const { type, mode, uid, gid } = record;
  const base = { path, type, mode, uid, gid, layer };
  if (record.type === 'symlink') return { ...base, target: record.target };
  if (record.type !== 'file') return base;
  const { size, kind, capabilities, interpreter } = record;
  const entry: IndexEntry = {
    path,
    sha256: record.sha256.toString('hex'),
    size,
    mode,
    uid,
    gid,
    kind,
    layer,
    ...(capabilities === undefined ? undefined : { capabilities }),
    ...(interpreter === undefined ? undefined : { interpreter }),
  };
  return { ...base, entry };
}
