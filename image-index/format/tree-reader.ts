import type { TableId } from './block.ts';
import type { BlockFile } from './block-file.ts';
import { ByteReader, damaged } from './bytes.ts';
import type { TreeRoot } from './tree-writer.ts';

/** Looks up and walks a tree that `TreeWriter` wrote. Never trusts it: whatever does not fit is `damaged`. */
export class TreeReader {
  readonly #file: BlockFile;
  readonly #table: TableId;
  readonly #root: TreeRoot;

  constructor(file: BlockFile, table: TableId, root: TreeRoot) {
    this.#file = file;
    this.#table = table;
    this.#root = root;
  }

  /** A reader at the value of exactly this key. One block a level is read: three for 100,000 files. */
  find(key: Buffer): ByteReader | undefined {
    const { levels } = this.#root;
    let offset = this.#root.offset;
    for (let level = levels - 1; level >= 0; level--) {
      const block = this.#file.read(offset, level, this.#table);
      const found = seek(block, key);
      if (found === undefined) return undefined;
      if (level === 0) return found.exact ? value(block, found) : undefined;
      offset = value(block, found).varint();
    }
    return undefined;
  }

  /** The entry with this number in the leaf at `offset`, as the digest table points to it. */
  at(offset: number, ordinal: number): { readonly key: Buffer; readonly value: ByteReader } {
    const cursor = new BlockCursor(this.#file.read(offset, 0, this.#table));
    for (let at = 0; at <= ordinal; at++)
      if (!cursor.next()) throw damaged(`no entry ${ordinal} in the leaf at ${offset}`);
    return { key: Buffer.from(cursor.key), value: cursor.value() };
  }

  /** A cursor in front of the first entry whose key is not below `from` (default: the first of all). */
  cursor(from?: Buffer): TreeCursor {
    return new TreeCursor(this.#file, this.#table, this.#root, from);
  }
}

/** Walks a tree in ascending order, holding one block a level. `key` stays valid. */
export class TreeCursor {
  readonly #file: BlockFile;
  readonly #table: TableId;
  readonly #levels: number;
  /** The blocks from the root down to the leaf. */
  readonly #path: BlockCursor[] = [];
  #pending: boolean;
  #key: Buffer | undefined;

  constructor(file: BlockFile, table: TableId, root: TreeRoot, from: Buffer | undefined) {
    this.#file = file;
    this.#table = table;
    this.#levels = root.levels;
    this.#pending = false;
    if (root.levels > 0) this.#descend(root.offset, from);
  }

  /** False at the end. Throws `damaged` where keys do not ascend. */
  next(): boolean {
    if (this.#pending) {
      this.#pending = false;
      return this.#arrive();
    }
    for (;;) {
      const leaf = this.#path.at(-1);
      if (leaf === undefined) return false;
      if (leaf.next()) {
        if (this.#path.length === this.#levels) return this.#arrive();
        this.#descend(leaf.value().varint(), undefined);
      } else {
        this.#path.pop();
      }
    }
  }

  get key(): Buffer {
    if (this.#key === undefined) throw new RangeError('the cursor is before the first entry');
    return this.#key;
  }

  value(): ByteReader {
    return this.#leaf().value();
  }

  #leaf(): BlockCursor {
    const leaf = this.#path.at(-1);
    if (leaf === undefined) throw new RangeError('the cursor is at the end');
    return leaf;
  }

  #arrive(): boolean {
    const key = this.#leaf().copyKey();
    if (this.#key !== undefined && key.compare(this.#key) <= 0) throw damaged('keys out of order');
    this.#key = key;
    return true;
  }

  #descend(start: number, from: Buffer | undefined): void {
    let offset = start;
    for (let depth = this.#path.length; depth < this.#levels; depth++) {
      const level = this.#levels - 1 - depth;
      const block = new BlockCursor(this.#file.read(offset, level, this.#table));
      this.#path.push(block);
      if (level === 0) {
        this.#pending = from !== undefined && block.advanceTo(from);
        return;
      }
      if (from === undefined ? !block.next() : !block.advanceToFloor(from)) throw damaged('an empty inner block');
      offset = block.value().varint();
    }
  }
}

/** Walks one block's entries. */
class BlockCursor {
  readonly #block: Buffer;
  readonly #reader: ByteReader;
  #key: Buffer = Buffer.allocUnsafe(256);
  #keyLength = 0;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(block: Buffer) {
    this.#block = block;
    this.#reader = new ByteReader(block);
  }

  get key(): Buffer {
    return this.#key.subarray(0, this.#keyLength);
  }

  copyKey(): Buffer {
    const key = Buffer.allocUnsafe(this.#keyLength);
    this.#key.copy(key, 0, 0, this.#keyLength);
    return key;
  }

  value(): ByteReader {
    return new ByteReader(this.#block, this.#valueStart, this.#valueEnd);
  }

  next(): boolean {
    const reader = this.#reader;
    if (reader.done) return false;
    const shared = reader.varint();
    const rest = reader.varint();
    if (shared > this.#keyLength) throw damaged('a key shares more than there is');
    if (rest > this.#block.length) throw damaged('a length points outside its record');
    if (shared + rest > this.#key.length) {
      const larger = Buffer.allocUnsafe((shared + rest) * 2);
      larger.set(this.#key.subarray(0, shared));
      this.#key = larger;
    }
    reader.copy(rest, this.#key, shared);
    this.#keyLength = shared + rest;
    const length = reader.varint();
    this.#valueStart = reader.at;
    reader.skip(length);
    this.#valueEnd = reader.at;
    return true;
  }

  /** Stops at the first entry that is not below `key`; false when there is none in this block. */
  advanceTo(key: Buffer): boolean {
    while (this.next()) if (this.key.compare(key) >= 0) return true;
    return false;
  }

  /** Stops at the last entry that is not above `key`, or at the first of all. */
  advanceToFloor(key: Buffer): boolean {
    const floor = seek(this.#block, key);
    if (!this.next()) return false;
    if (floor === undefined) return true;
    while (this.#valueStart < floor.start) if (!this.next()) throw damaged('entries out of order');
    return true;
  }
}

type Found = { readonly start: number; readonly end: number; readonly exact: boolean };

function value(block: Buffer, found: Found): ByteReader {
  return new ByteReader(block, found.start, found.end);
}

/**
 * The last entry whose key is not above `key`. Compares without putting keys together: `matched` is how many bytes the
 * entry before (which is below `key`) has in common with `key`, so that an entry which shares more with it is below as
 * well, one which shares less is above, and only one which shares exactly as many must be looked at.
 */
function seek(block: Buffer, key: Buffer): Found | undefined {
  const reader = new ByteReader(block);
  let floor: Found | undefined;
  let matched = 0;
  while (!reader.done) {
    const shared = reader.varint();
    const rest = reader.varint();
    const restStart = reader.at;
    reader.skip(rest);
    const length = reader.varint();
    const start = reader.at;
    reader.skip(length);
    if (floor !== undefined && shared < matched) return floor;
    if (floor === undefined ? shared !== 0 : shared > matched) {
      if (floor === undefined) throw damaged('the first key of a block shares bytes');
    } else {
      let at = 0;
      while (at < rest && matched < key.length && block[restStart + at] === key[matched]) {
        at++;
        matched++;
      }
      if (at === rest && matched === key.length) return { start, end: start + length, exact: true };
      if (at < rest && (matched === key.length || (block[restStart + at] ?? 0) > (key[matched] ?? 0))) return floor;
    }
    floor = { start, end: start + length, exact: false };
  }
  return floor;
}
