import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containerCgroupPath,
  kernelDev,
  parseCgroupMounts,
  parseProcCgroup,
  processFacts,
  readBounded,
  rootIdentity,
  startTicks,
} from '../../../sensor/container/proc.ts';
import { tempDir } from '../../support/temp.ts';

test('a device number of stat becomes the kernel’s', () => {
  expect(kernelDev(0xfe00n)).toBe(254 << 20);
  // makedev(0x12345, 0x6789a) of glibc.
  const major = 0x345n;
  const minor = 0x6789an;
  expect(kernelDev((minor & 0xffn) | (major << 8n) | ((minor & ~0xffn) << 12n))).toBe(Number((major << 20n) | minor));
});

test('the kernel’s number agrees with the one mountinfo prints for this process’s root', async () => {
  const text = execFileSync('awk', ['$5=="/"{d=$3} END{print d}', '/proc/self/mountinfo'], { encoding: 'utf8' });
  const [major, minor] = text.trim().split(':').map(Number);
  const root = await rootIdentity('self');
  expect(root).toEqual({ rootDev: ((major ?? 0) << 20) | (minor ?? 0), rootIno: statSync('/', { bigint: true }).ino });
});

test('v2, systemd and any other v1 hierarchy are told apart', () => {
  expect(parseProcCgroup('9:name=systemd:/s\n8:pids:/p\n0::/u\n')).toEqual({ v2: '/u', v1: '/s' });
  expect(parseProcCgroup('8:pids:/p\n7:cpu,cpuacct:/q\n')).toEqual({ v1: '/p' });
  expect(parseProcCgroup('0::/a:b\n')).toEqual({ v2: '/a:b' });
  expect(parseProcCgroup('garbage\n:::\n')).toEqual({});
});

test('cgroup text and mount tables of any shape are survived', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseProcCgroup(text);
      parseCgroupMounts(text);
    }),
  );
});

test('a hybrid layout shows both hierarchies', () => {
  const table = [
    '40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd',
    '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    '39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids',
    '99 31 0:38 /docker/x /elsewhere rw - cgroup2 cgroup2 rw',
  ].join('\n');
  expect(parseCgroupMounts(table)).toEqual({ v2: '/sys/fs/cgroup/unified', v1: '/sys/fs/cgroup/systemd' });
});

test('a container’s cgroup is the directory with its id, not one of its own below', () => {
  const id = 'c'.repeat(64);
  expect(containerCgroupPath(`/m/libpod-${id}.scope/container`, id)).toBe(`/m/libpod-${id}.scope`);
  expect(containerCgroupPath(`/m/libpod-conmon-${id}.scope`, id)).toBeUndefined();
  expect(containerCgroupPath('/other', id)).toBeUndefined();
  // An id that its user chose can be a part of its namespace's name.
  expect(containerCgroupPath('/default/d/below', 'd')).toBe('/default/d');
  expect(containerCgroupPath('/app/app', 'app')).toBe('/app/app');
  expect(containerCgroupPath('/system.slice/nerdctl-d.scope', 'd')).toBe('/system.slice/nerdctl-d.scope');
  expect(containerCgroupPath('/default/other', 'd')).toBeUndefined();
});

test('what is longer than its bound, absent or unreadable is undefined', async () => {
  expect(await readBounded('/proc/self/mountinfo', 10)).toBeUndefined();
  expect(await readBounded('/proc/self/nothing', 10)).toBeUndefined();
  expect(await startTicks(0x3fffffff)).toBeUndefined();
  expect(await startTicks(process.pid)).toBeGreaterThan(0n);
});

test('a process that has joined only one hierarchy yet does not make its engine’s cgroup the container’s', async () => {
  await using temp = tempDir('proc');
  const id = 'ab'.repeat(32);
  const mount = join(temp.path, 'cgroup');
  const there = (path: string) => mkdirSync(join(mount, path), { recursive: true });
  there('engine/session');
  there(`engine/libpod-${id}`);
  mkdirSync(join(temp.path, '77'));
  mkdirSync(join(temp.path, 'self'));
  writeFileSync(join(temp.path, 'self/mountinfo'), `30 1 0:26 / ${mount} rw - cgroup2 cgroup2 rw\n`);
  const joined = (v2: string) =>
    writeFileSync(join(temp.path, '77/cgroup'), `1:name=systemd:/engine/libpod-${id}\n0::${v2}\n`);
  joined('/engine/session');
  expect((await processFacts(77, id, temp.path))?.cgroupIds).toEqual([]);
  joined(`/engine/libpod-${id}`);
  expect((await processFacts(77, id, temp.path))?.cgroupIds).toEqual([
    statSync(join(mount, `engine/libpod-${id}`), { bigint: true }).ino,
  ]);
});

test('in a cgroup namespace `/` is the sensor’s own container, and nobody else’s path is looked for where it does not lead', async () => {
  await using temp = tempDir('proc');
  const [own, other] = ['ab'.repeat(32), 'cd'.repeat(32)];
  const mount = join(temp.path, 'sys/cgroup');
  const elsewhere = join(temp.path, 'pod2', other);
  for (const path of [mount, elsewhere, join(temp.path, '1'), join(temp.path, '77'), join(temp.path, 'self')])
    mkdirSync(path, { recursive: true });
  writeFileSync(join(temp.path, 'self/mountinfo'), `30 1 0:26 / ${mount} ro - cgroup2 cgroup2 rw\n`);
  const cgroup = (pid: number, v2: string) => writeFileSync(join(temp.path, `${pid}/cgroup`), `0::${v2}\n`);
  cgroup(77, '/');
  cgroup(1, '/../../../init.scope');
  expect(await processFacts(77, own, temp.path)).toEqual({ cgroupIds: [statSync(mount, { bigint: true }).ino] });
  cgroup(77, `/../../pod2/${other}`);
  expect(statSync(`${mount}/../../pod2/${other}`).isDirectory()).toBe(true);
  expect(await processFacts(77, other, temp.path)).toEqual({ cgroupIds: [] });
  // On the host, `/` is where everybody is who is nowhere else.
  cgroup(1, '/init.scope');
  cgroup(77, '/');
  expect(await processFacts(77, own, temp.path)).toBeUndefined();
});
