import { type BigIntStats, readlinkSync } from 'node:fs';
import type { LayerManifestWriter } from '../format/layer.ts';
import type { Owner, PathRecord } from '../format/record.ts';
import type { Content } from './content.ts';
import { FileHasher } from './directory/hash-file.ts';
import { ReadAhead } from './directory/read-ahead.ts';
import { type Visit, visitedName, visitedPath, Walk } from './directory/walk.ts';
import type { LayerXattrs } from './directory/xattrs.ts';
import type { ReadControl } from './layer-source.ts';

export type DirectoryOptions = {
  /** Asked once; files are read meanwhile. */
  readonly xattrs: () => Promise<LayerXattrs>;
  /** In an overlay lower directory a character device 0/0 is a whiteout. In a plain root filesystem it is a device. */
  readonly whiteouts: boolean;
  /** Leaves out what changed (ctime) at or after this time. */
  readonly sinceNs?: bigint;
};

type Linked = { readonly number: number; readonly content: Content };

/** Hands over one directory as a layer: every file read once, hardlinks once for all their names. */
export async function readDirectory(
  dir: string,
  options: DirectoryOptions,
  to: LayerManifestWriter,
  control: ReadControl,
): Promise<void> {
  // What is younger than `sinceNs` is not to be read.
  const ahead = options.sinceNs === undefined ? ReadAhead.start(() => control.check()) : undefined;
  const walk = new Walk(dir, ahead);
  try {
    walk.begin();
    const reader = new DirectoryReader({ ...options, xattrs: await options.xattrs() }, to, control);
    for (const visit of walk.visits()) {
      control.check();
      reader.add(visit);
    }
  } finally {
    ahead?.close();
    walk.close();
  }
}

class DirectoryReader {
  readonly #hasher = new FileHasher();
  readonly #links = new Map<string, Linked>();
  readonly #options: Omit<DirectoryOptions, 'xattrs'>;
  readonly #xattrs: LayerXattrs;
  readonly #marked: boolean;
  readonly #to: LayerManifestWriter;
  readonly #control: ReadControl;

  constructor(
    { xattrs, ...options }: Omit<DirectoryOptions, 'xattrs'> & { readonly xattrs: LayerXattrs },
    to: LayerManifestWriter,
    control: ReadControl,
  ) {
    this.#options = options;
    this.#xattrs = xattrs;
    this.#marked = xattrs.opaque.size + xattrs.whiteouts.size + xattrs.capabilities.size > 0;
    this.#to = to;
    this.#control = control;
  }

  add(visit: Visit): void {
    const { key, stat } = visit;
    const { whiteouts, sinceNs } = this.#options;
    // No mark has a name, and there are few: made for each file they would cost as much as its record.
    const name = this.#marked ? nameOf(key) : '';
    if (whiteouts && this.#xattrs.whiteouts.has(name)) this.#to.add(key, { type: 'whiteout' });
    else if (stat === undefined) this.#addFile(visit, name);
    else if (whiteouts && stat.isCharacterDevice() && stat.rdev === 0n) this.#to.add(key, { type: 'whiteout' });
    else if (sinceNs === undefined || stat.ctimeNs < sinceNs || stat.isDirectory()) {
      // The kernel merges the layers' roots whatever their marks.
      this.#to.add(key, recordOf(stat, visitedPath(visit), key.length > 0 && this.#xattrs.opaque.has(name)));
    }
  }

  #addFile(visit: Visit, name: string): void {
    const path = visit.read === undefined ? visitedPath(visit) : '';
    const simple = visit.read ?? (this.#options.sinceNs === undefined ? this.#hasher.readSimple(path) : undefined);
    if (simple === undefined) {
      this.#addAnyFile(visit, path, name);
      return;
    }
    this.#control.progress(1, simple.content.size);
    this.#addRecord(visit.key, name, simple, simple.content, 0);
  }

  /** Whatever it is: large, linked, changing, or young. */
  #addAnyFile(visit: Visit, path: string | Buffer, name: string): void {
    const { sinceNs } = this.#options;
    const links = this.#links;
    let link = 0;
    const shown = () => visitedName(visit);
    const { stat, content } = this.#hasher.read(path, shown, this.#control, (opened) => {
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
    this.#control.progress(1, 0);
    this.#addRecord(visit.key, name, ownerOf(stat), content, link);
  }

  #addRecord(key: Buffer, name: string, { mode, uid, gid }: Owner, content: Content, link: number): void {
    const { size, sha256, kind, interpreter } = content;
    const capabilities = this.#marked ? this.#xattrs.capabilities.get(name) : undefined;
    const record = { type: 'file', mode, uid, gid, size, sha256, kind, link } as const;
    if (capabilities === undefined && interpreter === undefined) this.#to.add(key, record);
    else this.#to.add(key, { ...record, ...(capabilities && { capabilities }), ...(interpreter && { interpreter }) });
  }
}

function recordOf(stat: BigIntStats, path: string | Buffer, opaque: boolean): PathRecord {
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
