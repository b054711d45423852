import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../support/cc.ts';
import { run } from '../../support/command.ts';
import { freshElf, freshName, sha256, writeElf } from '../bytes.ts';
import type { BoxOptions } from '../engines.ts';
import type { Case, Outcome } from './case.ts';

const WRITABLE = 'added/binary/writable_layer';
/** Engines are no part of what these try: one is enough. */
export const RUNC = ['runc'] as const;
const EXECVE = process.arch === 'x64' ? 59 : 221;

type Way = {
  readonly expected?: Outcome;
  readonly box?: BoxOptions;
  readonly also?: readonly Outcome[];
  readonly sleepMs?: number;
};

/** Fresh bytes on the volume, at `$1`, end up running. */
function way(
  id: string,
  technique: string,
  script: string,
  { expected = WRITABLE, box, also = [], sleepMs }: Way = {},
): Case {
  return {
    id,
    technique,
    engines: RUNC,
    expected,
    also,
    ...(box !== undefined && { box }),
    run: async (kit) => {
      const name = freshName('way');
      const digest = kit.box.put(`/data/${name}`, freshElf(sleepMs));
      await kit.box.run([
        '/bin/sh',
        '-c',
        `set -e; f=/tmp/${name}; ${script}`,
        'sh',
        `/data/${name}`,
        `/cache/${name}`,
      ]);
      const [, , origin] = expected.split('/');
      return { sha256: digest, ...(origin === 'deleted' && { origin }) };
    },
  };
}

/** Python that has the bytes of `$1` in `b` and a memory file `m` with them. */
export const python = (code: string, flags = '0'): string =>
  `python3 -c 'import os,sys; b=open(sys.argv[1],"rb").read(); m=os.memfd_create("libc.so.6",${flags}); os.write(m,b); ${code}' "$1"`;

const PRIVILEGED: BoxOptions = { privileged: true };
const HOST: BoxOptions = { privileged: true, hostPid: true };
/** fsopen(2), fsconfig(2), fsmount(2), openat(2): a tmpfs that is mounted nowhere, and a program in it. */
const NOWHERE = [
  'my $type = "tmpfs"; my $fs = syscall(430, $type, 0); syscall(431, $fs, 6, 0, 0, 0) == 0 or die $!; my $m = syscall(432, $fs, 0, 0); $m >= 0 or die $!',
  'open(my $i, "<", $ARGV[0]) or die; open(my $o, ">", "/proc/self/fd/$m/x") or die $!; local $/; print {$o} <$i>; close $o',
  'chmod 0755, "/proc/self/fd/$m/x"; exec "/proc/self/fd/$m/x"',
].join('; ');

/** D01–D29 as somebody would try them who has read our documents. */
export const redTeam: readonly Case[] = [
  way(
    'D05',
    'a memfd of another process, by /proc/PID/fd/N',
    python('p=os.fork(); (p or os.execv(f"/proc/{os.getppid()}/fd/{m}",["x"])) and os.waitpid(p,0)'),
    { expected: 'added/binary/memfd' },
  ),
  way(
    'D05',
    'a memfd that is sealed against every change',
    python('import fcntl; fcntl.fcntl(m,1033,15); os.execve(m,["x"],{})', '3'),
    { expected: 'added/binary/memfd' },
  ),
  way(
    'D09',
    'a file without a name (O_TMPFILE) that gets one before it runs',
    `python3 -c 'import os,sys; b=open(sys.argv[1],"rb").read(); d=os.open("/tmp",os.O_TMPFILE|os.O_RDWR,0o755); os.write(d,b); os.system(f"ln -L /proc/{os.getpid()}/fd/{d} {sys.argv[2]}")' "$1" $f; $f`,
  ),
  way(
    'D06',
    'a descriptor of a file whose directory has been removed (fexecve)',
    `mkdir $f.d; cp "$1" $f.d/x; python3 -c 'import os,sys; d=os.open(sys.argv[1]+"/x",os.O_RDONLY); os.unlink(sys.argv[1]+"/x"); os.rmdir(sys.argv[1]); os.execve(d,["x"],{})' $f.d`,
    { expected: 'added/binary/deleted' },
  ),
  way(
    'D06',
    'a program that is gone, run again by its process’s /proc/PID/exe',
    'cp "$1" $f; $f & sleep 0.3; rm $f; /proc/$!/exe',
    { expected: 'added/binary/deleted', also: [WRITABLE], sleepMs: 1_500 },
  ),
  way('D26', 'no argv at all (execve with NULL)', `cp "$1" $f; perl -e 'syscall(${EXECVE}, $ARGV[0], 0, 0)' $f`),
  way(
    'D01',
    'a file that may be executed but not read, by another user',
    'cp "$1" $f; chmod 111 $f; setpriv --reuid=1000 --regid=1000 --clear-groups $f',
  ),
  way('D01', 'from a child of vfork in a session and process group of its own', 'cp "$1" $f; setsid --fork --wait $f'),
  way(
    'D07',
    'a tmpfs that has been unmounted lazily',
    'mkdir $2; mount -t tmpfs none $2; cp "$1" $2/x; cd $2; umount -l $2; ./x',
    { expected: 'added/binary/tmpfs', box: PRIVILEGED },
  ),
  way('D07', 'a tmpfs that is mounted nowhere (fsmount)', `perl -e '${NOWHERE}' "$1"`, {
    expected: 'added/binary/tmpfs',
    box: PRIVILEGED,
  }),
  way(
    'D20',
    'from a cgroup that the container made below its own',
    'cp "$1" $f; mkdir $2; mount -t cgroup2 none $2; mkdir $2/sub-$$; echo $$ >$2/sub-$$/cgroup.procs; $f; echo $$ >$2/cgroup.procs; rmdir $2/sub-$$; umount $2',
    { box: { ...PRIVILEGED, label: 'cgroup' } },
  ),
  way(
    'D20',
    'from the host’s root cgroup, where the process moved itself',
    `cp "$1" $f; mkdir $2; nsenter -t ${process.pid} -C /bin/sh -c "mount -t cgroup2 none $2; echo \\$\\$ >$2/cgroup.procs; umount $2; $f"`,
    { box: { ...HOST, label: 'cgroup' } },
  ),
  {
    id: 'D01',
    technique: 'written by io_uring alone',
    engines: RUNC,
    expected: WRITABLE,
    run: async ({ box }) => {
      const { path, sha256: digest } = box.bring(freshName('ring'));
      const tool = `/opt/allowed/${freshName('hook')}`;
      const to = `/tmp/${freshName('ring')}`;
      await run(['cp', await program('io-uring-exec'), join(box.root, tool)]);
      await box.run([tool, path, to]);
      return { sha256: digest, path: to };
    },
  },
  {
    id: 'D20',
    technique: 'a file of another container, by /proc/PID/root',
    engines: RUNC,
    box: HOST,
    expected: ['added/binary/host', 'added/binary/volume'],
    run: async ({ box, start }) => {
      const sibling = await start({});
      const path = `/tmp/${freshName('sibling')}`;
      const digest = sibling.put(path, freshElf());
      await box.run([`/proc/${sibling.started.pid}/root${path}`]);
      return { sha256: digest, container: box.id };
    },
  },
  {
    id: 'D08',
    technique: 'a file of a filesystem in a file (loop mount)',
    engines: RUNC,
    expected: 'added/binary/volume',
    run: async ({ scratch, start }) => {
      const dir = join(scratch, freshName('disk'));
      const target = `${dir}-mounted`;
      for (const path of [dir, target]) mkdirSync(path);
      const digest = sha256(writeElf(join(dir, 'tool')));
      await run(['mke2fs', '-q', '-d', dir, `${dir}.ext4`, '1M']);
      await run(['mount', '-o', 'loop,ro', `${dir}.ext4`, target]);
      const box = await start({ mounts: [{ type: 'bind', source: target, destination: '/opt/disk' }] });
      await box.run(['/opt/disk/tool']);
      return { sha256: digest };
    },
  },
  {
    id: 'D03',
    technique: 'other bytes written below the filesystem, to the disk: no time of the file moves',
    engines: RUNC,
    expected: 'modified/binary/volume',
    run: async ({ box: shared, scratch, start }) => {
      const good = readFileSync(join(shared.root, '/opt/replaced/new'));
      const dir = join(scratch, freshName('disk'));
      const [target, disk] = [`${dir}-mounted`, `${dir}.ext4`];
      for (const path of [dir, target]) mkdirSync(path);
      writeFileSync(join(dir, 'new'), good, { mode: 0o755 });
      await run(['mke2fs', '-q', '-d', dir, disk, '1M']);
      await run(['mount', '-o', 'loop', disk, target]);
      const box = await start({ mounts: [{ type: 'bind', source: target, destination: '/opt/replaced' }] });
      // Only the container has it mounted, as if it had done so itself.
      await run(['umount', target]);
      for (let i = 0; i < 3; i++) await box.sh('/opt/replaced/new; sleep 1');
      const evil = Buffer.concat([good.subarray(0, -8), randomBytes(8)]);
      const fd = openSync(disk, 'r+');
      writeSync(fd, evil, 0, evil.length, readFileSync(disk).indexOf(good));
      closeSync(fd);
      await box.sh('dd if=/opt/replaced/new iflag=nocache count=0 2>/dev/null; /opt/replaced/new');
      return { sha256: sha256(evil), path: '/opt/replaced/new' };
    },
  },
  {
    id: 'D02',
    technique: 'the image’s loader replaced: every program is the image’s, but for what starts it',
    engines: RUNC,
    box: {},
    expected: ['modified/library/writable_layer', 'modified/binary/writable_layer'],
    also: ['modified/library/writable_layer', 'modified/binary/writable_layer'],
    run: async ({ box }) => {
      await box.sh(
        'l=$(readlink -f /lib64/ld-linux-x86-64.so.2); { cat $l; head -c 16 /dev/urandom; } >$l.new; chmod 755 $l.new; mv $l.new $l; /usr/bin/true; sleep 0.2',
      );
      return { path: (await box.sh('readlink -f /lib64/ld-linux-x86-64.so.2')).trim() };
    },
  },
  {
    id: 'D28',
    technique: 'an ELF file that names the image’s loader under another name as its interpreter (PT_INTERP)',
    engines: RUNC,
    expected: WRITABLE,
    also: ['relocated/library/writable_layer', 'relocated/binary/writable_layer'],
    run: async ({ box }) => {
      const path = `/tmp/${freshName('interp')}`;
      // 27 characters, as /lib64/ld-linux-x86-64.so.2 has.
      const loader = `/tmp/${freshName('ld-loader-----')}`.slice(0, 27);
      await box.sh(
        `cp /lib64/ld-linux-x86-64.so.2 ${loader}; { sed 's|/lib64/ld-linux-x86-64.so.2|${loader}|' /usr/bin/true; echo ${path}; } >${path}; chmod 755 ${path}; ${path}`,
      );
      return { path };
    },
  },
];
