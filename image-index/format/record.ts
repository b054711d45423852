import { MAX_CAPABILITY_BYTES, MAX_INTERPRETER_BYTES, MAX_LAYERS, MAX_PATH_BYTES } from '../limits.ts';
import { type ByteReader, type ByteWriter, damaged } from './bytes.ts';

/** `elf_exec` and `elf_shared` as read/kind.ts tells them apart; `script` starts with `#!`. */
export type FileKind = 'elf_exec' | 'elf_shared' | 'script' | 'other';

/** Permission bits with setuid, setgid and sticky (07777), and the owner inside the image. */
export type Owner = { readonly mode: number; readonly uid: number; readonly gid: number };

export type FileRecord = Owner & {
  readonly type: 'file';
  readonly size: number;
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly kind: FileKind;
  /** Paths of one layer with the same number (from 1) are hardlinks of one inode; 0: none known. Layer manifests only. */
  readonly link: number;
  /** The bytes of `security.capability`. */
  readonly capabilities?: Buffer;
  /** What follows `#!` on the first line, without surrounding blanks. */
  readonly interpreter?: Buffer;
};

export type DirectoryRecord = Owner & {
  readonly type: 'directory';
  /** Hides what lower layers have below this path. Layer manifests only. */
  readonly opaque: boolean;
  /** The layer does not name it, only something in it: a lower layer's directory keeps its mode and owner. */
  readonly implied: boolean;
};

export type SymlinkRecord = Owner & { readonly type: 'symlink'; readonly target: Buffer };

/** A device, FIFO or socket. */
export type SpecialRecord = Owner & { readonly type: 'special' };

/** A hardlink to a key that this layer does not have: a lower layer's file. Layer manifests only. */
export type HardlinkRecord = { readonly type: 'hardlink'; readonly target: Buffer };

/** Hides this path of lower layers. Layer manifests only. */
export type WhiteoutRecord = { readonly type: 'whiteout' };

export type PathRecord = FileRecord | DirectoryRecord | SymlinkRecord | SpecialRecord | HardlinkRecord | WhiteoutRecord;

const TYPES = ['file', 'directory', 'symlink', 'special', 'hardlink', 'whiteout'] as const;
const KINDS = ['other', 'elf_exec', 'elf_shared', 'script'] as const satisfies readonly FileKind[];

const FLAG_OPAQUE = 0x20;
const FLAG_IMPLIED = 0x40;
const FLAG_LINKED = 0x20;
const FLAG_CAPABILITIES = 0x40;
const FLAG_INTERPRETER = 0x80;

/** `layer`: the number, from 0 at the bottom, of the layer that brought it; 0 in a layer manifest. */
export function encodeRecord(to: ByteWriter, record: PathRecord, layer: number): void {
  const type = TYPES.indexOf(record.type);
  switch (record.type) {
    case 'file': {
      const { capabilities, interpreter } = record;
      const flags =
        (record.link === 0 ? 0 : FLAG_LINKED) |
        (capabilities === undefined ? 0 : FLAG_CAPABILITIES) |
        (interpreter === undefined ? 0 : FLAG_INTERPRETER);
      to.byte(type | (KINDS.indexOf(record.kind) << 3) | flags);
      encodeOwner(to, record, layer);
      to.varint(record.size);
      to.bytes(record.sha256);
      if (record.link !== 0) to.varint(record.link);
      if (capabilities !== undefined) encodeBytes(to, capabilities);
      if (interpreter !== undefined) encodeBytes(to, interpreter);
      return;
    }
    case 'directory':
      to.byte(type | (record.opaque ? FLAG_OPAQUE : 0) | (record.implied ? FLAG_IMPLIED : 0));
      encodeOwner(to, record, layer);
      return;
    case 'symlink':
      to.byte(type);
      encodeOwner(to, record, layer);
      encodeBytes(to, record.target);
      return;
    case 'special':
      to.byte(type);
      encodeOwner(to, record, layer);
      return;
    case 'hardlink':
      to.byte(type);
      encodeBytes(to, record.target);
      return;
    case 'whiteout':
      to.byte(type);
  }
}

/** The size that stands in an encoded file: after the head and four numbers. */
export function encodedFileSize(record: Buffer): number {
  let at = 1;
  for (let skipped = 0; skipped < 4; at++) if ((record[at] as number) < 0x80) skipped++;
  let size = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = record[at++] as number;
    size += (byte & 0x7f) * scale;
    if (byte < 0x80) return size;
  }
}

/** A file without links, capabilities and an interpreter, as nearly all are, as it stands encoded in a layer's manifest. */
export type PlainFile = {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where the layer's number stands, one byte. */
  readonly layerAt: number;
  /** Where the sha256 starts. */
  readonly digestAt: number;
  readonly size: number;
};

/** Checked as `decodeRecord` does; a view. Undefined for everything else, which is then for `decodeRecord`, from the start. */
export function readPlainFile(from: ByteReader): PlainFile | undefined {
  const start = from.at;
  const head = from.byte();
  if ((head & 7) !== 0 || (head & (FLAG_LINKED | FLAG_CAPABILITIES | FLAG_INTERPRETER)) !== 0) return undefined;
  checkOwner(from.varint(), from.varint(), from.varint());
  const layerAt = from.at;
  if (from.byte() !== 0) return undefined;
  const size = from.varint();
  const digestAt = from.at;
  from.skip(32);
  return { bytes: from.source, start, end: from.at, layerAt, digestAt, size };
}

/** What `encodeRecord` would write for this file and layer. */
export function encodePlainFile(to: ByteWriter, { bytes, start, layerAt, end }: PlainFile, layer: number): void {
  to.part(bytes, start, layerAt);
  to.varint(layer);
  to.part(bytes, layerAt + 1, end);
}

export type DecodedRecord = { readonly record: PathRecord; readonly layer: number };

/** Copies what it returns, or gives views where its caller uses them at once. Throws `damaged`. */
export function decodeRecord(from: ByteReader, copied: 'copied' | 'views' = 'copied'): DecodedRecord {
  const head = from.byte();
  const type = TYPES[head & 7];
  switch (type) {
    case 'file': {
      const kind = KINDS[(head >> 3) & 3] ?? 'other';
      const { owner, layer } = decodeOwner(from);
      const { mode, uid, gid } = owner;
      const size = from.varint();
      const digest = from.bytes(32);
      const sha256 = copied === 'copied' ? Buffer.from(digest) : digest;
      const link = (head & FLAG_LINKED) === 0 ? 0 : from.varint();
      const base: FileRecord = { type, mode, uid, gid, size, sha256, kind, link };
      if ((head & (FLAG_CAPABILITIES | FLAG_INTERPRETER)) === 0) return { record: base, layer };
      const capabilities =
        (head & FLAG_CAPABILITIES) === 0 ? undefined : { capabilities: decodeBytes(from, MAX_CAPABILITY_BYTES) };
      const interpreter =
        (head & FLAG_INTERPRETER) === 0 ? undefined : { interpreter: decodeBytes(from, MAX_INTERPRETER_BYTES) };
      return { record: { ...base, ...capabilities, ...interpreter }, layer };
    }
    case 'directory': {
      const { owner, layer } = decodeOwner(from);
      const opaque = (head & FLAG_OPAQUE) !== 0;
      return { record: { type, ...owner, opaque, implied: (head & FLAG_IMPLIED) !== 0 }, layer };
    }
    case 'symlink': {
      const { owner, layer } = decodeOwner(from);
      return { record: { type, ...owner, target: decodeBytes(from, MAX_PATH_BYTES) }, layer };
    }
    case 'special': {
      const { owner, layer } = decodeOwner(from);
      return { record: { type, ...owner }, layer };
    }
    case 'hardlink':
      return { record: { type, target: decodeBytes(from, MAX_PATH_BYTES) }, layer: 0 };
    case 'whiteout':
      return { record: { type }, layer: 0 };
    default:
      throw damaged(`record type ${head & 7}`);
  }
}

function encodeOwner(to: ByteWriter, owner: Owner, layer: number): void {
  to.varint(owner.mode);
  to.varint(owner.uid);
  to.varint(owner.gid);
  to.varint(layer);
}

function decodeOwner(from: ByteReader): { readonly owner: Owner; readonly layer: number } {
  const owner = { mode: from.varint(), uid: from.varint(), gid: from.varint() };
  const layer = from.varint();
  checkOwner(owner.mode, owner.uid, owner.gid);
  if (layer >= MAX_LAYERS) throw damaged(`layer number ${layer}`);
  return { owner, layer };
}

function checkOwner(mode: number, uid: number, gid: number): void {
  if (mode > 0o7777 || uid > 0xffffffff || gid > 0xffffffff) throw damaged('owner out of range');
}

function encodeBytes(to: ByteWriter, bytes: Buffer): void {
  to.varint(bytes.length);
  to.bytes(bytes);
}

function decodeBytes(from: ByteReader, max: number): Buffer {
  const length = from.varint();
  if (length > max) throw damaged(`a field of ${length} bytes`);
  return Buffer.from(from.bytes(length));
}
