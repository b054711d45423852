import { IndexError } from '../../error.ts';
import { decodeHeader, malformed, type RawHeader, TAR_BLOCK } from './header.ts';
import { NO_PAX, type PaxRecords, parsePax, paxNumber, paxText } from './pax.ts';
import {
  type Fragment,
  gnuFragments,
  gnuRealSize,
  isPaxSparse1,
  paxFragments,
  SparseExpansion,
  type SparseMap,
  SparseMapReader,
  sparseMap,
} from './sparse.ts';

export type TarType = 'file' | 'hardlink' | 'symlink' | 'directory' | 'special';

export type TarEntry = {
  readonly type: TarType;
  /** As written: may be relative, have `./` before it or `/` behind it. Bytes, which may be reused after `end`. */
  readonly name: Buffer;
  readonly linkName: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a file, with its holes. */
  readonly size: number;
  /** `SCHILY.xattr.security.capability`. */
  readonly capabilities?: Buffer;
};

/** Takes entries in the archive's order: `begin`, for a file its bytes with holes as zeros, `end`. */
export type TarSink = {
  begin(entry: TarEntry): void;
  data(chunk: Buffer): void;
  end(): void;
};

/** A path has at most 4,095 bytes; capabilities and other attributes come with it. Real ones have some hundred bytes. */
const MAX_EXTENDED_BYTES = 1 << 20;

const TYPES: Readonly<Record<string, TarType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'special',
  '4': 'special',
  '5': 'directory',
  '6': 'special',
  '7': 'file',
  S: 'file',
};

type State =
  | { readonly at: 'header' }
  | { readonly at: 'extended'; readonly typeFlag: string; readonly parts: Buffer[]; left: number }
  | { readonly at: 'gnu_map'; readonly header: RawHeader; readonly fragments: Fragment[]; readonly size: number }
  | {
      readonly at: 'pax_map';
      readonly header: RawHeader;
      readonly map: SparseMapReader;
      readonly size: number;
      left: number;
    }
  | { readonly at: 'data'; left: number; readonly sparse: SparseExpansion | undefined }
  | { readonly at: 'padding'; left: number }
  | { readonly at: 'end' };

/** What takes a whole block at a time. */
type BlockState = Extract<State, { readonly at: 'header' | 'gnu_map' | 'pax_map' }>;

const AT_HEADER: State = { at: 'header' };

/**
 * Reads a tar archive that arrives in chunks of any size: V7, ustar, GNU and PAX, with long names, base-256 numbers and all
 * four sparse forms. Global PAX headers are skipped, as the engines (Go's archive/tar) do. What it does not know it refuses.
 */
export class TarReader {
  readonly #sink: TarSink;
  #state: State = AT_HEADER;
  /** The names of the entry that is being read are views of it. */
  readonly #block = Buffer.allocUnsafe(TAR_BLOCK);
  /** Of a sparse map, which follows the header. */
  readonly #mapBlock = Buffer.allocUnsafe(TAR_BLOCK);
  #blockLength = 0;
  #pax: PaxRecords = NO_PAX;
  #longName: Buffer | undefined;
  #longLink: Buffer | undefined;
  #zeroBlock = false;
  /** After the data of the entry that is being read. */
  #padding = 0;

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  write(chunk: Buffer): void {
    const { length } = chunk;
    for (let at = 0; at < length; ) {
      const state = this.#state;
      switch (state.at) {
        case 'data': {
          const part = chunk.subarray(at, at + state.left);
          state.left -= part.length;
          at += part.length;
          if (state.sparse === undefined) this.#sink.data(part);
          else state.sparse.add(part);
          if (state.left === 0) this.#endData(state.sparse);
          break;
        }
        case 'extended': {
          const part = chunk.subarray(at, at + state.left);
          state.parts.push(Buffer.from(part));
          state.left -= part.length;
          at += part.length;
          if (state.left === 0) this.#applyExtended(state.typeFlag, Buffer.concat(state.parts));
          break;
        }
        case 'padding': {
          const skipped = Math.min(length - at, state.left);
          state.left -= skipped;
          at += skipped;
          if (state.left === 0) this.#state = AT_HEADER;
          break;
        }
        case 'end':
          return;
        default:
          at += this.#fillBlock(chunk, at, state);
      }
    }
  }

  /**
   * The archive's last byte was written. An archive may lack its end mark, and with it all the padding of its last entry (umoci's insert),
   * but not break off inside an entry: as the engines (Go's archive/tar) have it.
   */
  finish(): void {
    const state = this.#state;
    const unpadded = state.at === 'padding' && state.left === this.#padding;
    const complete = state.at === 'end' || (state.at === 'header' && this.#blockLength === 0) || unpadded;
    if (!complete || this.#pax !== NO_PAX || this.#longName !== undefined) throw malformed('the archive is cut off');
  }

  #fillBlock(chunk: Buffer, from: number, state: BlockState): number {
    const block = state.at === 'header' ? this.#block : this.#mapBlock;
    const copied = chunk.copy(block, this.#blockLength, from, from + TAR_BLOCK - this.#blockLength);
    this.#blockLength += copied;
    if (this.#blockLength === TAR_BLOCK) {
      this.#blockLength = 0;
      this.#takeBlock(block, state);
    }
    return copied;
  }

  #takeBlock(block: Buffer, state: BlockState): void {
    if (state.at === 'gnu_map') {
      const { fragments, more } = gnuFragments(block, true);
      for (const fragment of fragments) state.fragments.push(fragment);
      if (state.fragments.length > 1_000_000) throw new IndexError('too_large', 'a sparse map');
      if (!more)
        this.#begin(state.header, sparseMap(state.fragments, state.size, state.header.size), state.header.size);
    } else if (state.at === 'pax_map') {
      state.left -= TAR_BLOCK;
      if (state.left < 0) throw malformed('a sparse map goes beyond its file');
      const fragments = state.map.add(block);
      if (fragments !== undefined) this.#begin(state.header, sparseMap(fragments, state.size, state.left), state.left);
    } else {
      this.#takeHeader(block);
    }
  }

  #takeHeader(block: Buffer): void {
    const header = decodeHeader(block);
    if (header === undefined) {
      if (this.#zeroBlock) this.#state = { at: 'end' };
      this.#zeroBlock = true;
      return;
    }
    if (this.#zeroBlock) throw malformed('an entry after a block of zeros');
    const { typeFlag } = header;
    if ('xgLK'.includes(typeFlag)) {
      if (header.size > MAX_EXTENDED_BYTES)
        throw new IndexError('too_large', `an extended header of ${header.size} bytes`);
      this.#state = { at: 'extended', typeFlag, parts: [], left: header.size };
      if (header.size === 0) this.#applyExtended(typeFlag, Buffer.alloc(0));
      return;
    }
    this.#takeEntry(header, block);
  }

  #applyExtended(typeFlag: string, bytes: Buffer): void {
    if (typeFlag === 'x') this.#pax = parsePax(bytes);
    else if (typeFlag === 'L') this.#longName = upToNul(bytes);
    else if (typeFlag === 'K') this.#longLink = upToNul(bytes);
    this.#pad(bytes.length);
  }

  #takeEntry(raw: RawHeader, block: Buffer): void {
    const plain = this.#pax === NO_PAX;
    const size = plain ? raw.size : (paxNumber(this.#pax, 'size') ?? raw.size);
    const header = size === raw.size ? raw : { ...raw, size };
    if (plain && raw.typeFlag !== 'S') {
      this.#begin(header, undefined, size);
    } else if (raw.typeFlag === 'S') {
      const { fragments, more } = gnuFragments(block, false);
      const realSize = gnuRealSize(block);
      if (more) this.#state = { at: 'gnu_map', header, fragments, size: realSize };
      else this.#begin(header, sparseMap(fragments, realSize, size), size);
    } else if (isPaxSparse1(this.#pax)) {
      const realSize = paxNumber(this.#pax, 'GNU.sparse.realsize') ?? 0;
      this.#state = { at: 'pax_map', header, map: new SparseMapReader(), size: realSize, left: size };
    } else {
      const fragments = paxFragments(this.#pax);
      const realSize = paxNumber(this.#pax, 'GNU.sparse.size') ?? paxNumber(this.#pax, 'GNU.sparse.realsize');
      const map = fragments === undefined ? undefined : sparseMap(fragments, realSize ?? size, size);
      this.#begin(header, map, size);
    }
  }

  #begin(header: RawHeader, map: SparseMap | undefined, stored: number): void {
    const entry = this.#entry(header, map);
    this.#pax = NO_PAX;
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#sink.begin(entry);
    // Links and devices have no data whatever their header says (Go's archive/tar: isHeaderOnlyType).
    const left = entry.type === 'file' ? stored : 0;
    const sparse = map === undefined ? undefined : new SparseExpansion(map, (bytes) => this.#sink.data(bytes));
    this.#state = { at: 'data', left, sparse };
    this.#padding = padding(left);
    if (left === 0) this.#endData(sparse);
  }

  #entry(header: RawHeader, map: SparseMap | undefined): TarEntry {
    const pax = this.#pax === NO_PAX ? undefined : this.#pax;
    // As the engines (Go's archive/tar) have it: a long name goes before a path, and the name of a sparse file before both.
    const name =
      (pax && paxText(pax, 'GNU.sparse.name')) ?? this.#longName ?? (pax && paxText(pax, 'path')) ?? header.name;
    const stated = TYPES[header.typeFlag];
    if (stated === undefined) {
      throw new IndexError(
        'unsupported',
        `tar entry type ${JSON.stringify(header.typeFlag)} of ${JSON.stringify(name.toString())}`,
      );
    }
    // V7 has no type for directories; a file of any other format is one, whatever its name ends with.
    const type = header.typeFlag === '\0' && name[name.length - 1] === 0x2f ? 'directory' : stated;
    const entry = {
      type,
      name,
      linkName: this.#longLink ?? (pax && paxText(pax, 'linkpath')) ?? header.linkName,
      mode: header.mode,
      uid: (pax && paxNumber(pax, 'uid')) ?? header.uid,
      gid: (pax && paxNumber(pax, 'gid')) ?? header.gid,
      size: type === 'file' ? (map?.size ?? header.size) : 0,
    };
    const capabilities = pax?.values.get('SCHILY.xattr.security.capability');
    return capabilities === undefined ? entry : { ...entry, capabilities };
  }

  #endData(sparse: SparseExpansion | undefined): void {
    sparse?.finish();
    this.#sink.end();
    this.#state = this.#padding === 0 ? AT_HEADER : { at: 'padding', left: this.#padding };
  }

  #pad(length: number): void {
    const left = padding(length);
    this.#state = left === 0 ? AT_HEADER : { at: 'padding', left };
  }
}

function padding(length: number): number {
  return (TAR_BLOCK - (length % TAR_BLOCK)) % TAR_BLOCK;
}

function upToNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}
