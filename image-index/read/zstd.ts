import { createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { errnoOf, IndexError } from '../error.ts';
import { type Chunks, DECOMPRESSION, transform } from './chunks.ts';
import { type FramePart, splitFrames } from './zstd-frames.ts';

/** zstd:chunked has a frame per file: those are decompressed at once, without a stream each. */
const SMALL_FRAME_BYTES = 1 << 18;
const SMALL_OUTPUT_BYTES = 1 << 24;

/**
 * All frames of a zstd stream. node:zlib's streams end silently after the first frame (nodejs/node#64741), so each frame gets its
 * own decompressor, and where it ends is read from the format itself.
 */
export async function* decompressZstd(source: Chunks): Chunks {
  const parts = splitFrames(source);
  try {
    for (;;) {
      const { start, ended } = await gather(parts);
      if (start.length === 0) return;
      const output = ended ? small(Buffer.concat(start)) : undefined;
      if (output !== undefined) {
        yield output;
        continue;
      }
      yield* transform(createZstdDecompress(DECOMPRESSION), ended ? fromArray(start) : restOfFrame(start, parts));
    }
  } finally {
    await parts.return?.(undefined);
  }
}

/** A whole frame, or the beginning of a large one; nothing at the end of the stream. */
async function gather(parts: AsyncIterator<FramePart>): Promise<{ readonly start: Buffer[]; readonly ended: boolean }> {
  const start: Buffer[] = [];
  for (let length = 0; length <= SMALL_FRAME_BYTES; ) {
    const { value, done } = await parts.next();
    if (done) return { start, ended: true };
    start.push(value.bytes);
    length += value.bytes.length;
    if (value.last) return { start, ended: true };
  }
  return { start, ended: false };
}

async function* restOfFrame(start: readonly Buffer[], parts: AsyncIterator<FramePart>): Chunks {
  yield* start;
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    yield next.value.bytes;
    if (next.value.last) return;
  }
}

async function* fromArray(chunks: readonly Buffer[]): Chunks {
  yield* chunks;
}

/** Undefined when a few bytes become many: then it is streamed. */
function small(frame: Buffer): Buffer | undefined {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: SMALL_OUTPUT_BYTES });
  } catch (error) {
    if (errnoOf(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new IndexError('malformed', 'broken compression', { cause: error });
  }
}
