/** An emulated machine of arm64: Debian's own kernel below qemu-system-aarch64, with a root filesystem in memory. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from '../support/command.ts';
import { cacheDir } from '../support/temp.ts';
import { unpackForeign } from './foreign-packages.ts';

/** Where the kernel is taken from; with each its version differs. */
export const SUITES = ['bookworm', 'trixie'] as const;
export type Suite = (typeof SUITES)[number];

const META = 'linux-image-cloud-arm64:arm64';

export type Kernel = { readonly image: string; readonly overlay: string; readonly busybox: string };

/** Fetched once for each suite (30 to 40 MB) and kept in the tests' cache. */
export async function kernel(suite: Suite): Promise<Kernel> {
  const dir = join(cacheDir(), `arm64-kernel-${suite}`);
  if (!existsSync(dir)) {
    const partial = `${dir}.${process.pid}`;
    try {
      const { arm64: unpacked } = await unpackForeign(partial, ['busybox-static:arm64'], { suite, of: META });
      const [image] = globSync(join(unpacked, 'boot/vmlinuz-*'));
      const [overlay] = globSync(join(unpacked, '{usr/,}lib/modules/*/kernel/fs/overlayfs/overlay.ko*'));
      const [busybox] = globSync(join(unpacked, '{usr/,}bin/busybox'));
      if (image === undefined || overlay === undefined || busybox === undefined)
        throw new Error(`${suite}'s kernel has not what is expected`);
      renameSync(image, join(partial, 'vmlinuz'));
      if (overlay.endsWith('.xz')) await run(['xz', '-d', overlay]);
      renameSync(overlay.replace(/\.xz$/, ''), join(partial, 'overlay.ko'));
      renameSync(busybox, join(partial, 'busybox'));
      rmSync(unpacked, { recursive: true });
      renameSync(partial, dir);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return { image: join(dir, 'vmlinuz'), overlay: join(dir, 'overlay.ko'), busybox: join(dir, 'busybox') };
}

/** pivot_root(2) refuses to leave the kernel's first root, so that everything moves to a filesystem in memory. */
const INIT = `#!/bin/busybox sh
/bin/busybox mkdir /new
/bin/busybox mount -t tmpfs -o size=90% root /new
/bin/busybox cp -a /bin /lib /usr /opt /start /new
exec /bin/busybox switch_root /new /start
`;

const START = `#!/bin/busybox sh
export PATH=/bin:/usr/local/bin
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /tmp /run /etc
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mount -t cgroup2 cgroup /sys/fs/cgroup; mount -t bpf bpf /sys/fs/bpf; mount -t tmpfs tmp /tmp
insmod /lib/overlay.ko
ip link set lo up
echo 'root:x:0:0::/:/bin/sh' >/etc/passwd
sh /usr/task 2>&1
echo "task: $?"
poweroff -f
`;

/** Files by their path in the machine, and by their path here. `task` is the script that the machine runs before it ends. */
export async function initramfs(
  to: string,
  files: Readonly<Record<string, string>>,
  task: string,
  { overlay, busybox }: Kernel,
): Promise<void> {
  const root = `${to}.d`;
  const all = { ...files, 'bin/busybox': busybox, 'lib/overlay.ko': overlay };
  for (const [path, from] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(from, join(root, path), { recursive: true, dereference: true });
  }
  for (const [path, text] of Object.entries({ init: INIT, start: START, 'usr/task': task })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o755);
  }
  chmodSync(join(root, 'bin/busybox'), 0o755);
  mkdirSync(join(root, 'dev'), { recursive: true });
  await run(['sh', '-c', 'cd "$0" && find . | cpio --quiet -o -H newc >"$1"', root, to], { timeoutMs: 120_000 });
  rmSync(root, { recursive: true });
}

/** Runs the machine to its end, at most `timeoutMs`; each line of its console as it comes. Rejects when it has to be killed. */
export function boot(
  { image }: Kernel,
  ramdisk: string,
  { timeoutMs, memoryMb = 2_560, onLine }: { timeoutMs: number; memoryMb?: number; onLine: (line: string) => void },
): Promise<void> {
  const machine = ['-machine', 'virt', '-cpu', 'cortex-a72', '-smp', '2', '-m', `${memoryMb}`];
  const output = ['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-nic', 'none', '-no-reboot'];
  const start = ['-kernel', image, '-initrd', ramdisk, '-append', 'console=ttyAMA0 quiet panic=-1 rdinit=/init'];
  return new Promise((resolve, reject) => {
    const child = spawn('nice', ['-n', '10', 'qemu-system-aarch64', ...machine, ...output, ...start], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    createInterface({ input: child.stdout }).on('line', (line) => onLine(line.replace(/\r$/, '')));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`the machine ended with ${code ?? 'a signal, as at its deadline'}`));
    });
  });
}
