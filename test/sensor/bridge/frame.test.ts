import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../sensor/bridge/bridge.ts';
import {
  encodeAck,
  encodeDown,
  FrameDecoder,
  frame,
  MAX_DOWN_BYTES,
  MAX_UP_BYTES,
} from '../../../sensor/bridge/frame.ts';
import { fromBigInt, toBigInt } from '../../../sensor/bridge/long.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';

function decodeAll(decoder: FrameDecoder, chunks: Buffer[]): Buffer[] {
  const out: Buffer[] = [];
  for (const chunk of chunks) decoder.push(chunk, (m) => out.push(Buffer.from(m)));
  return out;
}

describe('FrameDecoder', () => {
  it('gives the same messages however the stream is cut', () => {
    const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { maxLength: 20 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat({ max: 5000 }), { maxLength: 40 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map((m) => frame(m)));
        const at = [0, ...cuts.map((c) => Math.min(c, stream.length)).sort((a, b) => a - b), stream.length];
        const chunks = at.slice(1).map((end, i) => stream.subarray(at[i], end));
        const decoder = new FrameDecoder();
        const got = decodeAll(decoder, chunks);
        expect(got).toEqual(sent.map((m) => Buffer.from(m)));
        expect(decoder.pendingBytes).toBe(0);
      }),
    );
  });

  it('reads a stream that comes byte by byte', () => {
    const stream = Buffer.concat([frame(Buffer.from('ab')), frame(Buffer.from('c'))]);
    expect(
      decodeAll(
        new FrameDecoder(),
        [...stream].map((b) => Buffer.from([b])),
      ).map(String),
    ).toEqual(['ab', 'c']);
  });

  it('takes a message of exactly the bound and refuses one byte more before it comes', () => {
    const largest = Buffer.alloc(MAX_UP_BYTES, 7);
    expect(decodeAll(new FrameDecoder(), [frame(largest)])[0]?.equals(largest)).toBe(true);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(MAX_UP_BYTES + 1);
    expect(() => decodeAll(new FrameDecoder(), [header])).toThrow(SourceError);
  });

  it('refuses a length of zero, also when its header comes in two parts', () => {
    expect(() => decodeAll(new FrameDecoder(), [Buffer.alloc(4)])).toThrow(/frame of 0 bytes/);
    expect(() => decodeAll(new FrameDecoder(), [Buffer.alloc(3), Buffer.alloc(1)])).toThrow(/frame of 0 bytes/);
  });

  it('says how much of an unfinished frame it holds', () => {
    const decoder = new FrameDecoder();
    const whole = frame(Buffer.from('abcdef'));
    for (const [bytes, expected] of [
      [2, 2],
      [5, 5],
      [9, 9],
    ] as const) {
      decodeAll(decoder, [whole.subarray(decoder.pendingBytes, bytes)]);
      expect(decoder.pendingBytes).toBe(expected);
    }
    expect(decodeAll(decoder, [whole.subarray(9)]).map(String)).toEqual(['abcdef']);
  });

  it('survives any bytes: messages or a protocol error, nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), (chunks) => {
        const decoder = new FrameDecoder({ maxBytes: 64 });
        try {
          for (const m of decodeAll(
            decoder,
            chunks.map((c) => Buffer.from(c)),
          ))
            expect(m.length).toBeLessThanOrEqual(64);
        } catch (error) {
          expect(error).toBeInstanceOf(SourceError);
        }
      }),
    );
  });
});

describe('encodeDown', () => {
  it('writes 64-bit ids exactly', () => {
    const ids = [1n, 2n ** 31n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 1n];
    const bytes = encodeDown({ ack: { ids: ids.map(fromBigInt) } });
    expect(bytes.readUInt32LE(0)).toBe(bytes.length - 4);
    const back = drift_sensor.bridge.v1.ToBridge.decode(bytes.subarray(4));
    expect(back.ack?.ids?.map(toBigInt)).toEqual(ids);
  });

  it('refuses what the bridge could not take', () => {
    const ids = Array.from({ length: MAX_DOWN_BYTES / 8 }, (_, i) => fromBigInt(BigInt(i)));
    expect(() => encodeDown({ ack: { ids } })).toThrow(RangeError);
  });
});

describe('encodeAck', () => {
  it('writes what protobufjs writes, for any number of ids', () => {
    const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const some = fc.array(id, { minLength: 1, maxLength: 40 });
    const property = fc.property(fc.oneof(some, fc.constant(Array.from({ length: 1000 }, () => 3n))), (ids) => {
      expect(encodeAck(ids)).toEqual(encodeDown({ ack: { ids: ids.map(fromBigInt) } }));
    });
    fc.assert(property);
  });

  it('refuses what the bridge could not take', () => {
    const ids = Array.from({ length: MAX_DOWN_BYTES / 8 }, (_, i) => BigInt(i));
    expect(() => encodeAck(ids)).toThrow(RangeError);
  });
});
