import { expect, test } from 'vitest';
import type { FileFacts } from '../../../sensor/bridge/event.ts';
import { type OriginContext, originOf } from '../../../sensor/evaluate/origin.ts';
import { EXT4_MAGIC, fileFacts, TMPFS_MAGIC } from '../support/facts.ts';

const HOST_MNT = 4026531841;
const CREATED = 1_000_000_000_000_000_000n;
/** A container whose root is overlay superblock 50, of a disk that is device 8. */
const overlay: OriginContext = {
  rootDev: 50,
  rootIno: 2n,
  createdNs: CREATED,
  hostMntNs: HOST_MNT,
  calledAs: Buffer.from('/dev/fd/5'),
};
/** A container whose root is directory 77 of device 8. */
const plain: OriginContext = { ...overlay, rootDev: 8, rootIno: 77n };
const onDisk = { layer: 'none', dev: 8, magic: EXT4_MAGIC, realDev: 8 } as const;
const inMemory = { layer: 'none', dev: 60, magic: TMPFS_MAGIC, realDev: 60, realMagic: TMPFS_MAGIC } as const;

test.each<[string, string, Partial<FileFacts>, OriginContext]>([
  ['memfd', 'a memory file on an internal mount', { ...inMemory, internalMount: true, unlinked: true }, overlay],
  ['deleted', 'a file of the root without a name', { unlinked: true }, overlay],
  ['deleted', 'a file of a tmpfs without a name', { ...inMemory, unlinked: true }, overlay],
  [
    'writable_layer',
    'a file that was called by its name and is without one by now',
    { unlinked: true, path: Buffer.from('/tmp/brief') },
    { ...overlay, calledAs: Buffer.from('./brief') },
  ],
  [
    'deleted',
    'a file without a name that is called by its descriptor',
    { unlinked: true, path: Buffer.from('/tmp/brief') },
    { ...overlay, calledAs: Buffer.from('/proc/self/fd/3') },
  ],
  [
    'writable_layer',
    'a file that is found running, whose name is gone',
    { unlinked: true, path: Buffer.from('/tmp/brief') },
    { ...overlay, calledAs: Buffer.alloc(0), swept: true },
  ],
  [
    'tmpfs',
    'a file of a tmpfs that is found running, whose name is gone',
    { ...inMemory, unlinked: true, path: Buffer.from('/dev/shm/brief') },
    { ...overlay, swept: true },
  ],
  [
    'deleted',
    'a file that is found running and never had a name',
    { unlinked: true, ino: 77n, path: Buffer.from('/tmp/#77') },
    { ...overlay, calledAs: Buffer.from('/tmp/#77'), swept: true },
  ],
  ['tmpfs', 'a tmpfs mount', inMemory, overlay],
  ['tmpfs', 'a tmpfs of the host', { ...inMemory, mountNs: HOST_MNT }, overlay],
  ['tmpfs', 'a nested overlay over a tmpfs', { dev: 61, realDev: 60, realMagic: TMPFS_MAGIC }, overlay],
  ['volume', 'a bind mount of the host’s disk', onDisk, overlay],
  ['volume', 'a nested overlay over a volume', { dev: 61, realDev: 8 }, overlay],
  ['host', 'a file of the host’s mount namespace', { ...onDisk, mountNs: HOST_MNT }, overlay],
  ['writable_layer', 'the upper layer of the root', {}, overlay],
  ['image_layer', 'a lower layer of the root', { layer: 'lower' }, overlay],
  ['image_layer', 'a lower layer of a root on tmpfs', { layer: 'lower', realMagic: TMPFS_MAGIC }, overlay],
  ['writable_layer', 'the upper layer of a root on tmpfs', { realMagic: TMPFS_MAGIC }, overlay],
  ['writable_layer', 'the upper of a nested overlay on the root', { dev: 61, realDev: 50 }, overlay],
  [
    'writable_layer',
    'the lower of a nested overlay on the root: its lower is no image layer',
    { dev: 61, realDev: 50, layer: 'lower' },
    overlay,
  ],
  [
    'image_layer',
    'a plain root, not touched since the container was made',
    { ...onDisk, mountRootIno: 77n, ctimeNs: CREATED - 1n },
    plain,
  ],
  [
    'writable_layer',
    'a plain root, changed at the moment the container was made',
    { ...onDisk, mountRootIno: 77n, ctimeNs: CREATED },
    plain,
  ],
  [
    'writable_layer',
    'a plain root of unknown age',
    { ...onDisk, mountRootIno: 77n, ctimeNs: 0n },
    { ...plain, createdNs: undefined },
  ],
  ['volume', 'a bind mount from the disk of a plain root', { ...onDisk, mountRootIno: 78n }, plain],
  ['host', 'the disk of a plain root in the host’s namespace', { ...onDisk, mountNs: HOST_MNT }, plain],
  [
    'image_layer',
    'a source that knows no mount roots: the disk of the root counts as the root',
    { ...onDisk, mountRootIno: 0n, ctimeNs: 0n },
    plain,
  ],
  ['image_layer', 'an overlay of an unknown container', { layer: 'lower' }, { ...overlay, rootDev: undefined }],
  ['volume', 'a plain file of an unknown container', onDisk, { ...overlay, rootDev: undefined }],
  [
    'writable_layer',
    'an overlay whose layer the kernel does not show, changed since',
    { layer: 'unknown', ctimeNs: CREATED + 1n },
    overlay,
  ],
  ['volume', 'an unknown mount namespace is not the host’s', { ...onDisk, mountNs: 0 }, { ...overlay, hostMntNs: 0 }],
])('%s: %s', (origin, _what, facts, context) => {
  expect(originOf(fileFacts(facts), context)).toBe(origin);
});
