import { IndexError } from '../error.ts';
import { BLOCK_HEADER_BYTES, BLOCK_MAX_BYTES, BLOCK_TARGET_BYTES, sealBlock, type TableId } from './block.ts';
import { ByteWriter } from './bytes.ts';

export type TreeRoot = { readonly offset: number; readonly length: number; readonly levels: number };

export const EMPTY_TREE: TreeRoot = { offset: 0, length: 0, levels: 0 };

/** Where blocks go: appends and returns the offset at which the bytes will lie. */
export type BlockSink = { readonly offset: number; append(block: Buffer): void };

const EMPTY_KEY = Buffer.alloc(0);

type Level = { readonly block: ByteWriter; count: number; firstKey: Buffer; lastKey: Buffer; lastLength: number };

/**
 * Writes a static search tree bottom-up from keys that arrive in ascending order, in memory for one block a level.
 *
 * An entry is: bytes shared with the key before it in the block, length of the rest, the rest, length of the value, the
 * value. A leaf's value is the caller's; an inner entry's key is its child's first key and its value the child's offset and
 * length.
 */
export class TreeWriter {
  #sink: BlockSink;
  #table: TableId;
  #levels: Level[] = [];

  constructor(sink: BlockSink, table: TableId) {
    this.#sink = sink;
    this.#table = table;
  }

  /** Keeps neither. Returns where the entry will be: the offset of its leaf and its number in it. */
  add(key: Buffer, value: Buffer): { readonly offset: number; readonly ordinal: number } {
    const leaf = this.#put(0, key, value);
    return { offset: this.#sink.offset, ordinal: leaf.count - 1 };
  }

  finish(): TreeRoot {
    if (this.#levels.length === 0) return EMPTY_TREE;
    for (let at = 0; ; at++) {
      const level = this.#levels[at];
      if (level === undefined) return EMPTY_TREE;
      if (at === this.#levels.length - 1) {
        const { offset, length } = this.#write(at, level);
        return { offset, length, levels: at + 1 };
      }
      this.#flush(at, level);
    }
  }

  #put(at: number, key: Buffer, value: Buffer): Level {
    let level = this.#levels[at];
    let shared = 0;
    if (level === undefined) {
      level = {
        block: new ByteWriter(),
        count: 0,
        firstKey: EMPTY_KEY,
        lastKey: Buffer.allocUnsafe(256),
        lastLength: 0,
      };
      this.#levels.push(level);
    } else if (level.count > 0) {
      shared = sharedBytes(level.lastKey, level.lastLength, key);
      if (shared === key.length || (shared < level.lastLength && byteAt(key, shared) < byteAt(level.lastKey, shared)))
        throw new IndexError('malformed', `keys out of order: ${key.toString('latin1')}`);
      const worst = level.block.length + key.length + value.length + 12;
      // An inner block takes two children whatever their keys' length, or the tree would not become narrower.
      if (worst > BLOCK_TARGET_BYTES && (at === 0 || level.count > 1)) {
        this.#flush(at, level);
        shared = 0;
      }
    }
    this.#append(level, key, shared, value);
    return level;
  }

  #append(level: Level, key: Buffer, shared: number, value: Buffer): void {
    const { block } = level;
    if (level.count === 0) {
      block.reset();
      for (let pad = 0; pad < BLOCK_HEADER_BYTES; pad++) block.byte(0);
      level.firstKey = Buffer.from(key);
    }
    block.varint(shared);
    block.varint(key.length - shared);
    block.tail(key, shared);
    block.varint(value.length);
    block.bytes(value);
    if (key.length > level.lastKey.length) level.lastKey = Buffer.allocUnsafe(key.length * 2);
    level.lastKey.set(key);
    level.lastLength = key.length;
    level.count++;
  }

  #flush(at: number, level: Level): void {
    const { offset, length } = this.#write(at, level);
    const value = new ByteWriter(16);
    value.varint(offset);
    value.varint(length);
    this.#put(at + 1, level.firstKey, value.view());
  }

  #write(at: number, level: Level): { readonly offset: number; readonly length: number } {
    const bytes = level.block.view();
    if (bytes.length > BLOCK_MAX_BYTES) throw new IndexError('too_large', `an entry of ${bytes.length} bytes`);
    const offset = this.#sink.offset;
    sealBlock(bytes, offset, at, this.#table);
    this.#sink.append(bytes);
    level.count = 0;
    return { offset, length: bytes.length };
  }
}

function sharedBytes(last: Buffer, lastLength: number, key: Buffer): number {
  const max = Math.min(lastLength, key.length);
  let at = 0;
  while (at < max && last[at] === key[at]) at++;
  return at;
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] as number;
}
