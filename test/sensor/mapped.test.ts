import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ExecEvent } from '../../sensor/bridge/event.ts';
import type { Attribution } from '../../sensor/container/container.ts';
import { Mapped } from '../../sensor/mapped.ts';
import { tempDir } from '../support/temp.ts';
import { execEvent, factsOf, fileFacts, TMPFS_MAGIC } from './support/facts.ts';

const HOST_MNT_NS = 4_026_531_832;
const ENGINE_MNT_NS = 4_026_532_500;
const temp = tempDir('mapped');
afterAll(() => temp.remove());

function open() {
  const host = { mntNs: HOST_MNT_NS, rootDev: 1, rootIno: 2n };
  const mapped = new Mapped({ host });
  return { mapped };
}

/** A process without argv, as the bridge says it; its number is above every real one. */
function mapping(path: string, overrides: Partial<ExecEvent> = {}): ExecEvent {
  const nothing = Buffer.alloc(0);
  return execEvent({
    files: [fileFacts({ role: 'library', path: Buffer.from(path) })],
    filename: nothing,
    interp: nothing,
    argv: [],
    cwd: nothing,
    mapping: { key: Buffer.from('key') },
    ...overrides,
  });
}

const args = (...list: string[]) => list.map((argument) => Buffer.from(argument));

function exec(exe: string, ...argv: string[]): ExecEvent {
  return execEvent({ files: [fileFacts({ path: Buffer.from(exe) })], filename: Buffer.from(exe), argv: args(...argv) });
}

describe('who mapped it', () => {
  it('is what the process executed', () => {
    const { mapped } = open();
    mapped.saw(exec('/usr/bin/app', 'app', '', '--serve'));
    const event = mapped.complete(mapping('/tmp/x.so'));
    expect(event).toMatchObject({ filename: Buffer.from('/usr/bin/app'), argv: args('app', '', '--serve') });
    expect(event.files[0]?.role).toBe('library');
  });

  it('is what the parent executed, for a child that executed nothing', () => {
    const { mapped } = open();
    mapped.saw(exec('/usr/bin/app', 'app'));
    const parent = { pid: 4_000_000, startBootNs: 5_000_000_000n, comm: Buffer.from('app') };
    const child = mapping('/tmp/x.so', { pid: 4_000_001, startBootNs: 6_000_000_000n, ancestors: [parent] });
    expect(mapped.complete(child).filename).toEqual(Buffer.from('/usr/bin/app'));
  });

  it('is unknown for another process with the same number', () => {
    const { mapped } = open();
    mapped.saw(exec('/usr/bin/app', 'app'));
    expect(mapped.complete(mapping('/tmp/x.so', { startBootNs: 7n })).argv).toEqual([]);
  });
});

describe('a loader', () => {
  const glibc = '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2';
  it.each([
    [glibc, ['ld.so', '/tmp/x'], '/tmp/x', 'exe'],
    [glibc, [glibc, '--library-path', '/tmp/x', '--inhibit-cache', './x', 'y'], '/tmp/x', 'exe'],
    [glibc, [glibc, '--preload', '/tmp/x', '/bin/true'], '/tmp/x', 'library'],
    [glibc, [glibc, '/bin/true', '/tmp/x'], '/tmp/x', 'library'],
    ['/lib/ld-musl-x86_64.so.1', ['/lib/ld-musl-x86_64.so.1', '--', '/tmp/x'], '/tmp/x', 'exe'],
    ['/usr/lib/x86_64-linux-musl/libc.so', ['x', '/tmp/x'], '/tmp/x', 'exe'],
    ['/usr/bin/app', ['app', '/tmp/x'], '/tmp/x', 'library'],
  ])('%s %j maps %s as %s', (exe, argv, path, role) => {
    const { mapped } = open();
    mapped.saw(exec(exe, ...argv));
    expect(mapped.complete(mapping(path)).files[0]?.role).toBe(role);
  });
});

describe('what needs no verdict', () => {
  const inContainer = (hostNamespaces: boolean): Attribution => ({
    kind: 'container',
    container: {
      slot: 1n,
      id: 'c',
      runtime: 'runc',
      image: { source: { kind: 'lower_dirs', dirs: [] } },
      cgroupIds: [],
      mounts: [],
    },
    hostNamespaces,
  });
  const inMemory = (bytes: string) => {
    const path = join(temp.path, Buffer.from(bytes, 'latin1').toString('hex'));
    writeFileSync(path, Buffer.from(bytes, 'latin1'));
    return factsOf(path, { internalMount: true, magic: TMPFS_MAGIC, path: Buffer.from('memfd:x') });
  };

  const sharedMemory = (dev: number) => fileFacts({ dev, path: Buffer.from('/dev/zero (deleted)') });

  it.each([
    ['a mapping of the host’s', fileFacts(), { kind: 'host' } as const, 'host'],
    ['a host’s library in the host’s namespaces', fileFacts({ mountNs: HOST_MNT_NS }), inContainer(true), 'host'],
    ['such a one in an engine’s own', fileFacts({ mountNs: ENGINE_MNT_NS }), inContainer(true), 'host'],
    ['pages of a just-in-time compiler', inMemory('\xb8*\0\0\0\xc3'), inContainer(false), 'anonymous'],
    ['shared anonymous memory of a process that has ended', sharedMemory(1), inContainer(false), 'anonymous'],
    ['less than four bytes', inMemory('\x7fEL'), inContainer(false), 'anonymous'],
    [
      'a mapping in a container that no engine knows',
      fileFacts(),
      { kind: 'unknown', key: 'k', cgroup: '/x' } as const,
      'unknown_container',
    ],
  ])('is %s', (_name, file, attribution, answer) => {
    const { mapped } = open();
    expect(mapped.passes(mapping('/tmp/x.so', { mntNs: ENGINE_MNT_NS }), file, attribution)).toBe(true);
    expect(mapped.counts.get(answer)).toBe(1);
  });

  it.each([
    ['an ELF object in memory', inMemory('\x7fELF\x02\x01'), inContainer(false)],
    ['a file of four bytes that has a name', fileFacts(), inContainer(false)],
    ['a container’s library in the host’s namespaces', fileFacts(), inContainer(true)],
    ['a host’s file in a container', fileFacts({ mountNs: HOST_MNT_NS }), inContainer(false)],
    ['a file of that name on a container’s own tmpfs', sharedMemory(77), inContainer(false)],
    ['memory that could not be held', fileFacts({ internalMount: true }), inContainer(false)],
  ])('is not %s', (_name, file, attribution) => {
    const { mapped } = open();
    expect(mapped.passes(mapping('/tmp/x.so', { mntNs: ENGINE_MNT_NS }), file, attribution)).toBe(false);
    expect(mapped.counts.get('judged')).toBe(1);
  });
});
