import { type BigIntStats, readlinkSync } from 'node:fs';
import type { LayerManifestWriter } from '../format/layer.ts';
import type { Owner, PathRecord } from '../format/record.ts';
import type { Content } from './content.ts';
import { FileHasher } from './directory/hash-file.ts';
import { ReadAhead } from './directory/read-ahead.ts';
import { type Visit, walk } from './directory/walk.ts';
import type { LayerXattrs } from './directory/xattrs.ts';
import type { ReadControl } from './layer-source.ts';

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
  const { xattrs, sinceNs } = options;
  const marked = xattrs.opaque.size + xattrs.whiteouts.size + xattrs.capabilities.size > 0;
  // What is younger than `sinceNs` is not to be read.
  const ahead = sinceNs === undefined ? new ReadAhead() : undefined;
  try {
    for (const visit of walk(dir, ahead)) {
      control.check();
      add(visit);
    }
  } finally {
    ahead?.close();
  }

  function add({ key, path, stat, read }: Visit): void {
    // No mark has a name, and there are few: made for each file they would cost as much as its record.
    const name = marked ? nameOf(key) : '';
    if (options.whiteouts && xattrs.whiteouts.has(name)) to.add(key, { type: 'whiteout' });
    else if (read !== undefined) {
      control.progress(0, read.content.size);
      addFile(key, name, read, read.content, 0);
    } else if (stat === undefined) readFile(key, path, name);
    else if (options.whiteouts && stat.isCharacterDevice() && stat.rdev === 0n) to.add(key, { type: 'whiteout' });
    else if (sinceNs === undefined || stat.ctimeNs < sinceNs || stat.isDirectory()) {
      // The kernel merges the layers' roots whatever their marks.
      to.add(key, recordOf(stat, path, key.length > 0 && xattrs.opaque.has(name)));
    }
  }

  function readFile(key: Buffer, path: Buffer, name: string): void {
    let link = 0;
    const { stat, content } = hasher.read(path, control, (opened) => {
      if (sinceNs !== undefined && opened.ctimeNs >= sinceNs) return 'unwanted';
      const known = opened.nlink > 1n ? links.get(inodeOf(opened)) : undefined;
      link = known?.number ?? 0;
      return known?.content;
    });
    if (content === undefined) return;
    if (stat.nlink > 1n && link === 0) {
      link = links.size + 1;
      links.set(inodeOf(stat), { number: link, content });
    }
    addFile(key, name, ownerOf(stat), content, link);
  }

  function addFile(key: Buffer, name: string, owner: Owner, content: Content, link: number): void {
    control.progress(1, 0);
    const capabilities = xattrs.capabilities.get(name);
    const { mode, uid, gid } = owner;
    to.add(key, {
      type: 'file',
      mode,
      uid,
      gid,
      ...content,
      link,
      ...(capabilities === undefined ? undefined : { capabilities }),
    });
  }
}

function recordOf(stat: BigIntStats, path: Buffer, opaque: boolean): PathRecord {
  const owner = ownerOf(stat);
  if (stat.isDirectory()) return { type: 'directory', ...owner, opaque, implied: false };
  if (stat.isSymbolicLink()) return { type: 'symlink', ...owner, target: readlinkSync(path, { encoding: 'buffer' }) };
  return { type: 'special', ...owner };
}

function inodeOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function ownerOf(stat: BigIntStats): Owner {
  return { mode: Number(stat.mode & 0o7777n), uid: Number(stat.uid), gid: Number(stat.gid) };
}

/** The helper's name for a key: relative, with slashes. */
function nameOf(key: Buffer): string {
  return key.toString('latin1').replaceAll('\0', '/');
}
