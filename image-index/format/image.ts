import { IndexError } from '../error.ts';
import { MAX_LAYERS } from '../limits.ts';
import { AtomicFile } from './atomic-file.ts';
import { DIGEST_TABLE, PATH_TABLE } from './block.ts';
import { ByteWriter, damaged } from './bytes.ts';
import { DigestTableWriter } from './digest-table.ts';
import { encodeHeader, HEADER_BYTES, MAX_META_BYTES } from './header.ts';
import { parseMeta, Tally } from './layer.ts';
import { encodePlainFile, encodeRecord, type PathRecord, type PlainFile } from './record.ts';
import { TreeWriter } from './tree-writer.ts';

/** Where the bytes came from; the last two are read from this node's directories and verified against nothing. */
const PROVENANCES = ['registry', 'content_store', 'lower_dirs', 'rootfs_baseline'] as const;
export type Provenance = (typeof PROVENANCES)[number];

export type ImageMeta = {
  /** Name of the index in its store: the config digest where it is known, else a digest of the source. */
  readonly key: string;
  /** Config digest, `sha256:<hex>`. */
  readonly id?: string;
  /** Manifest digest, `sha256:<hex>`. */
  readonly digest?: string;
  /** As the user wrote it. */
  readonly ref?: string;
  /** Other names that this image was indexed by before, the newest first. */
  readonly also?: readonly string[];
  readonly provenance: Provenance;
  /** diffIDs or, where no engine names them, ids of directories; bottom to top. */
  readonly layers: readonly string[];
  /** Fingerprint of the key that signed it, where it was pulled instead of built here. */
  readonly signer?: string;
};

/** Writes the flattened view of one image from entries in ascending order of their keys. */
export class ImageIndexWriter {
  readonly #file: AtomicFile;
  readonly #paths: TreeWriter;
  readonly #digests = new DigestTableWriter();
  readonly #value = new ByteWriter();
  readonly #tally = new Tally();

  constructor(path: string) {
    this.#file = new AtomicFile(path, HEADER_BYTES);
    this.#paths = new TreeWriter(this.#file, PATH_TABLE);
  }

  add(key: Buffer, record: PathRecord, layer: number): void {
    this.#tally.add(record);
    this.#value.reset();
    encodeRecord(this.#value, record, layer);
    const place = this.#paths.add(key, this.#value.view());
    if (record.type === 'file') this.#digests.add(record.sha256, 0, place);
  }

  /** As `add`, without decoding what is written again as it is. */
  addPlain(key: Buffer, file: PlainFile, layer: number): void {
    this.#tally.addSized('file', file.size);
    this.#value.reset();
    encodePlainFile(this.#value, file, layer);
    const place = this.#paths.add(key, this.#value.view());
    this.#digests.add(file.bytes, file.digestAt, place);
  }

  commit(meta: ImageMeta, xattrsUnread: boolean): void {
    const paths = this.#paths.finish();
    const digests = this.#digests.write(new TreeWriter(this.#file, DIGEST_TABLE));
    const description = Buffer.from(JSON.stringify(meta));
    if (description.length > MAX_META_BYTES) throw new IndexError('too_large', 'the description of the image');
    const metaOffset = this.#file.offset;
    this.#file.append(description);
    const header = { type: 'image', xattrsUnread, counts: this.#tally.counts, paths, digests } as const;
    this.#file.commit(encodeHeader(header, description, metaOffset));
  }

  abandon(): void {
    this.#file.abandon();
  }
}

export function decodeImageMeta(bytes: Buffer): ImageMeta {
  const value = parseMeta(bytes);
  if (typeof value !== 'object' || value === null) throw damaged('the description is no object');
  const fields = value as Readonly<Record<string, unknown>>;
  const { key, provenance, layers } = fields;
  const known = PROVENANCES.find((name) => name === provenance);
  if (typeof key !== 'string' || known === undefined || !isListOfText(layers)) throw damaged('the description');
  return {
    key,
    provenance: known,
    layers,
    ...optionalText(fields, 'id'),
    ...optionalText(fields, 'digest'),
    ...optionalText(fields, 'ref'),
    ...(isListOfText(fields.also) && { also: fields.also }),
    ...optionalText(fields, 'signer'),
  };
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_LAYERS && value.every((item) => typeof item === 'string');
}

function optionalText<Name extends string>(fields: Readonly<Record<string, unknown>>, name: Name) {
  const value = fields[name];
  return typeof value === 'string' ? ({ [name]: value } as { readonly [key in Name]: string }) : undefined;
}
