import { beforeAll, expect } from 'vitest';
import { SourceError } from '../../sensor/bridge/bridge.ts';
import { decodeExec, decodeMmap, MAX_ARGS, MalformedMessage } from '../../sensor/bridge/decode.ts';
import type { ExecEvent } from '../../sensor/bridge/event.ts';
import { FrameDecoder, MAX_UP_BYTES } from '../../sensor/bridge/frame.ts';
import { drift_sensor } from '../../sensor/bridge/wire.gen.js';
import { need, testIf } from '../support/need.ts';
import { fuzz, mayThrow } from './fuzz.ts';
import { type DownReader, openDownReader } from './native/down.ts';

const { ToSensor } = drift_sensor.bridge.v1;
const CONTEXT = { bridgePid: 7, idBase: 1n << 48n };

fuzz({
  name: 'frames-up',
  read: async (input) => {
    const whole = await messages(input, input.length);
    // Wherever the stream is cut into chunks, it says the same.
    expect(await messages(input, 7)).toEqual(whole);
    for (const message of whole) await mayThrow(isUnreadable, () => understand(message));
  },
});

async function messages(input: Buffer, chunkBytes: number): Promise<Buffer[]> {
  const decoder = new FrameDecoder();
  const out: Buffer[] = [];
  await mayThrow(
    (error) => error instanceof SourceError && error.code === 'protocol',
    () => {
      for (let at = 0; at < input.length; at += chunkBytes) {
        decoder.push(input.subarray(at, at + chunkBytes), (message) => out.push(Buffer.from(message)));
      }
    },
  );
  expect(decoder.pendingBytes).toBeLessThanOrEqual(MAX_UP_BYTES + 4);
  return out;
}

function understand(bytes: Buffer): void {
  const message = ToSensor.decode(bytes);
  if (message.body === 'exec') check(decodeExec(message.exec as drift_sensor.bridge.v1.Exec, CONTEXT));
  if (message.body === 'mmap') check(decodeMmap(message.mmap as drift_sensor.bridge.v1.Mmap, CONTEXT));
}

/** Whatever is accepted is within its bounds. */
function check(event: ExecEvent): void {
  expect(event.files.length).toBeGreaterThan(0);
  expect(event.files.length).toBeLessThanOrEqual(16);
  expect(event.argv.length).toBeLessThanOrEqual(MAX_ARGS);
  expect(event.cgroups.length).toBeLessThanOrEqual(4);
  expect(event.ancestors.length).toBeLessThanOrEqual(8);
  for (const { path } of event.files) expect(path.length).toBeLessThanOrEqual(4096 + 256);
}

/** protobufjs throws plain Errors and RangeErrors, and TextDecoder's error; any other TypeError would be our own. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof MalformedMessage || error instanceof RangeError) return true;
  if (error instanceof TypeError && 'code' in error) return error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  return error instanceof Error && error.constructor === Error;
}

// The C side, below address and undefined-behaviour sanitizers.
const noCompiler = need.command('gcc');
if (noCompiler === undefined) {
  let down: DownReader;
  beforeAll(async () => {
    down = await openDownReader();
    return () => down.close();
  });
  fuzz({ name: 'frames-down', read: async (input) => void (await down.read(input)) });
} else {
  testIf([noCompiler], 'frames-down', () => {});
}
