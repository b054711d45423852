import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../support/command.ts';
import { freshElf, freshName } from '../bytes.ts';
import type { Box } from '../engines.ts';
import type { Case } from './case.ts';

/** D17: a package manager at run time. */
export const installers: readonly Case[] = [
  {
    id: 'D17',
    technique: 'dpkg -i runs a package’s script',
    box: { label: 'install' },
    expected: 'added/script/writable_layer',
    run: async ({ box }) => {
      const name = freshName('package');
      await box.run(['/usr/bin/dpkg', '-i', await packageOn(box, name)]);
      return { path: `/var/lib/dpkg/info/${name}.postinst`, ancestor: 'dpkg' };
    },
  },
  {
    id: 'D17',
    technique: 'what dpkg -i installed is run',
    box: { label: 'install' },
    expected: 'added/binary/writable_layer',
    also: ['added/script/writable_layer'],
    run: async ({ box }) => {
      const name = freshName('package');
      await box.run(['/usr/bin/dpkg', '-i', await packageOn(box, name)]);
      await box.run([`/usr/bin/${name}`]);
      return { path: `/usr/bin/${name}` };
    },
  },
];

/** Builds a package with one program and one script, on the box's volume. */
async function packageOn(box: Box, name: string): Promise<string> {
  const dir = join(box.volume, name);
  mkdirSync(join(dir, 'DEBIAN'), { recursive: true });
  mkdirSync(join(dir, 'usr/bin'), { recursive: true });
  const control = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.test>\nDescription: a test\n`;
  writeFileSync(join(dir, 'DEBIAN/control'), control);
  writeFileSync(join(dir, 'DEBIAN/postinst'), `#!/bin/sh\n# ${name}\nsleep 0.05\n`, { mode: 0o755 });
  writeFileSync(join(dir, 'usr/bin', name), freshElf(), { mode: 0o755 });
  await run(['dpkg-deb', '--root-owner-group', '--build', dir, `${dir}.deb`]);
  return `/data/${name}.deb`;
}
