import { readSync } from 'node:fs';
import { RecentMap } from '../recent-map.ts';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_MAX_BYTES,
  BLOCK_TARGET_BYTES,
  blockLength,
  checkBlock,
  type TableId,
} from './block.ts';
import { damaged } from './bytes.ts';

/** Reads checked blocks of one open file by position, with a bounded cache. */
export class BlockFile {
  readonly #fd: number;
  readonly #size: number;
  /** By offset. */
  readonly #cache: RecentMap<number, Buffer>;

  /** `size` is the file's; `maxCached` blocks of 4 KiB (rarely up to 16 KiB) stay in memory. */
  constructor(fd: number, size: number, maxCached: number) {
    this.#fd = fd;
    this.#size = size;
    this.#cache = new RecentMap(maxCached);
  }

  /** The block's payload, a view that stays valid. Throws `damaged`; a failing read throws the errno. */
  read(offset: number, level: number, table: TableId): Buffer {
    const cached = this.#cache.get(offset);
    if (cached !== undefined && cached[14] === level && cached[15] === table)
      return cached.subarray(BLOCK_HEADER_BYTES);
    const block = this.#load(offset);
    checkBlock(block, offset, level, table);
    this.#cache.set(offset, block);
    return block.subarray(BLOCK_HEADER_BYTES);
  }

  #load(offset: number): Buffer {
    const room = this.#size - offset;
    if (room < BLOCK_HEADER_BYTES) throw damaged(`a block at ${offset} in a file of ${this.#size} bytes`);
    const head = readAt(this.#fd, Math.min(BLOCK_TARGET_BYTES, room), offset);
    const length = blockLength(head);
    if (length > room) throw damaged(`the block at ${offset} goes beyond the end of the file`);
    if (length <= head.length) return head.subarray(0, length);
    return readAt(this.#fd, Math.min(length, BLOCK_MAX_BYTES), offset);
  }
}

/** Exactly `length` bytes from `offset`, or `damaged` where the file ends before. */
export function readAt(fd: number, length: number, offset: number): Buffer {
  // Not of Node's pool: a block that is kept would keep the 64 KiB beside it as well.
  const bytes = Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const got = readSync(fd, bytes, done, length - done, offset + done);
    if (got === 0) throw damaged('the file ends too early');
    done += got;
  }
  return bytes;
}
