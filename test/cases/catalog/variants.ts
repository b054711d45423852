import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshElf, freshName, sha256, withNonce, writeElf } from '../bytes.ts';
import type { Case } from './case.ts';

const ADDED = 'added/binary/writable_layer';

/** A fresh executable at `path` is run by a shell's command. */
function ways(
  id: string,
  technique: string,
  command: (path: string) => string,
  expected: Case['expected'] = ADDED,
): Case {
  return {
    id,
    technique,
    expected,
    run: async ({ box }) => {
      const path = `/tmp/${freshName('way')}`;
      const digest = box.put(path, freshElf());
      await box.sh(command(path));
      return { sha256: digest };
    },
  };
}

/** What somebody tries next: other ways to the same executable. */
export const variants: readonly Case[] = [
  ways(
    'D01',
    'by a path relative to a directory’s descriptor (execveat)',
    (path) => `exec-ways at /tmp ${path.slice(5)}`,
  ),
  ways('D01', 'from a thread that is not the first', (path) => `exec-ways thread ${path}`),
  ways('D01', 'through /proc/self/root', (path) => `/proc/self/root${path}`),
  ways('D01', 'through /proc/self/cwd', (path) => `cd /tmp && /proc/self/cwd/${path.slice(5)}`),
  ways('D01', 'through a chain of symlinks', (path) =>
    [1, 2, 3, 4, 5]
      .map((n) => `ln -s ${path}${n === 1 ? '' : `.${n - 1}`} ${path}.${n}`)
      .join(' && ')
      .concat(` && ${path}.5`),
  ),
  ways('D01', 'by find -exec', (path) => `find /tmp -name ${path.slice(5)} -exec {} \\;`),
  ways('D01', 'by xargs', (path) => `echo x | xargs ${path}`),
  ways('D01', 'by env, nice, setsid and timeout', (path) => `env A=1 nice setsid timeout 5 ${path}`),
  ways(
    'D01',
    'from a working directory that has been removed',
    (path) => `mkdir ${path}.d && cd ${path}.d && rmdir ${path}.d && ../${path.slice(5)} || ${path}`,
  ),
  ways('D05', 'a shell’s descriptor: exec 3<FILE, /proc/self/fd/3', (path) => `exec 3<${path} && /proc/self/fd/3`),
  ways(
    'D05',
    'a shell’s descriptor of a file that was removed',
    (path) => `exec 3<${path} && rm ${path} && /proc/self/fd/3`,
    'added/binary/deleted',
  ),
  {
    id: 'D13',
    technique: 'the loader, with options and a relative path',
    expected: ADDED,
    run: async ({ box }) => {
      const name = freshName('loaded');
      const steps = `cat /usr/bin/true >${name} && echo ${name} >>${name} && /lib64/ld-linux-x86-64.so.2 --argv0 true ./${name}`;
      await box.sh(`cd /tmp && ${steps}`);
      return { path: `/tmp/${name}` };
    },
  },
  {
    id: 'D02',
    technique: 'an image binary exchanged with another file in one step (RENAME_EXCHANGE)',
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const other = `/opt/${freshName('other')}`;
      const digest = box.put(other, freshElf());
      await box.sh(`${path} && exec-ways exchange ${path} ${other} && ${path}`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D04',
    technique: 'a directory of the image renamed, and a program in it run',
    box: {},
    // Where the kernel does not rename a directory of a lower layer, mv copies it.
    expected: ['relocated/binary/writable_layer', 'relocated/binary/image_layer'],
    run: async ({ box }) => {
      await box.sh('mv /opt/replaced /opt/moved && /opt/moved/new');
      return { path: '/opt/moved/new' };
    },
  },
  {
    id: 'D14',
    technique: 'ld.so --preload',
    expected: 'added/library/writable_layer',
    run: async ({ box, imageFile }) => {
      const path = `/tmp/${freshName('preload')}.so`;
      const digest = box.put(path, withNonce(imageFile('/usr/local/lib/harmless.so')), 0o644);
      await box.sh(`/lib64/ld-linux-x86-64.so.2 --preload ${path} /bin/true`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D14',
    technique: 'a library from a tmpfs',
    expected: 'added/library/tmpfs',
    run: async ({ box, imageFile }) => {
      const path = `/cache/${freshName('library')}.so`;
      const bytes = withNonce(imageFile('/usr/local/lib/harmless.so'));
      await box.sh(`base64 -d >${path} <<E\n${bytes.toString('base64')}\nE\nopen-library ${path}`);
      return { sha256: sha256(bytes), path };
    },
  },
  {
    id: 'D20',
    technique: 'behind a new root (pivot_root) in a mount namespace of its own',
    box: { privileged: true },
    expected: ['added/binary/tmpfs', ADDED],
    run: async ({ box }) => {
      const brought = box.bring(freshName('pivoted'));
      const dir = `/cache/${freshName('root')}`;
      const steps = [
        `mkdir ${dir} && mount -t tmpfs none ${dir}`,
        `mkdir ${dir}/old && cp ${brought.path} ${dir}/run && cd ${dir}`,
        'pivot_root . old && exec /run',
      ];
      await box.sh(`unshare -m /bin/sh -c '${steps.join(' && ')}'`);
      return { sha256: brought.sha256 };
    },
  },
  {
    id: 'D29',
    technique: 'a file of the host through /proc/PID/root',
    box: { privileged: true, hostPid: true },
    expected: 'added/binary/host',
    run: async ({ box, scratch }) => {
      const path = join(scratch, freshName('of-the-host'));
      const digest = sha256(writeElf(path));
      await box.run([`/proc/${process.pid}/root${path}`]);
      return { sha256: digest };
    },
  },
  {
    id: 'D10',
    technique: 'a script of the image with a line more',
    box: {},
    expected: 'modified/script/writable_layer',
    run: async ({ box }) => {
      const path = '/usr/bin/ldd';
      const text = `${readFileSync(join(box.root, path), 'utf8')}\n# ${freshName('more')}\n`;
      const digest = box.put(path, text);
      await box.sh(`${path} --version >/dev/null`);
      return { sha256: digest, path };
    },
  },
];
