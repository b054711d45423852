import { type BigIntStats, readlinkSync } from 'node:fs';
import type { LayerManifestWriter } from '../format/layer.ts';
import type { Owner, PathRecord } from '../format/record.ts';
import type { Content } from './content.ts';
import { FileHasher } from './hash-file.ts';
import type { ReadControl } from './layer-source.ts';
import { type Visit, walk } from './walk.ts';
import type { LayerXattrs } from './xattrs.ts';

export type DirectoryOptions = {
  readonly xattrs: LayerXattrs;
  /** In an overlay lower directory a character device 0/0 is a whiteout. In a plain root filesystem it is a device. */
  readonly whiteouts: boolean;
  /** Leaves out what changed (ctime) at or after this time. */
  readonly sinceNs?: bigint;
};

type Linked = { readonly number: number; readonly content: Content };

/** Hands over one directory as a layer: every file read once, hardlinks once for all their names. */
export function readDirectory(
  dir: string,
  options: DirectoryOptions,
  to: LayerManifestWriter,
  control: ReadControl,
): void {
  const hasher = new FileHasher();
  const links = new Map<string, Linked>();
  for (const visit of walk(dir)) {
    control.check();
    if (options.sinceNs !== undefined && visit.stat.ctimeNs >= options.sinceNs && !visit.stat.isDirectory()) continue;
    to.add(visit.key, recordOf(visit));
  }

  function recordOf(visit: Visit): PathRecord {
    const { stat } = visit;
    const name = nameOf(visit.key);
    if (isWhiteout(stat, name, options)) return { type: 'whiteout' };
    const owner = ownerOf(stat);
    if (stat.isDirectory()) {
      // The kernel merges the layers' roots whatever their marks.
      return { type: 'directory', ...owner, opaque: name !== '' && options.xattrs.opaque.has(name), implied: false };
    }
    if (stat.isSymbolicLink())
      return { type: 'symlink', ...owner, target: readlinkSync(visit.path, { encoding: 'buffer' }) };
    if (!stat.isFile()) return { type: 'special', ...owner };
    const { number, content } = contentOf(visit);
    const capabilities = options.xattrs.capabilities.get(name);
    return {
      type: 'file',
      ...owner,
      ...content,
      link: number,
      ...(capabilities === undefined ? undefined : { capabilities }),
    };
  }

  function contentOf(visit: Visit): Linked {
    const { stat } = visit;
    const inode = `${stat.dev}:${stat.ino}`;
    const known = stat.nlink > 1n ? links.get(inode) : undefined;
    if (known !== undefined) {
      control.progress(1, 0);
      return known;
    }
    const content = hasher.read(visit.path, stat, control);
    control.progress(1, 0);
    if (stat.nlink === 1n) return { number: 0, content };
    const linked = { number: links.size + 1, content };
    links.set(inode, linked);
    return linked;
  }
}

function isWhiteout(stat: BigIntStats, name: string, options: DirectoryOptions): boolean {
  if (!options.whiteouts) return false;
  return (stat.isCharacterDevice() && stat.rdev === 0n) || options.xattrs.whiteouts.has(name);
}

function ownerOf(stat: BigIntStats): Owner {
  return { mode: Number(stat.mode & 0o7777n), uid: Number(stat.uid), gid: Number(stat.gid) };
}

/** The helper's name for a key: relative, with slashes. */
function nameOf(key: Buffer): string {
  return key.toString('latin1').replaceAll('\0', '/');
}
