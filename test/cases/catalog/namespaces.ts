import { join } from 'node:path';
import { tryRun } from '../../support/command.ts';
import { tempDir } from '../../support/temp.ts';
import { freshElf, freshName, sha256, writeElf } from '../bytes.ts';
import type { Case } from './case.ts';

/** D20, D21, D29, B12: whose execution it is, seen from other namespaces, other sessions and the host. */
export const namespaces: readonly Case[] = [
  {
    id: 'D20',
    technique: 'in a chroot inside the container',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const dir = `/tmp/${freshName('root')}`;
      const digest = box.put(`${dir}/usr/local/bin/tool-0`, freshElf());
      await box.run(['/usr/sbin/chroot', dir, '/usr/local/bin/tool-0']);
      return { sha256: digest };
    },
  },
  {
    id: 'D20',
    technique: 'in a mount namespace of its own, bind-mounted over an image binary',
    box: { privileged: true },
    // The path is the image's; what is behind it there is not.
    expected: 'modified/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const file = `/opt/${freshName('bound')}`;
      const digest = box.put(file, freshElf());
      await box.sh(`unshare -m /bin/sh -c 'mount --bind ${file} ${path} && ${path}'`);
      return { sha256: digest };
    },
  },
  {
    id: 'D20',
    technique: 'from a nested overlay whose lower directory is the attacker’s',
    box: { privileged: true },
    expected: ['added/binary/writable_layer', 'added/binary/tmpfs'],
    run: async ({ box }) => {
      const dir = `/cache/${freshName('nested')}`;
      const brought = box.bring(freshName('lower'));
      await box.sh(
        `mkdir -p ${dir}/lower/usr/bin ${dir}/upper ${dir}/work ${dir}/merged && cp ${brought.path} ${dir}/lower/usr/bin/env && ` +
          `unshare -m /bin/sh -c 'mount -t overlay overlay -o lowerdir=${dir}/lower,upperdir=${dir}/upper,workdir=${dir}/work ${dir}/merged && ${dir}/merged/usr/bin/env'`,
      );
      return { sha256: brought.sha256 };
    },
  },
  {
    id: 'D20',
    technique: 'in a user namespace of its own',
    box: { privileged: true },
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('user')}`;
      const digest = box.put(path, freshElf());
      await box.run(['/usr/bin/unshare', '--user', '--map-root-user', path]);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D21',
    technique: 'a debug container beside it runs drift: judged by its own image',
    engines: ['docker', 'podman', 'containerd'],
    expected: 'added/binary/writable_layer',
    run: async ({ box, start }) => {
      const debug = await start({ beside: box.started });
      const path = `/tmp/${freshName('debug')}`;
      const digest = debug.put(path, freshElf());
      await debug.run([path]);
      return { sha256: digest, path, container: debug.id };
    },
  },
  {
    id: 'D21',
    technique: 'a container whose first process is drift (init container)',
    expected: 'added/binary/volume',
    run: async ({ start }) => {
      const brought = await start({
        args: ['/bin/sh', '-c', 'while [ ! -e /data/go ]; do sleep 0.05; done; exec /data/go'],
      });
      const bytes = freshElf(1000);
      const digest = sha256(bytes);
      brought.put('/data/go.new', bytes);
      await brought.sh('mv /data/go.new /data/go');
      return { sha256: digest, container: brought.id };
    },
  },
  {
    id: 'D29',
    technique: 'nsenter into the host’s mount namespace from a privileged container',
    box: { privileged: true, hostPid: true },
    expected: 'added/binary/host',
    run: async ({ box, scratch }) => {
      const path = join(scratch, freshName('on-the-host'));
      const digest = sha256(writeElf(path));
      await box.run(['/usr/bin/nsenter', '-t', String(process.pid), '-m', path]);
      return { sha256: digest };
    },
  },
  {
    id: 'B12',
    technique: 'processes of the host, drifted as they may be, are not container drift',
    expected: 'quiet',
    run: async ({ sensor, scratch }) => {
      const path = join(scratch, freshName('of-the-host'));
      const digest = sha256(writeElf(path));
      await tryRun([path]);
      await tryRun(['/usr/bin/id']);
      await using elsewhere = tempDir('host');
      const other = join(elsewhere.path, 'tool');
      const second = sha256(writeElf(other));
      await tryRun(['unshare', '--mount', other]);
      const said = sensor.findings().filter((f) => [digest, second].includes(f.file?.sha256 ?? ''));
      if (said.length > 0) throw new Error(`the host is no container: ${JSON.stringify(said)}`);
    },
  },
];
