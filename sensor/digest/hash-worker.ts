/** Entry of a hashing thread: one file, or the code that one exec was given, per message. */
import { parentPort } from 'node:worker_threads';
import { becomeFair } from '../runtime/priority.ts';
import { type ExpectedFile, type ReadLimits, type ReadResult, readAndHash } from './read-file.ts';
import type { CodeAnswer, CodeRequest } from './script/code-request.ts';
import { readCode } from './script/read-code.ts';

export type HashRequest = {
  readonly kind: 'hash';
  readonly id: number;
  readonly path: string;
  readonly expected: ExpectedFile;
  readonly limits: ReadLimits;
};

export type PoolRequest = HashRequest | CodeRequest;

/** `started` is a thread's first message: from now on it answers. */
export type WorkerMessage = 'started' | { readonly id: number; readonly result: ReadResult | CodeAnswer };

const BUFFER_BYTES = 1 << 20;

if (parentPort !== null) {
  const port = parentPort;
  becomeFair();
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  port.on('message', (request: PoolRequest) => {
    const result =
      request.kind === 'code'
        ? readCode(request, buffer)
        : readAndHash(request.path, request.expected, request.limits, buffer);
    port.postMessage({ id: request.id, result } satisfies WorkerMessage);
  });
  port.postMessage('started' satisfies WorkerMessage);
}
