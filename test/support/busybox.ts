import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.ts';

/** Debian's busybox-static. */
export const BUSYBOX = '/bin/busybox';

export type BusyboxOptions = {
  /** How applets are made: Debian images have symlinks, Docker's busybox has hardlinks. Default `symlink`. */
  readonly applets?: 'symlink' | 'hardlink';
};

/**
 * Makes a root filesystem at `dir`: `/bin/busybox`, all applets at their customary places, /etc/passwd, /etc/group,
 * /tmp (1777), /usr/local/bin, and empty directories that a runtime mounts over.
 */
export async function busyboxRootfs(dir: string, options: BusyboxOptions = {}): Promise<string> {
  for (const d of [
    'bin',
    'sbin',
    'usr/bin',
    'usr/sbin',
    'usr/local/bin',
    'etc',
    'root',
    'home',
    'var',
    'dev',
    'proc',
    'sys',
    'run',
    'data',
  ]) {
    mkdirSync(join(dir, d), { recursive: true });
  }
  await run(['install', '-d', '-m', '1777', join(dir, 'tmp'), join(dir, 'var/tmp')]);
  const busybox = join(dir, 'bin/busybox');
  copyFileSync(BUSYBOX, busybox);
  const applets = (await run([BUSYBOX, '--list-full']))
    .split('\n')
    .filter((path) => path !== '' && path !== 'bin/busybox');
  if (options.applets === 'hardlink') {
    for (const path of applets) mkdirSync(dirname(join(dir, path)), { recursive: true });
    const script = 'b=$1; shift; for a; do ln -f "$b" "$a"; done';
    await run(['sh', '-c', script, 'sh', busybox, ...applets.map((path) => join(dir, path))]);
  } else {
    for (const path of applets) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      symlinkSync('/bin/busybox', join(dir, path));
    }
  }
  writeFileSync(join(dir, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home:/bin/sh\n');
  writeFileSync(join(dir, 'etc/group'), 'root:x:0:\napp:x:1000:\n');
  return dir;
}
