/** One line of a stream, or a line that is longer than was allowed and whose bytes were not kept. Numbers are from 1. */
export type Line = { readonly number: number; readonly text: string | undefined };

const NEWLINE = 0x0a;

/** Splits bytes at newlines with no more than one line of at most `maxBytes` in memory. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  const line = (): Line => {
    const whole = length > maxBytes ? undefined : Buffer.concat(parts).toString('utf8');
    parts = [];
    length = 0;
    return { number: number++, text: whole };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      yield line();
    }
    // Copied: a stream may use its buffer again.
    if (from < chunk.length) take(Buffer.from(chunk.subarray(from)));
  }
  if (length > 0) yield line();
}
