import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeExec } from '../../../sensor/bridge/decode.ts';
import { FrameDecoder } from '../../../sensor/bridge/frame.ts';
import { toBigInt } from '../../../sensor/bridge/long.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';

const { ToSensor, ToBridge } = drift_sensor.bridge.v1;
/** Written and read by the C tests too. */
const folder = join(import.meta.dirname, '../../kernel/native');
const expected = JSON.parse(readFileSync(join(folder, 'fixture.json'), 'utf8')) as {
  readonly up: readonly object[];
  readonly down: readonly object[];
};

function messages<T>(file: string, decode: (bytes: Buffer) => T): T[] {
  const out: T[] = [];
  const decoder = new FrameDecoder();
  // A copy, because the message is a view of the chunk.
  decoder.push(readFileSync(join(folder, file)), (bytes) => out.push(decode(Buffer.from(bytes))));
  expect(decoder.pendingBytes).toBe(0);
  return out;
}

/** A decoded message in fixture.json's form: 64-bit numbers in decimal, bytes in hex, fields of proto3's default absent. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('low' in value && 'high' in value) return String(toBigInt(value as { low: number; high: number }));
  const out: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === 'body' || key === '$unknowns') continue;
    const name = key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    const text = plain(field);
    if (text !== '' && text !== 0 && text !== false && text !== '0' && !(Array.isArray(text) && text.length === 0)) {
      out[name] = text;
    }
  }
  return out;
}

describe('the fixture that the C side is held to', () => {
  it('decodes to what its description says, upwards and downwards', () => {
    expect(messages('fixture.bin', (bytes) => ToSensor.decode(bytes)).map(plain)).toEqual(expected.up);
    expect(messages('fixture_down.bin', (bytes) => ToBridge.decode(bytes)).map(plain)).toEqual(expected.down);
  });

  it('encodes to the same bytes', () => {
    const down = messages('fixture_down.bin', (bytes) => bytes);
    for (const bytes of down) expect(Buffer.from(ToBridge.encode(ToBridge.decode(bytes)).finish())).toEqual(bytes);
    const up = messages('fixture.bin', (bytes) => bytes);
    for (const bytes of up) expect(Buffer.from(ToSensor.encode(ToSensor.decode(bytes)).finish())).toEqual(bytes);
  });

  it('holds an exec whose fields all reach the event', () => {
    const exec = messages('fixture.bin', (bytes) => ToSensor.decode(bytes)).find((m) => m.body === 'exec')?.exec;
    const decoded = exec as drift_sensor.bridge.v1.Exec;
    // Its id is the largest that the wire can carry; the sensor takes only those below 2^48.
    expect(() => decodeExec(decoded, { bridgePid: 1, idBase: 0n })).toThrow('event id');
    decoded.id.high = 0;
    const event = decodeExec(decoded, { bridgePid: 4_194_303, idBase: 0n });
    expect(event).toMatchObject({
      id: 0xffff_ffffn,
      uid: 4_294_967_294,
      rootIno: 18_446_744_073_709_551_557n,
      comm: Buffer.from('na\xefve', 'latin1'),
      argvTruncated: true,
      tty: true,
      key: Buffer.from('0065786563ff', 'hex'),
      late: true,
      refused: true,
      environ: Buffer.from('ENV=/tmp/\xff\0', 'latin1'),
    });
    expect(event.ancestors.map((a) => a.exe?.toString('latin1'))).toEqual(['/bin/\xfes', undefined]);
    expect(event.argv.map((a) => a.toString('hex'))).toEqual(['2f62696e2f7368', '2d65', '', 'eda080']);
    expect(event.cgroups.map((c) => c.name)[1]).toBe('pod\ufffd\ufffd');
    expect(event.files[0]).toMatchObject({
      role: 'exe',
      layer: 'upper',
      realIno: 2n ** 64n - 2n,
      size: 2n ** 32n + 1n,
      ctimeNs: -1_000_000_001n,
      writers: -2_147_483_648,
      writableMappings: 2_147_483_647,
      pin: { path: '/proc/4194303/fd/300' },
      pinError: undefined,
    });
    expect(event.files[1]).toMatchObject({ role: 'loader', layer: 'lower', pin: undefined, pinError: 'not_tried' });
  });
});
