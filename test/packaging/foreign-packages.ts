/** Packages of Debian for any architecture, unpacked and not installed: apt with lists of its own changes nothing of the machine. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/command.ts';
import { mirror, SUITE } from '../support/debian.ts';

/**
 * `names` with their architecture (`libc6:arm64`); of a package that only depends on others, such as a kernel's, these are named by `of`.
 * Gives the directory of each architecture, below `dir`.
 */
export async function unpackForeign(
  dir: string,
  names: readonly string[],
  { suite = SUITE, of }: { readonly suite?: string; readonly of?: string } = {},
): Promise<{ readonly arm64: string; readonly amd64: string }> {
  const apt = join(dir, 'apt');
  for (const name of ['lists/partial', 'archives/partial', 'debs']) mkdirSync(join(apt, name), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  writeFileSync(join(apt, 'sources.list'), `deb ${await mirror()} ${suite} main\n`);
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
  const more = of === undefined ? '' : await run(['apt-cache', ...options, 'depends', '--important', of]);
  const all = [...names, ...[...more.matchAll(/Depends: (\S+)/g)].map(([, name]) => name ?? '')];
  await run(['apt-get', '-q', ...options, 'download', ...all], { cwd: join(apt, 'debs'), timeoutMs: 600_000 });
  const into = { arm64: join(dir, 'arm64'), amd64: join(dir, 'amd64') };
  for (const name of readdirSync(join(apt, 'debs'))) {
    await run(['dpkg-deb', '-x', join(apt, 'debs', name), name.endsWith('_arm64.deb') ? into.arm64 : into.amd64]);
  }
  rmSync(apt, { recursive: true });
  return into;
}
