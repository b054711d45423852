import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { IndexError } from '../error.ts';

/** Bytes in pieces of any size. */
export type Chunks = AsyncIterable<Buffer>;

/** Runs a decompressor of node:zlib, which works in a thread of its own. */
export async function* transform(through: Transform, source: Chunks): Chunks {
  const done = pipeline(Readable.from(source, { objectMode: false }), through);
  // Reported by the loop below.
  done.catch(() => {});
  try {
    for await (const chunk of through) yield chunk as Buffer;
    await done;
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw new IndexError('malformed', 'broken compression', { cause: error });
  }
}

export async function* chain(first: readonly Buffer[], rest: AsyncIterator<Buffer>): Chunks {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
