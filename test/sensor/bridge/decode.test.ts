import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeExec, MAX_ARGS, MalformedMessage, splitArgv } from '../../../sensor/bridge/decode.ts';
import { drift_sensor } from '../../../sensor/bridge/wire.gen.js';
import { execMessage } from './messages.ts';

const { Exec } = drift_sensor.bridge.v1;
const context = { bridgePid: 99, idBase: 0n };
const latin1 = (s: string) => Buffer.from(s, 'latin1');

function roundTrip(message: drift_sensor.bridge.v1.Exec.$Properties): drift_sensor.bridge.v1.Exec {
  return Exec.decode(Exec.encode(message).finish()) as drift_sensor.bridge.v1.Exec;
}

describe('decodeExec', () => {
  it('keeps every bit of every field', () => {
    expect(decodeExec(roundTrip(execMessage(7n)), { bridgePid: 99, idBase: 1n << 48n })).toEqual({
      source: 'ebpf',
      id: (1n << 48n) + 7n,
      timeNs: 1_790_000_000_123_456_789n,
      pid: 4242,
      ppid: 4241,
      startBootNs: 2n ** 53n + 1n,
      uid: 1000,
      gid: 1001,
      cgroups: [
        { id: 2n ** 32n + 5n, name: 'docker-abc.scope' },
        { id: 77n, name: 'system.slice' },
      ],
      imageSlot: 2n ** 63n,
      mntNs: 4_026_532_001,
      pidNs: 4_026_532_002,
      userNs: 4_026_531_837,
      rootDev: 0x0010_0003,
      rootIno: 2n ** 64n - 1n,
      comm: latin1('e\xffvil'),
      filename: latin1('./x'),
      interp: latin1('/tmp/x'),
      argv: [latin1('x'), latin1(''), latin1('a\xfe b')],
      argvTruncated: false,
      cwd: latin1('/tmp'),
      tty: true,
      files: [
        {
          role: 'exe',
          layer: 'upper',
          dev: 0x30,
          ino: 2n ** 40n,
          magic: 0x794c7630,
          realDev: 0x0080_0001,
          realIno: 2n ** 53n + 3n,
          realGeneration: 4_000_000_000,
          realMagic: 0xef53,
          size: 2n ** 33n,
          ctimeNs: -1_000_000_001n,
          mtimeNs: 1_700_000_000_000_000_005n,
          mode: 0o104755,
          uid: 3,
          gid: 4,
          nlink: 2,
          writers: -1,
          writableMappings: 6,
          path: latin1('/tmp/x\n\xff'),
          pathTruncated: true,
          unlinked: true,
          internalMount: true,
          parentIno: 9n,
          mountRootIno: 10n,
          mountNs: 4_026_532_009,
          pin: { path: '/proc/99/fd/33' },
          pinError: undefined,
        },
        expect.objectContaining({ role: 'loader', layer: 'lower', pin: undefined, pinError: 'ESRCH', size: 0n }),
      ],
      ancestors: [{ pid: 4241, startBootNs: 12n, comm: latin1('sh') }],
      backfill: false,
    });
  });

  it('holds no view of the bytes it was read from', () => {
    const bytes = Buffer.from(Exec.encode(execMessage(1n)).finish());
    const event = decodeExec(Exec.decode(bytes) as drift_sensor.bridge.v1.Exec, context);
    bytes.fill(0);
    expect(event.files[0]?.path).toEqual(latin1('/tmp/x\n\xff'));
    expect(event.argv[2]).toEqual(latin1('a\xfe b'));
    expect(event.cgroups[0]?.name).toBe('docker-abc.scope');
  });

  it('cuts a path at the longest that there can be and says so', () => {
    const event = (length: number) =>
      decodeExec(roundTrip({ ...execMessage(1n), files: [{ role: 1, path: Buffer.alloc(length, 'a') }] }), context);
    expect(event(4352).files[0]).toMatchObject({ pathTruncated: false });
    const long = event(4353).files[0];
    expect(long?.path.length).toBe(4352);
    expect(long?.pathTruncated).toBe(true);
  });

  it('refuses a message that names no file, too many, an unknown role, or an id too large', () => {
    const file = { role: 1 };
    for (const message of [
      { ...execMessage(1n), files: [] },
      { ...execMessage(1n), files: Array.from({ length: 17 }, () => file) },
      { ...execMessage(1n), files: [{ role: 6 }] },
      { ...execMessage(1n), files: [{ role: 1, layer: 4 }] },
      execMessage(2n ** 48n),
    ]) {
      expect(() => decodeExec(roundTrip(message), context)).toThrow(MalformedMessage);
    }
    expect(
      decodeExec(roundTrip({ ...execMessage(1n), files: Array.from({ length: 16 }, () => file) }), context).files,
    ).toHaveLength(16);
    expect(decodeExec(roundTrip(execMessage(2n ** 48n - 1n)), context).id).toBe(2n ** 48n - 1n);
  });

  it('survives a damaged message: an event or an error, never a wrong shape', () => {
    const good = Buffer.from(Exec.encode(execMessage(1n)).finish());
    fc.assert(
      fc.property(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.nat({ max: good.length }),
        (at, flip, cut) => {
          const bytes = Buffer.from(good);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          let event: ReturnType<typeof decodeExec>;
          try {
            event = decodeExec(Exec.decode(bytes.subarray(0, cut)) as drift_sensor.bridge.v1.Exec, context);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            return;
          }
          expect(typeof event.pid).toBe('number');
          expect(event.files.length).toBeGreaterThan(0);
          for (const f of event.files) expect(Buffer.isBuffer(f.path)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('splitArgv', () => {
  const split = (bytes: string, argc: number, flagged = false) => {
    const { argv, truncated } = splitArgv(latin1(bytes), argc, flagged);
    return { argv: argv.map((a) => a.toString('latin1')), truncated };
  };

  it('splits at NULs whether or not the last argument has its own', () => {
    expect(split('sh\0-c\0ls', 3)).toEqual({ argv: ['sh', '-c', 'ls'], truncated: false });
    expect(split('sh\0-c\0ls\0', 3)).toEqual({ argv: ['sh', '-c', 'ls'], truncated: false });
  });

  it('keeps empty arguments', () => {
    expect(split('a\0\0b\0\0', 4)).toEqual({ argv: ['a', '', 'b', ''], truncated: false });
    expect(split('a\0\0b\0', 4)).toEqual({ argv: ['a', '', 'b', ''], truncated: false });
    expect(split('', 1)).toEqual({ argv: [''], truncated: false });
    expect(split('', 0)).toEqual({ argv: [], truncated: false });
  });

  it('says that it was truncated when the kernel says so or arguments are missing', () => {
    expect(split('a\0b', 2, true)).toEqual({ argv: ['a', 'b'], truncated: true });
    expect(split('a\0b\0', 5)).toEqual({ argv: ['a', 'b'], truncated: true });
  });

  it('takes no more arguments than argc and its own bound', () => {
    expect(split('a\0b\0c\0', 2).argv).toEqual(['a', 'b']);
    const many = '\0'.repeat(MAX_ARGS + 1);
    expect(split(many, MAX_ARGS).argv).toHaveLength(MAX_ARGS);
    expect(split(many, MAX_ARGS + 1)).toMatchObject({ truncated: true });
    expect(split(many, 0xffff_ffff).argv).toHaveLength(MAX_ARGS);
  });
});
