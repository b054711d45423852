import { IndexError } from '../error.ts';
import type { Chunks } from './chunks.ts';

/** Part of a frame; skippable frames do not appear. `last`: the frame ends with it. */
export type FramePart = { readonly bytes: Buffer; readonly last: boolean };

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;
const MAX_HEADER_BYTES = 18;

/** Splits a zstd stream at its frames (RFC 8878, section 3.1), without decompressing. Throws `malformed`. */
export async function* splitFrames(source: Chunks): AsyncGenerator<FramePart, void, void> {
  const input = new Input(source);
  while (await input.have(4)) {
    const magic = input.peek(4).readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      const header = await input.must(8);
      input.take(8);
      for await (const _ of input.stream(header.readUInt32LE(4)));
    } else if (magic === MAGIC) {
      yield* frame(input);
    } else {
      throw broken('no frame begins where one should');
    }
  }
  if (input.length > 0) throw broken('cut off');
}

async function* frame(input: Input): AsyncGenerator<FramePart, void, void> {
  const descriptor = (await input.must(5))[4] ?? 0;
  // Of the frame, what is known to be ahead: the blocks of a chunk go on together.
  let ahead = frameHeaderBytes(descriptor);
  await input.must(ahead);
  const hasChecksum = (descriptor & 4) !== 0;
  let isLast = false;
  for (;;) {
    if (!isLast && ahead + 3 <= input.length) {
      const blockHeader = input.peek(ahead + 3).readUIntLE(ahead, 3);
      isLast = (blockHeader & 1) === 1;
      const type = (blockHeader >> 1) & 3;
      if (type === BLOCK_RESERVED) throw broken('a reserved block type');
      const size = type === BLOCK_RLE ? 1 : blockHeader >>> 3;
      ahead += 3 + size + (isLast && hasChecksum ? 4 : 0);
      continue;
    }
    if (isLast && ahead <= input.length) {
      yield { bytes: input.take(ahead), last: true };
      return;
    }
    const here = Math.min(ahead, input.length);
    ahead -= here;
    if (here > 0) yield { bytes: input.take(here), last: false };
    await input.must(ahead > 0 ? 1 : 3);
  }
}

/** Magic, descriptor, window, dictionary id and content size. */
function frameHeaderBytes(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0;
  const window = single ? 0 : 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  return 5 + window + dictionary + contentSize;
}

/** Bytes that have arrived and are not used yet: at most a chunk and a header. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: Chunks) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  get length(): number {
    return this.#buffer.length;
  }

  async have(count: number): Promise<boolean> {
    while (this.#buffer.length < count) {
      const { value, done } = await this.#chunks.next();
      if (done) return false;
      this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value]);
    }
    return true;
  }

  async must(count: number): Promise<Buffer> {
    if (count > MAX_HEADER_BYTES || !(await this.have(count))) throw broken('cut off');
    return this.peek(count);
  }

  peek(count: number): Buffer {
    return this.#buffer.subarray(0, count);
  }

  take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  /** The next `count` bytes as they come. */
  async *stream(count: number): AsyncGenerator<Buffer, void, void> {
    for (let left = count; left > 0; ) {
      if (!(await this.have(1))) throw broken('cut off');
      const bytes = this.take(Math.min(left, this.#buffer.length));
      left -= bytes.length;
      yield bytes;
    }
  }
}

function broken(what: string): IndexError {
  return new IndexError('malformed', `broken zstd stream: ${what}`);
}
