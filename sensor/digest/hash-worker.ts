/** Entry of a hashing thread: reads and hashes one file per message. */
import { parentPort } from 'node:worker_threads';
import { type ExpectedFile, type ReadLimits, readAndHash } from './read-file.ts';

export type HashRequest = {
  readonly id: number;
  readonly path: string;
  readonly expected: ExpectedFile;
  readonly limits: ReadLimits;
};

const BUFFER_BYTES = 1 << 20;

if (parentPort !== null) {
  const port = parentPort;
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  port.on('message', (request: HashRequest) => {
    port.postMessage({
      id: request.id,
      result: readAndHash(request.path, request.expected, request.limits, buffer),
    });
  });
}
