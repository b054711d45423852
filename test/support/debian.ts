import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { cacheDir, unmountBelow } from './temp.ts';

export const SUITE = 'bookworm';

export type DebianOptions = {
  /** Packages besides minbase; each set is a root of its own. */
  readonly include?: readonly string[];
  /** As Debian calls it, when not this machine's: binfmt_misc must run its programs. */
  readonly arch?: 'arm64';
};

/**
 * A debootstrap minbase root, made once per machine (one to two minutes, 130 MB) and then reused: treat it as read-only,
 * as an overlay's lower directory. Needs root and the network the first time.
 * The mirror is apt's own first one, or `DRIFT_DEBIAN_MIRROR`.
 */
export async function debianRootfs({ include = [], arch }: DebianOptions = {}): Promise<string> {
  const dir = join(cacheDir(), ['debian', SUITE, arch ?? process.arch, ...include].join('-'));
  if (existsSync(join(dir, 'etc/debian_version'))) return dir;
  mkdirSync(cacheDir(), { recursive: true, mode: 0o755 });
  // Made beside its place and renamed, so that an interrupted run leaves nothing that looks complete.
  const partial = `${dir}.${process.pid}`;
  try {
    const packages = include.length === 0 ? [] : [`--include=${include.join(',')}`];
    const foreign = arch === undefined ? [] : [`--arch=${arch}`];
    await run(['debootstrap', '--variant=minbase', ...foreign, ...packages, SUITE, partial, await mirror()], {
      timeoutMs: arch === undefined ? 600_000 : 3_600_000,
    });
    rmSync(join(partial, 'var/cache/apt/archives'), { recursive: true, force: true });
    if (!existsSync(dir)) renameSync(partial, dir);
  } finally {
    unmountBelow(partial);
    rmSync(partial, { recursive: true, force: true });
  }
  return dir;
}

/** The address of apt’s Debian repository on this machine, or `DRIFT_DEBIAN_MIRROR`. */
export async function mirror(): Promise<string> {
  const configured = process.env.DRIFT_DEBIAN_MIRROR;
  if (configured !== undefined) return configured;
  const targets = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT)']);
  const line = targets.split('\n').find((l) => l.endsWith(` ${SUITE} main`));
  const address = line?.split(' ')[0];
  if (address === undefined) throw new Error(`apt knows no mirror of Debian ${SUITE}: set DRIFT_DEBIAN_MIRROR`);
  return address;
}
