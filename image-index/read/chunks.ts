import type { Transform } from 'node:stream';
import { IndexError } from '../error.ts';

/**
 * Bytes in pieces of any size. A piece belongs to whoever takes it, who may free its memory; what a decompressor gives is gone once
 * the next piece is asked for. Whoever wants to keep one copies it.
 */
export type Chunks = AsyncIterable<Buffer>;

/** Fewer, larger steps between the decompressing thread and this one. */
const OUTPUT_BYTES = 1 << 18;

/** For every decompressor: its thread works on while up to four pieces wait here. */
export const DECOMPRESSION = { chunkSize: OUTPUT_BYTES, readableHighWaterMark: 4 * OUTPUT_BYTES };

/**
 * Runs a decompressor of node:zlib, which works in a thread of its own, made with `DECOMPRESSION`. Its buffers
 * are freed as soon as they were used: left to the garbage collector, which counts objects rather than their bytes, they pile up.
 */
export async function* transform(through: Transform, source: Chunks): Chunks {
  const feeding = feed(through, source);
  // Reported by the loop below, which it makes fail.
  feeding.catch((error: unknown) => through.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of through) {
      yield chunk as Buffer;
      freeOutput(chunk as Buffer);
    }
    await feeding;
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw new IndexError('malformed', 'broken compression', { cause: error });
  } finally {
    through.destroy();
  }
}

async function feed(through: Transform, source: Chunks): Promise<void> {
  for await (const chunk of source) {
    if (through.destroyed || through.writableEnded) return;
    await write(through, chunk);
    // Nobody else has a part of a buffer that the chunk fills.
    if (chunk.byteLength === chunk.buffer.byteLength) free(chunk.buffer);
  }
  through.end();
}

/** Resolves when the decompressor has used the chunk up, or was destroyed. */
function write(through: Transform, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      through.off('close', done);
      resolve();
    };
    through.once('close', done);
    through.write(chunk, done);
  });
}

/** zlib fills one buffer after another and hands out views of it; with the view that reaches the end it has let go of it. */
function freeOutput({ buffer, byteOffset, byteLength }: Buffer): void {
  if (buffer.byteLength === OUTPUT_BYTES && byteOffset + byteLength === OUTPUT_BYTES) free(buffer);
}

/** Takes a buffer's memory back at once; what still refers to it sees no bytes. */
function free(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

export async function* chain(first: readonly Buffer[], rest: AsyncIterator<Buffer>): Chunks {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
