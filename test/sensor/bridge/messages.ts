import { fromBigInt } from '../../../sensor/bridge/long.ts';
import type { drift_sensor } from '../../../sensor/bridge/wire.gen.js';

const text = (s: string) => Buffer.from(s, 'latin1');

/** An exec in which every field differs from its default and no two fields are equal. */
export function execMessage(id: bigint): drift_sensor.bridge.v1.Exec.$Properties {
  return {
    id: fromBigInt(id),
    timeUnixNs: fromBigInt(1_790_000_000_123_456_789n),
    pid: 4242,
    ppid: 4241,
    startBootNs: fromBigInt(2n ** 53n + 1n),
    uid: 1000,
    gid: 1001,
    cgroups: [
      { id: fromBigInt(2n ** 32n + 5n), name: text('docker-abc.scope') },
      { id: fromBigInt(77n), name: text('system.slice') },
    ],
    imageSlot: fromBigInt(2n ** 63n),
    mntNs: 4_026_532_001,
    pidNs: 4_026_532_002,
    userNs: 4_026_531_837,
    rootDev: 0x0010_0003,
    rootIno: fromBigInt(2n ** 64n - 1n),
    comm: text('e\xffvil'),
    filename: text('./x'),
    interp: text('/tmp/x'),
    argv: text('x\0\0a\xfe b\0'),
    argc: 3,
    cwd: text('/tmp'),
    tty: true,
    files: [
      {
        role: 1,
        layer: 1,
        dev: 0x30,
        ino: fromBigInt(2n ** 40n),
        magic: 0x794c7630,
        realDev: 0x0080_0001,
        realIno: fromBigInt(2n ** 53n + 3n),
        realGeneration: 4_000_000_000,
        realMagic: 0xef53,
        size: fromBigInt(2n ** 33n),
        ctimeSec: fromBigInt(-2n),
        ctimeNsec: 999_999_999,
        mtimeSec: fromBigInt(1_700_000_000n),
        mtimeNsec: 5,
        mode: 0o104755,
        uid: 3,
        gid: 4,
        nlink: 2,
        writers: -1,
        writableMappings: 6,
        path: text('/tmp/x\n\xff'),
        pathTruncated: true,
        unlinked: true,
        internalMount: true,
        parentIno: fromBigInt(9n),
        mountRootIno: fromBigInt(10n),
        mountNs: 4_026_532_009,
        pinned: true,
        fd: 33,
      },
      { role: 4, layer: 2, path: text('/lib/ld.so'), pinError: 'ESRCH' },
    ],
    ancestors: [{ pid: 4241, startBootNs: fromBigInt(12n), comm: text('sh') }],
  };
}
