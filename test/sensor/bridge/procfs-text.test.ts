import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isContainerLike, parseCgroup, unifiedMountPoint } from '../../../sensor/bridge/procfs/cgroup.ts';
import { fromStatDev, kernelDev } from '../../../sensor/bridge/procfs/dev.ts';
import { MAX_MAPPED_FILES, parseMaps } from '../../../sensor/bridge/procfs/maps.ts';
import { mountOf, parseMountinfo, remoteMagic } from '../../../sensor/bridge/procfs/mounts.ts';
import { unescapeOctal, withoutDeletedMark } from '../../../sensor/bridge/procfs/read.ts';
import { parseIds, parseStat } from '../../../sensor/bridge/procfs/status.ts';

const id = 'a1'.repeat(32);
const uid = '0c5a0b6e-0a1f-4ac5-9cf2-6c0b1b0f2f3d';
const latin1 = (s: string) => Buffer.from(s, 'latin1');

describe('parseCgroup', () => {
  const samples: readonly (readonly [string, string, readonly string[]])[] = [
    ['docker, v2, systemd', `0::/system.slice/docker-${id}.scope\n`, ['system.slice', `docker-${id}.scope`]],
    ['docker, v1, cgroupfs', `5:memory:/docker/${id}\n1:name=systemd:/docker/${id}\n0::/\n`, ['docker', id]],
    ['docker, hybrid', `2:cpu,cpuacct:/x\n1:name=systemd:/docker/y\n0::/docker/${id}\n`, ['docker', id]],
    [
      'containerd under systemd',
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope\n`,
      [
        'kubepods.slice',
        'kubepods-burstable.slice',
        `kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice`,
        `cri-containerd-${id}.scope`,
      ],
    ],
    [
      'containerd under cgroupfs',
      `9:name=systemd:/kubepods/besteffort/pod${uid}/${id}\n4:memory:/kubepods/besteffort/pod${uid}/${id}\n0::/kubepods/besteffort/pod${uid}/${id}\n`,
      ['kubepods', 'besteffort', `pod${uid}`, id],
    ],
    [
      'containerd whose names hold colons',
      `0::/system.slice/containerd.service/kubepods-pod${uid}.slice:cri-containerd:${id}\n`,
      ['system.slice', 'containerd.service', `kubepods-pod${uid}.slice:cri-containerd:${id}`],
    ],
    ['cri-o', `0::/kubepods.slice/crio-${id}.scope/container\n`, ['kubepods.slice', `crio-${id}.scope`, 'container']],
    [
      'podman, rootless',
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container\n`,
      ['user.slice', 'user-1000.slice', 'user@1000.service', 'user.slice', `libpod-${id}.scope`, 'container'],
    ],
    ['v1 without systemd', `3:pids:/\n2:memory:/lxc/box\n1:cpu:/lxc\n`, ['lxc', 'box']],
    ['outside of our cgroup namespace', `0::/../../docker/${id}\n`, ['docker', id]],
    ['a removed cgroup', `0::/docker/${id} (deleted)\n`, ['docker', id]],
    ['the root', '1:name=systemd:/\n0::/\n', []],
    ['nothing', '', []],
  ];
  for (const [what, text, names] of samples) {
    it(`reads ${what}`, () => expect(parseCgroup(text)).toEqual(names));
  }

  it('sees containers in the names of engines and not in those of services', () => {
    for (const [what, text] of samples.slice(0, 8))
      expect([what, isContainerLike(parseCgroup(text))]).toEqual([what, true]);
    for (const path of [
      '/system.slice/ssh.service',
      '/system.slice/docker.service',
      '/user.slice',
      '/init.scope',
      '/',
    ]) {
      expect([path, isContainerLike(parseCgroup(`0::${path}\n`))]).toEqual([path, false]);
    }
  });
});

describe('device numbers', () => {
  it('turns what stat says into what the kernel uses', () => {
    expect(fromStatDev(0xfe00n)).toBe(kernelDev(254, 0));
    expect(fromStatDev(0x0801n)).toBe(0x0080_0001);
    // glibc's makedev(0, 300) and makedev(259, 70000)
    expect(fromStatDev(0x10002cn)).toBe(300);
    expect(fromStatDev(((70_000n & ~0xffn) << 12n) | (70_000n & 0xffn) | (259n << 8n))).toBe(kernelDev(259, 70_000));
  });
});

describe('parseStat', () => {
  const rest = 'S 41 42 42 34816 42 4194304 1 2 3 4 5 6 7 8 20 0 1 0 123456 1 2 3';

  it('reads a name with spaces, parentheses and a newline', () => {
    const stat = parseStat(latin1(`42 (a) (b)\nS 1 \xff) ${rest}\n`));
    expect(stat).toEqual({
      comm: latin1('a) (b)\nS 1 \xff'),
      state: 'S',
      ppid: 41,
      tty: true,
      kernelThread: false,
      startBootNs: 1_234_560_000_000n,
    });
  });

  it('refuses what is no stat line', () => {
    for (const text of ['', '42', '42 (x', '42 (x) S', `42 (x) S x${rest.slice(4)}`]) {
      expect(parseStat(latin1(text))).toBeUndefined();
    }
  });

  it('takes the effective ids of a status, which a name cannot forge', () => {
    const text = 'Name:\tx\\nUid:\t7\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n';
    expect(parseIds(text)).toEqual({ uid: 2, gid: 6 });
    expect(parseIds('Name:\tx\n')).toBeUndefined();
  });
});

describe('parseMountinfo', () => {
  const text = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '36 35 0:41 /sub /mnt\\040a\\134b\\011\xff rw master:1 propagate_from:2 - fuse.sshfs host: rw',
    '37 27 0:50 / /mnt rw shared:5 - nfs4 h:/x rw',
    '38 27 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    'nonsense',
    '39 27 x:y / /z rw - ext4 a rw',
    '',
  ].join('\n');

  it('reads escapes and optional fields, and leaves out nonsense', () => {
    expect(parseMountinfo(latin1(text))).toEqual([
      { dev: kernelDev(254, 0), root: latin1('/'), point: latin1('/'), type: 'ext4' },
      { dev: 41, root: latin1('/sub'), point: latin1('/mnt a\\b\t\xff'), type: 'fuse.sshfs' },
      { dev: 50, root: latin1('/'), point: latin1('/mnt'), type: 'nfs4' },
      { dev: 38, root: latin1('/'), point: latin1('/sys/fs/cgroup/unified'), type: 'cgroup2' },
    ]);
    expect(unifiedMountPoint(parseMountinfo(latin1(text)))).toBe('/sys/fs/cgroup/unified');
  });

  it('finds the mount that a path lies on, and only whole names count', () => {
    const mounts = parseMountinfo(latin1(text));
    expect(mountOf(mounts, latin1('/mnt/x'))?.type).toBe('nfs4');
    expect(mountOf(mounts, latin1('/mnt'))?.type).toBe('nfs4');
    expect(mountOf(mounts, latin1('/mntx'))?.type).toBe('ext4');
    expect(mountOf(mounts, latin1('/mnt a\\b\t\xff/q'))?.type).toBe('fuse.sshfs');
  });

  it('knows which filesystems may keep one waiting', () => {
    expect(['ext4', 'overlay', 'tmpfs', 'xfs'].map(remoteMagic)).toEqual([undefined, undefined, undefined, undefined]);
    for (const type of ['fuse', 'fuse.sshfs', 'nfs', 'nfs4', 'cifs', '9p'])
      expect(remoteMagic(type)).toBeGreaterThan(0);
  });
});

describe('parseMaps', () => {
  it('keeps executable files, each once with its ranges, and unescapes newlines', () => {
    const text = [
      '00400000-00401000 r--p 00000000 fe:00 77                                 /bin/a',
      '00401000-00402000 r-xp 00001000 fe:00 77                                 /bin/a',
      '00403000-00404000 r-xp 00001000 fe:00 77                                 /bin/a',
      '7f00-7f10 r-xp 00000000 00:00 0                                          [vdso]',
      '8000-9000 rwxp 00000000 00:00 0 ',
      'a000-b000 r-xp 00000000 00:1a 18446744073709551615                       /x\\012\xff y (deleted)',
      'c000-d000 r-xp 00000000 fe:00 99                                         /cut off',
    ].join('\n');
    expect(parseMaps(latin1(text)).files).toEqual([
      {
        ranges: [
          { start: 0x401000n, end: 0x402000n },
          { start: 0x403000n, end: 0x404000n },
        ],
        dev: kernelDev(254, 0),
        ino: 77n,
        path: latin1('/bin/a'),
      },
      {
        ranges: [{ start: 0xa000n, end: 0xb000n }],
        dev: 26,
        ino: 2n ** 64n - 1n,
        path: latin1('/x\n\xff y (deleted)'),
      },
    ]);
  });

  it('says when there are more files than it keeps', () => {
    const lines = (n: number) => latin1(Array.from({ length: n }, (_, i) => `1-2 r-xp 0 fe:00 ${i + 1} /x\n`).join(''));
    expect(parseMaps(lines(MAX_MAPPED_FILES))).toMatchObject({ truncated: false });
    expect(parseMaps(lines(MAX_MAPPED_FILES + 1))).toMatchObject({ truncated: true });
    expect(parseMaps(lines(MAX_MAPPED_FILES + 1)).files).toHaveLength(MAX_MAPPED_FILES);
  });
});

describe('text of /proc', () => {
  it('is never more than nonsense to its readers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes);
        expect(Array.isArray(parseMountinfo(text))).toBe(true);
        expect(Array.isArray(parseMaps(text).files)).toBe(true);
        expect(Array.isArray(parseCgroup(text.toString('utf8')))).toBe(true);
        parseStat(text);
      }),
    );
  });

  it('loses its mark of a deleted file and only the escapes that its file has', () => {
    expect(withoutDeletedMark(latin1('/x (deleted)'))).toEqual({ path: latin1('/x'), marked: true });
    expect(withoutDeletedMark(latin1(' (deleted)'))).toEqual({ path: latin1(' (deleted)'), marked: false });
    expect(unescapeOctal(latin1('a\\012b\\040c\\777'), '\n')).toEqual(latin1('a\nb\\040c\\777'));
  });
});
