import { IndexError } from '../../error.ts';
import type { Chunks } from '../chunks.ts';
import type { ReadControl } from '../layer-source.ts';
import type { Descriptor } from '../oci-json.ts';
import type { RegistryClient } from './client.ts';
import { isTransient, RegistryError } from './registry-error.ts';
import { ATTEMPTS, delayMs, pause } from './retry.ts';

/** Progress renews the attempts, but a server that breaks off again and again is left some time. */
const MAX_RESUMES = 100;

/**
 * A blob's bytes, exactly as many as the descriptor states: a connection that breaks is resumed where it broke, five times
 * in a row, then the next of `clients` (mirrors, then the registry) goes on from there. The digest is the caller's to check.
 */
export async function* blobChunks(
  clients: readonly RegistryClient[],
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  control: ReadControl,
): Chunks {
  let at = 0;
  let resumes = 0;
  for (const [number, client] of clients.entries()) {
    let failures = 0;
    while (at < size) {
      try {
        for await (const chunk of part(client, digest, at, control)) {
          at += chunk.length;
          if (at > size) throw new IndexError('mismatch', `${digest} is longer than the ${size} bytes that are stated`);
          failures = 0;
          yield chunk;
        }
        if (at < size)
          throw new RegistryError('unreachable', `${client.host}: ${digest} ends after ${at} of ${size} bytes`);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        const again = isTransient(error) && ++failures < ATTEMPTS && ++resumes < MAX_RESUMES;
        if (again) {
          await pause(delayMs(failures, undefined), control);
        } else if (number < clients.length - 1) {
          break;
        } else {
          throw error;
        }
      }
    }
  }
}

/** From byte `start` to wherever the connection ends. */
async function* part(client: RegistryClient, digest: string, start: number, control: ReadControl): Chunks {
  const headers: Record<string, string> = start === 0 ? {} : { range: `bytes=${start}-` };
  const answer = await client.request({ path: `/blobs/${digest}`, headers, accept: [200, 206] }, control);
  // A server may ignore the range and send everything.
  let skip = answer.statusCode === 206 ? 0 : start;
  if (answer.statusCode === 206 && !(answer.headers['content-range'] ?? '').startsWith(`bytes ${start}-`)) {
    answer.destroy();
    throw new RegistryError('bad_answer', `${client.host} sends another range than was asked for`);
  }
  try {
    for await (const data of answer) {
      control.check();
      const chunk = (data as Buffer).subarray(Math.min(skip, (data as Buffer).length));
      skip -= (data as Buffer).length - chunk.length;
      if (chunk.length > 0) yield chunk;
    }
  } catch (cause) {
    if (cause instanceof IndexError) throw cause;
    throw new RegistryError('unreachable', `${client.host}: the connection broke`, { cause });
  }
}
