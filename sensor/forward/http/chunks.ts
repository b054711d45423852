import type { Ack } from '../output.ts';

/**
 * Sends `items` in as many requests as it takes. `send` answers `split` when a receiver refuses a chunk that may be taken in
 * smaller parts (too large, or one bad record in it); for one item alone that means refused for good.
 */
export async function inChunks<T>(
  items: readonly T[],
  send: (chunk: readonly T[]) => Promise<Ack | { readonly split: Error }>,
): Promise<Ack> {
  let [accepted, refused] = [0, 0];
  let size = items.length;
  let problem: Error | undefined;
  while (accepted < items.length) {
    const chunk = items.slice(accepted, accepted + size);
    const answer = await send(chunk);
    if ('split' in answer && chunk.length > 1) {
      size = Math.ceil(chunk.length / 2);
      continue;
    }
    const ack: Ack = 'split' in answer ? { accepted: 1, refused: 1, error: answer.split } : answer;
    accepted += ack.accepted;
    refused += ack.refused ?? 0;
    problem = ack.error ?? problem;
    if (ack.accepted < chunk.length) return { ...ack, accepted, refused };
    size *= 2;
  }
  return { accepted, refused, ...(problem !== undefined && { error: problem }) };
}
