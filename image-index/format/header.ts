import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { errnoOf, IndexError } from '../error.ts';
import { MAX_LEVELS } from './block.ts';
import { readAt } from './block-file.ts';
import { damaged } from './bytes.ts';
import type { TreeRoot } from './tree-writer.ts';

const FORMAT_VERSION = 1;
export const HEADER_BYTES = 128;

/** A list of 512 layers is 40 KB; references are short. */
export const MAX_META_BYTES = 1 << 20;

const MAGIC = { layer: Buffer.from('DRIFTLYR'), image: Buffer.from('DRIFTIDX') } as const;
const FLAG_XATTRS_UNREAD = 1;

export type FileType = keyof typeof MAGIC;

export type Counts = {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  /** Devices, FIFOs, sockets; in a layer manifest whiteouts and unresolved hardlinks too. */
  readonly others: number;
  /** Sum of the sizes of the files. */
  readonly bytes: number;
};

export type Header = {
  readonly type: FileType;
  readonly xattrsUnread: boolean;
  readonly counts: Counts;
  readonly paths: TreeRoot;
  readonly digests: TreeRoot;
};

/** Offsets as in FORMAT.md. The description comes last in the file: `metaOffset + meta.length` is the file's size. */
export function encodeHeader(header: Header, meta: Buffer, metaOffset: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC[header.type].copy(bytes);
  bytes.writeUInt16LE(FORMAT_VERSION, 8);
  bytes.writeUInt16LE(header.xattrsUnread ? FLAG_XATTRS_UNREAD : 0, 10);
  writeU64(bytes, metaOffset + meta.length, 16);
  const { counts } = header;
  writeU64(bytes, counts.files, 24);
  writeU64(bytes, counts.directories, 32);
  writeU64(bytes, counts.symlinks, 40);
  writeU64(bytes, counts.others, 48);
  writeU64(bytes, counts.bytes, 56);
  writeRoot(bytes, header.paths, 64);
  writeRoot(bytes, header.digests, 80);
  writeU64(bytes, metaOffset, 96);
  bytes.writeUInt32LE(meta.length, 104);
  bytes.writeUInt32LE(crc32(meta), 108);
  bytes.writeUInt32LE(crc32(bytes), 12);
  return bytes;
}

export type OpenedFile = {
  readonly builtMs: number;
  readonly fd: number;
  readonly size: number;
  readonly header: Header;
  readonly meta: Buffer;
};

/**
 * Opens a layer manifest or image index and checks what can be checked without reading it all: two reads. The caller
 * closes `fd`. Throws `missing`, `version` or `damaged`.
 */
export function openChecked(path: string, type: FileType): OpenedFile {
  const fd = openFile(path);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size < HEADER_BYTES) throw damaged(`${path} is ${stat.size} bytes long`);
    const bytes = readAt(fd, HEADER_BYTES, 0);
    const { header, metaOffset, metaLength, metaChecksum } = decodeHeader(bytes, type, stat.size);
    const meta = readAt(fd, metaLength, metaOffset);
    if (crc32(meta) !== metaChecksum) throw damaged('checksum of the description');
    return { fd, builtMs: stat.mtimeMs, size: stat.size, header, meta };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Not noting the access: its time says when an index was last used, and looking it over for gc, ls or verify is no use. */
function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOATIME);
  } catch (error) {
    // Another user's file.
    if (errnoOf(error) === 'EPERM') return openSync(path, 'r');
    if (errnoOf(error) === 'ENOENT') throw new IndexError('missing', `no index at ${path}`, { cause: error });
    throw new IndexError('io', `cannot open ${path}`, { cause: error });
  }
}

function decodeHeader(bytes: Buffer, type: FileType, size: number) {
  if (!bytes.subarray(0, 8).equals(MAGIC[type])) throw damaged('the magic number');
  const version = bytes.readUInt16LE(8);
  if (version !== FORMAT_VERSION) {
    throw new IndexError('version', `index format ${version}; this program reads and writes ${FORMAT_VERSION}`);
  }
  const checksum = bytes.readUInt32LE(12);
  bytes.writeUInt32LE(0, 12);
  if (crc32(bytes) !== checksum) throw damaged('checksum of the header');
  if (readU64(bytes, 16) !== size) throw damaged(`the file is ${size} bytes long instead of ${readU64(bytes, 16)}`);
  const metaOffset = readU64(bytes, 96);
  const metaLength = bytes.readUInt32LE(104);
  if (metaLength > MAX_META_BYTES || metaOffset < HEADER_BYTES || metaOffset + metaLength !== size) {
    throw damaged('the description lies outside the file');
  }
  const header: Header = {
    type,
    xattrsUnread: (bytes.readUInt16LE(10) & FLAG_XATTRS_UNREAD) !== 0,
    counts: {
      files: readU64(bytes, 24),
      directories: readU64(bytes, 32),
      symlinks: readU64(bytes, 40),
      others: readU64(bytes, 48),
      bytes: readU64(bytes, 56),
    },
    paths: readRoot(bytes, 64, metaOffset),
    digests: readRoot(bytes, 80, metaOffset),
  };
  return { header, metaOffset, metaLength, metaChecksum: bytes.readUInt32LE(108) };
}

function writeRoot(bytes: Buffer, root: TreeRoot, at: number): void {
  writeU64(bytes, root.offset, at);
  bytes.writeUInt32LE(root.length, at + 8);
  bytes.writeUInt32LE(root.levels, at + 12);
}

function readRoot(bytes: Buffer, at: number, end: number): TreeRoot {
  const root = { offset: readU64(bytes, at), length: bytes.readUInt32LE(at + 8), levels: bytes.readUInt32LE(at + 12) };
  if (root.levels > MAX_LEVELS) throw damaged(`a tree of ${root.levels} levels`);
  if (root.levels > 0 && (root.offset < HEADER_BYTES || root.offset + root.length > end))
    throw damaged('a root outside the file');
  return root;
}

function writeU64(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value % 2 ** 32, at);
  bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}

function readU64(bytes: Buffer, at: number): number {
  const value = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
  if (value > Number.MAX_SAFE_INTEGER) throw damaged('a number is out of range');
  return value;
}
