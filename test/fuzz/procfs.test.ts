import { expect } from 'vitest';
import { findMount } from '../../image-index/read/mount.ts';
import { parseOverlayOptions } from '../../image-index/read/overlay-options.ts';
import { isContainerLike, parseCgroup, unifiedMountPoint } from '../../sensor/bridge/procfs/cgroup.ts';
import { entryPoint, MAX_MAPPED_FILES, parseMaps } from '../../sensor/bridge/procfs/maps.ts';
import { mountOf, parseMountinfo } from '../../sensor/bridge/procfs/mounts.ts';
import { hasProgram } from '../../sensor/bridge/procfs/process.ts';
import { parseNamespace } from '../../sensor/bridge/procfs/read.ts';
import { parseIds, parseStat } from '../../sensor/bridge/procfs/status.ts';
import { cgroupCandidates, cgroupPath, isContainerId, podUid } from '../../sensor/container/cgroup.ts';
import { containerCgroupPath, parseCgroupMounts, parseProcCgroup } from '../../sensor/container/proc.ts';
import { startTicksOf } from '../../sensor/runtime/proc-stat.ts';
import { fuzz } from './fuzz.ts';

const ID = 'ab'.repeat(32);

fuzz({
  name: 'procfs-stat',
  tokens: ['(', ')', ') ', ' -1', '18446744073709551615', '\n', '\0'],
  read: (input) => {
    const stat = parseStat(input);
    if (stat !== undefined) hasProgram(stat);
    startTicksOf(input.toString('latin1'));
  },
});

fuzz({
  name: 'procfs-status',
  tokens: ['Uid:\t', 'Gid:\t', '\n', '4294967295', '-1'],
  read: (input) => {
    const ids = parseIds(input.toString('utf8'));
    if (ids !== undefined) for (const id of [ids.uid, ids.gid]) expect(Number.isSafeInteger(id)).toBe(true);
    parseNamespace(input.toString('utf8'));
  },
});

fuzz({
  name: 'procfs-maps',
  tokens: ['r-xp', ' (deleted)', '\\012', '//deleted', '[vdso]', 'ffffffffffffffff-0', '\n'],
  read: (input) => {
    const { files } = parseMaps(input);
    expect(files.length).toBeLessThanOrEqual(MAX_MAPPED_FILES);
    entryPoint(input);
  },
});

fuzz({
  name: 'procfs-mountinfo',
  tokens: [
    ' - ',
    'overlay',
    'lowerdir=',
    'lowerdir+=',
    ':',
    '::',
    '\\054',
    '\\040',
    'upperdir=',
    'cgroup2',
    '0:99999999999',
  ],
  read: (input) => {
    const mounts = parseMountinfo(input);
    mountOf(mounts, Buffer.from('/usr/bin/env'));
    unifiedMountPoint(mounts);
    const text = input.toString('utf8');
    parseCgroupMounts(text);
    const root = findMount(text, '/');
    const options = root === undefined ? undefined : parseOverlayOptions(root.superOptions);
    if (options !== undefined) expect(options.lowerDirs.length).toBeLessThanOrEqual(500);
    parseOverlayOptions(text);
  },
});

fuzz({
  name: 'procfs-cgroup',
  tokens: ['0::/', '1:name=systemd:/', '/..', '/../..', ':', ID, '\n', '.scope'],
  read: (input) => {
    const text = input.toString('utf8');
    isContainerLike(parseCgroup(text));
    const { v1, v2 } = parseProcCgroup(text);
    for (const path of [v1, v2]) if (path !== undefined) containerCgroupPath(path, ID);
  },
});

fuzz({
  name: 'cgroup-names',
  tokens: [
    'docker-',
    'cri-containerd-',
    ':cri-containerd:',
    'crio-conmon-',
    'libpod-',
    '.scope',
    'pod',
    ID,
    '..',
    '\n',
  ],
  read: (input) => {
    // Leaf first, as the kernel's event has them.
    const names = input.toString('utf8').split('\n').slice(0, 4);
    const cgroups = names.map((name, i) => ({ id: BigInt(i), name }));
    // Ids become parts of paths.
    for (const { id } of cgroupCandidates(cgroups)) expect(isContainerId(id)).toBe(true);
    podUid(cgroups);
    cgroupPath(cgroups);
    isContainerLike(names);
  },
});
