import { createGunzip } from 'node:zlib';
import { IndexError } from '../error.ts';
import { type Chunks, chain, DECOMPRESSION, transform } from './chunks.ts';
import { decompressZstd } from './zstd.ts';

/**
 * The uncompressed bytes, whatever the media type says: told by the first bytes (RFC 1952, RFC 8878). Several gzip members and
 * several zstd frames are one stream. Throws `malformed` for broken compression, `unsupported` for other kinds.
 */
export async function* decompress(source: Chunks): Chunks {
  const { head, all } = await peek(source);
  const magic = head.toString('hex');
  if (magic.startsWith('1f8b')) yield* transform(createGunzip(DECOMPRESSION), all);
  else if (magic === '28b52ffd' || /^5[0-9a-f]2a4d18$/.test(magic)) yield* decompressZstd(all);
  else if (magic.startsWith('425a68')) throw new IndexError('unsupported', 'a layer compressed with bzip2');
  else if (magic === 'fd377a58') throw new IndexError('unsupported', 'a layer compressed with xz');
  else yield* all;
}

/** Told by the first four bytes. */
export function isCompressed(head: Buffer): boolean {
  const magic = head.toString('hex', 0, 4);
  return /^(?:1f8b|28b52ffd|5[0-9a-f]2a4d18|425a68|fd377a58)/.test(magic);
}

async function peek(source: Chunks): Promise<{ readonly head: Buffer; readonly all: Chunks }> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  for (let length = 0; length < 4; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  return { head: Buffer.concat(first).subarray(0, 4), all: chain(first, chunks) };
}
