import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeExec } from '../../../sensor/bridge/decode.ts';
import { ExecReader, type ReadExec } from '../../../sensor/bridge/exec-reader.ts';
import { FrameDecoder } from '../../../sensor/bridge/frame.ts';
import { fromBigInt, toBigInt } from '../../../sensor/bridge/long.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';
import { execMessage } from './messages.ts';

const { ToSensor } = drift_sensor.bridge.v1;
type Exec = drift_sensor.bridge.v1.Exec;
type Properties = drift_sensor.bridge.v1.Exec.$Properties;

const context = { bridgePid: 99, idBase: 5n << 48n };

function messageOf(exec: Properties, seq = 7n): Buffer {
  return Buffer.from(ToSensor.encode({ seq: fromBigInt(seq), exec }).finish());
}

/** The oracle: protobufjs, and decode.ts after it. */
function decoded(message: Buffer): ReadExec {
  const { seq, body, exec } = ToSensor.decode(message);
  if (body !== 'exec') throw new Error('no exec');
  return { seq: toBigInt(seq as { low: number; high: number }), event: decodeExec(exec as Exec, context) };
}

function decodedOrNot(message: Buffer): ReadExec | undefined {
  try {
    return decoded(message);
  } catch {
    return undefined;
  }
}

const u32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffff_ffff }));
const s32 = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer());
const f64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(fromBigInt);
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const file = fc.record(
  {
    role: fc.integer({ min: 1, max: 5 }),
    layer: fc.integer({ min: 0, max: 3 }),
    ...{ dev: u32, ino: f64, magic: u32, realDev: u32, realIno: f64, realGeneration: u32, realMagic: u32, size: f64 },
    ...{ ctimeSec: f64, ctimeNsec: u32, mtimeSec: f64, mtimeNsec: u32, mode: u32, uid: u32, gid: u32, nlink: u32 },
    ...{ writers: s32, writableMappings: s32, path: bytes(300), pathTruncated: fc.boolean(), unlinked: fc.boolean() },
    ...{ internalMount: fc.boolean(), parentIno: f64, mountRootIno: f64, mountNs: u32, pinned: fc.boolean(), fd: u32 },
    pinError: fc.constantFrom('', 'ESRCH', 'limit'),
  },
  { requiredKeys: ['role'] },
);
const ancestor = fc.record({ pid: u32, startBootNs: f64, comm: bytes(16), exe: bytes(256) }, { requiredKeys: [] });
const exec: fc.Arbitrary<Properties> = fc.record(
  {
    id: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }).map(fromBigInt),
    ...{ timeUnixNs: f64, pid: u32, ppid: u32, startBootNs: f64, uid: u32, gid: u32 },
    cgroups: fc.array(fc.record({ id: f64, name: bytes(255) }, { requiredKeys: [] }), { maxLength: 4 }),
    ...{ imageSlot: f64, mntNs: u32, pidNs: u32, userNs: u32, rootDev: u32, rootIno: f64, comm: bytes(16) },
    ...{ filename: bytes(300), interp: bytes(300), argv: bytes(300), argc: fc.nat(8), argvTruncated: fc.boolean() },
    ...{ cwd: bytes(300), tty: fc.boolean(), files: fc.array(file, { minLength: 1, maxLength: 3 }) },
    ancestors: fc.array(ancestor, { maxLength: 8 }),
    ...{ rootFd: fc.nat(9), scriptFd: fc.nat(9), key: bytes(256), late: fc.boolean(), environ: bytes(300) },
    environComplete: fc.boolean(),
    refused: fc.boolean(),
    input: bytes(300),
  },
  { requiredKeys: ['files'] },
);

describe('an exec that is read from its frame', () => {
  it('is the event that protobufjs and decode.ts make of it, in every field', () => {
    const flags = { late: true, refused: true };
    const message = messageOf({ ...execMessage(7n), rootFd: 4, scriptFd: 5, key: Buffer.from('key'), ...flags });
    const read = new ExecReader(context).read(message);
    expect(read).toStrictEqual(decoded(message));
    expect(read?.event).toMatchObject({ rootPin: { path: '/proc/99/fd/3' }, key: Buffer.from('key'), ...flags });
  });

  it('is the same one whatever it says', () => {
    // One reader for all: what it remembers of one must not show in another.
    const reader = new ExecReader(context);
    const property = fc.property(exec, fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (said, seq) => {
      const message = messageOf(said, seq);
      expect(reader.read(message)).toStrictEqual(decoded(message));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('is the same one or none when any of its bytes are others', () => {
    const reader = new ExecReader(context);
    const message = messageOf(execMessage(7n));
    let read = 0;
    const changes = fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
    const property = fc.property(changes, fc.nat(message.length), fc.boolean(), (bytes, length, cut) => {
      const changed = Buffer.from(message);
      for (const [at, byte] of bytes) changed[at] = byte;
      const given = cut ? changed.subarray(0, length) : changed;
      const event = reader.read(given);
      if (event === undefined) return;
      read++;
      expect(event).toStrictEqual(decodedOrNot(given));
    });
    fc.assert(property, { numRuns: 3_000 });
    expect(read).toBeGreaterThan(300);
  });

  it('is read from what the bridge itself writes', () => {
    const found: unknown[] = [];
    const reader = new ExecReader(context);
    const fixture = readFileSync(join(import.meta.dirname, '../../kernel/native/fixture.bin'));
    new FrameDecoder().push(fixture, (bytes) => {
      const message = Buffer.from(bytes);
      const id = message.indexOf(Buffer.from([0x09, 0xff, 0xff, 0xff, 0xff]), 9);
      // The fixture's id is the largest that there is; the sensor takes only those below 2^48.
      if (id !== -1) message.fill(0, id + 5, id + 9);
      const expected = decodedOrNot(message);
      expect(reader.read(message)).toStrictEqual(expected);
      if (expected !== undefined) found.push(expected);
    });
    expect(found.length).toBeGreaterThan(0);
  });

  it('keeps neither the chunk that it came in, nor, in what is shared, its own frame', () => {
    const chunk = messageOf(execMessage(7n));
    const event = new ExecReader(context).read(chunk)?.event;
    const [ancestor] = event?.ancestors ?? [];
    const before = [event?.filename.toString('latin1'), ancestor?.comm.toString('latin1')];
    chunk.fill(0);
    event?.filename.fill(0);
    expect([before, ancestor?.comm.toString('latin1')]).toEqual([['./x', 'sh'], 'sh']);
    expect(ancestor?.comm.buffer.byteLength).toBeLessThan(64);
  });
});

describe('what is left to protobufjs', () => {
  const many = <T>(length: number, each: T): T[] => Array.from({ length }, () => each);
  const one = execMessage(7n);
  const cases: readonly [string, Properties][] = [
    ['an exec without a file', { ...one, files: [] }],
    ['more files than an exec has', { ...one, files: many(17, { role: 1 }) }],
    ['a role that there is not', { ...one, files: [{ role: 6 as 5 }] }],
    ['more cgroups than are sent', { ...one, cgroups: many(5, {}) }],
    ['more ancestors than are sent', { ...one, ancestors: many(9, {}) }],
    ['a path beyond its bound', { ...one, files: [{ role: 1, path: Buffer.alloc(4353) }] }],
    ['a name beyond its bound', { ...one, comm: Buffer.alloc(17) }],
    ['a key beyond its bound', { ...one, key: Buffer.alloc(257) }],
    ['an id beyond its bound', { ...one, id: fromBigInt(2n ** 48n) }],
    ['an error that has no name', { ...one, files: [{ role: 1, pinError: 'é' }] }],
  ];
  it.each(cases)('is %s', (_name, said) => {
    expect(new ExecReader(context).read(messageOf(said))).toBeUndefined();
  });

  it('is every other message', () => {
    const gap = Buffer.from(ToSensor.encode({ seq: fromBigInt(1n), gap: { place: 'kernel_ring' } }).finish());
    expect(new ExecReader(context).read(gap)).toBeUndefined();
  });
});
