import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export type DebianPackage = {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  /** The source package, as advisories name it. */
  readonly source: string;
  /** Its licence file on this machine. */
  readonly copyright: string;
};

const FORMAT = `${['Package', 'Version', 'Architecture', 'source:Package'].map((field) => `\${${field}}`).join('\t')}\n`;

/** Of packages, or of the packages that files belong to; sorted, each once. Throws for what dpkg does not know. */
export function debianPackages(namesOrFiles: readonly string[]): DebianPackage[] {
  const names = new Set(namesOrFiles.map((it) => (it.startsWith('/') ? ownerOf(it) : it)));
  return [...names].sort().map((name) => {
    const [line = ''] = dpkgQuery(['--show', '--showformat', FORMAT, name]).split('\n');
    const [, version = '', arch = '', source = ''] = line.split('\t');
    const copyright = `/usr/share/doc/${name}/copyright`;
    if (!existsSync(copyright)) throw new Error(`${name} has no ${copyright}`);
    return { name, version, arch, source, copyright };
  });
}

/** Before usrmerge the package's list may say /lib where the file is in /usr/lib. */
function ownerOf(path: string): string {
  const found = dpkgQuery(['--search', path], false) || dpkgQuery(['--search', path.replace(/^\/usr\//, '/')]);
  return found.split(':', 1)[0] ?? '';
}

function dpkgQuery(args: readonly string[], required = true): string {
  const { status, stdout, stderr } = spawnSync('dpkg-query', args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  if (required) throw new Error(`dpkg-query ${args.join(' ')}: ${stderr}`);
  return '';
}
