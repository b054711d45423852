import { freshName } from '../bytes.ts';
import type { Case } from './case.ts';

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
    expected: 'mode_changed/binary/writable_layer',
    run: async ({ box, tool }) => {
      const { path } = tool();
      await box.sh(`chmod u+s ${path} && ${path}`);
      return { path };
    },
  },
  {
    id: 'D16',
    technique: 'a file capability is added to an image binary',
    expected: 'missed',
    run: async ({ box, tool }) => {
      const { path } = tool();
      // cap_setuid=ep as vfs_cap_data version 2 (linux/capability.h).
      const value = '0x0100000280000000000000000000000000000000';
      await box.sh(
        `python3.11 -c 'import os; os.setxattr("${path}", "security.capability", bytes.fromhex("${value.slice(2)}"))' && ${path}`,
      );
      return { path };
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
