import { crc32 } from 'node:zlib';
import { damaged } from './bytes.ts';

/**
 * A block: 16 bytes of header, then its payload (see FORMAT.md).
 *
 *     0      4      8                     14     15     16
 *     +------+------+----------------------+------+------+---------
 *     | crc  | len  | own offset (48 bits) | level| table| payload
 *     +------+------+----------------------+------+------+---------
 *
 * The checksum covers everything after itself, and the block names its own place: a block that was written, or copied,
 * to another offset is as damaged as one whose bytes changed.
 */
export const BLOCK_HEADER_BYTES = 16;

/** One page of the page cache, header included. */
export const BLOCK_TARGET_BYTES = 4096;

/** A single record can be larger than the target: a 4,095-byte name and a 4,095-byte symlink target, or two names side by side. */
export const BLOCK_MAX_BYTES = 16_384;

export type TableId = 1 | 2;
export const PATH_TABLE: TableId = 1;
export const DIGEST_TABLE: TableId = 2;

/** Level 0 is a leaf. 5 levels of at least 2 children each would already hold 2^5 leaves; real trees have 3. */
export const MAX_LEVELS = 24;

/** Fills in the header of a block whose payload is already in place. */
export function sealBlock(block: Buffer, offset: number, level: number, table: TableId): void {
  block.writeUInt32LE(block.length - BLOCK_HEADER_BYTES, 4);
  block.writeUIntLE(offset, 8, 6);
  block[14] = level;
  block[15] = table;
  block.writeUInt32LE(crc32(block.subarray(4)), 0);
}

/** The length, header included, that a block's first 16 bytes state. */
export function blockLength(header: Buffer): number {
  const length = header.readUInt32LE(4) + BLOCK_HEADER_BYTES;
  if (length > BLOCK_MAX_BYTES) throw damaged(`a block of ${length} bytes`);
  return length;
}

export function checkBlock(block: Buffer, offset: number, level: number, table: TableId): void {
  if (crc32(block.subarray(4)) !== block.readUInt32LE(0)) throw damaged(`checksum of the block at ${offset}`);
  if (block.readUIntLE(8, 6) !== offset || block[14] !== level || block[15] !== table) {
    throw damaged(`the block at ${offset} belongs elsewhere`);
  }
}
