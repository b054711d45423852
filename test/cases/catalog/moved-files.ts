import { freshName } from '../bytes.ts';
import type { Case } from './case.ts';

/** cap_setuid=ep as vfs_cap_data version 2 (linux/capability.h). */
const setCapability = (path: string): string =>
  `python3 -c 'import os; os.setxattr("${path}", "security.capability", bytes.fromhex("0100000280000000000000000000000000000000"))'`;

/** D04, D16, D28: the image's own bytes, where or as what the image does not have them. */
export const movedFiles: readonly Case[] = [
  {
    id: 'D04',
    technique: 'an image binary copied elsewhere',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('elsewhere')}`;
      await box.sh(`cp /usr/bin/env ${path} && ${path} >/dev/null`);
      return { path };
    },
  },
  {
    id: 'D04',
    technique: 'an image binary renamed',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const renamed = `/opt/${freshName('renamed')}`;
      await box.sh(`mv ${path} ${renamed} && ${renamed}`);
      return { path: renamed };
    },
  },
  {
    id: 'D04',
    technique: 'an image binary hardlinked elsewhere',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      const linked = `/opt/${freshName('linked')}`;
      await box.sh(`ln ${path} ${linked} && ${linked}`);
      return { path: linked };
    },
  },
  {
    id: 'D04',
    technique: 'one image binary copied over another',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`cp /usr/bin/env ${path} && ${path} >/dev/null`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'a file that the image ships without an execute bit gets one and is run',
    severity: 'informational',
    expected: 'mode_changed/binary/writable_layer',
    run: async ({ box, data }) => {
      const { path } = data();
      await box.sh(`chmod 755 ${path} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'the setuid bit is added to an image binary',
    severity: 'high',
    expected: 'mode_changed/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`chmod u+s ${path} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'the setgid bit is added to an image binary',
    severity: 'high',
    expected: 'mode_changed/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`chmod g+s ${path} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'a file capability is added to an image binary',
    severity: 'high',
    expected: 'mode_changed/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`${setCapability(path)} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'a copy of an image binary gets a file capability: still a copy, of high severity',
    expected: 'relocated/binary/writable_layer',
    severity: 'high',
    run: async ({ box }) => {
      const path = `/opt/${freshName('capable')}`;
      await box.sh(`cp /usr/bin/true ${path} && ${setCapability(path)} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'a setuid copy of the shell',
    expected: 'relocated/binary/writable_layer',
    severity: 'high',
    run: async ({ box }) => {
      const path = `/var/tmp/${freshName('rootshell')}`;
      await box.sh(`cp /usr/bin/dash ${path} && chmod 4755 ${path} && ${path} -c true`);
      return { path };
    },
  },
  {
    id: 'B01',
    technique: 'a file capability that is set and removed before it is run',
    expected: 'quiet',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(
        `${setCapability(path)} && python3 -c 'import os; os.removexattr("${path}", "security.capability")' && ${path}`,
      );
    },
  },
  {
    id: 'D28',
    technique: 'busybox of the image under the name of a daemon',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('d')}/sshd`;
      await box.sh(`mkdir -p $(dirname ${path}) && cp /usr/bin/busybox ${path} && { ${path} || true; }`);
      return { path };
    },
  },
  {
    id: 'D28',
    technique: 'the image’s loader copied under another name, running an image program',
    expected: 'relocated/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('loader')}`;
      await box.sh(`cp -L /lib64/ld-linux-x86-64.so.2 ${path} && ${path} /usr/bin/true`);
      return { path };
    },
  },
];
