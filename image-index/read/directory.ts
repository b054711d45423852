import { type BigIntStats, readlinkSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { LayerManifestWriter } from '../format/layer.ts';
import type { Owner, PathRecord } from '../format/record.ts';
import type { Content } from './content.ts';
import { FileHasher } from './directory/hash-file.ts';
import { ReadAhead } from './directory/read-ahead.ts';
import { type Visit, visitedName, visitedPath, Walk } from './directory/walk.ts';
import type { LayerXattrs } from './directory/xattrs.ts';
import type { ReadControl } from './layer-source.ts';

export type DirectoryOptions = {
  /** Asked once; files are read meanwhile. No longer wanted when `signal` fires. */
  readonly xattrs: (signal: AbortSignal) => Promise<LayerXattrs>;
  /** In an overlay lower directory a character device 0/0 is a whiteout. In a plain root filesystem it is a device. */
  readonly whiteouts: boolean;
  /** Leaves out what changed (ctime) at or after this time. */
  readonly sinceNs?: bigint;
};

/** Records that wait for the marks, some 400 bytes each: as many as are read meanwhile where the helper is slow. */
const MAX_HELD = 32_768;
/** A millisecond of work. */
const FILES_A_TURN = 64;

type Linked = { readonly number: number; readonly content: Content };
type Held = { readonly key: Buffer; readonly record: PathRecord };

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
  const unwanted = new AbortController();
  try {
    const reader = new DirectoryReader(options, to, control);
    const asked = options.xattrs(unwanted.signal).then((xattrs) => reader.know(xattrs));
    // A failure is thrown where it is awaited, perhaps much later.
    asked.catch(() => {});
    walk.begin();
    let visited = 0;
    for (const visit of walk.visits()) {
      control.check();
      reader.add(visit);
      if (reader.held >= MAX_HELD) await asked;
      else if (reader.held > 0 && ++visited % FILES_A_TURN === 0) await turn();
    }
    await asked;
    reader.release();
  } finally {
    unwanted.abort();
    ahead?.close();
    walk.close();
  }
}

class DirectoryReader {
  readonly #hasher = new FileHasher();
  readonly #links = new Map<string, Linked>();
  readonly #options: DirectoryOptions;
  readonly #to: LayerManifestWriter;
  readonly #control: ReadControl;
  #xattrs: LayerXattrs | undefined;
  #marked = false;
  #held: Held[] = [];

  constructor(options: DirectoryOptions, to: LayerManifestWriter, control: ReadControl) {
    this.#options = options;
    this.#to = to;
    this.#control = control;
  }

  /** Records that wait for what only attributes say. */
  get held(): number {
    return this.#held.length;
  }

  know(xattrs: LayerXattrs): void {
    this.#xattrs = xattrs;
    this.#marked = xattrs.opaque.size + xattrs.whiteouts.size + xattrs.capabilities.size > 0;
  }

  /** Hands over what was held, once it is known. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const { key, record } of held) this.#put(key, record);
  }

  add(visit: Visit): void {
    const { key, stat } = visit;
    const { whiteouts, sinceNs } = this.#options;
    if (stat === undefined) this.#addFile(visit);
    else if (whiteouts && stat.isCharacterDevice() && stat.rdev === 0n) this.#put(key, { type: 'whiteout' });
    else if (sinceNs === undefined || stat.ctimeNs < sinceNs || stat.isDirectory())
      this.#put(key, recordOf(stat, visitedPath(visit)));
  }

  #put(key: Buffer, record: PathRecord): void {
    if (this.#xattrs === undefined) {
      // The digest may be a view that does not last.
      this.#held.push({
        key,
        record: record.type === 'file' ? { ...record, sha256: Buffer.from(record.sha256) } : record,
      });
      return;
    }
    if (this.#held.length > 0) this.release();
    // No mark has a name, and there are few: made for each file they would cost as much as its record.
    this.#to.add(key, this.#marked ? this.#withMarks(record, nameOf(key), this.#xattrs) : record);
  }

  #withMarks(record: PathRecord, name: string, { whiteouts, opaque, capabilities }: LayerXattrs): PathRecord {
    if (this.#options.whiteouts && whiteouts.has(name)) return { type: 'whiteout' };
    // The kernel merges the layers' roots whatever their marks.
    if (record.type === 'directory') return { ...record, opaque: name !== '' && opaque.has(name) };
    const capability = record.type === 'file' ? capabilities.get(name) : undefined;
    return record.type === 'file' && capability !== undefined ? { ...record, capabilities: capability } : record;
  }

  #addFile(visit: Visit): void {
    const path = visit.read === undefined ? visitedPath(visit) : '';
    const simple = visit.read ?? (this.#options.sinceNs === undefined ? this.#hasher.readSimple(path) : undefined);
    if (simple === undefined) {
      this.#addAnyFile(visit, path);
      return;
    }
    this.#control.progress(1, simple.content.size);
    this.#addRecord(visit.key, simple, simple.content, 0);
  }

  /** Whatever it is: large, linked, changing, or young. */
  #addAnyFile(visit: Visit, path: string | Buffer): void {
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
    this.#addRecord(visit.key, ownerOf(stat), content, link);
  }

  #addRecord(key: Buffer, { mode, uid, gid }: Owner, content: Content, link: number): void {
    const { size, sha256, kind, interpreter } = content;
    const record = { type: 'file', mode, uid, gid, size, sha256, kind, link } as const;
    this.#put(key, interpreter === undefined ? record : { ...record, interpreter });
  }
}

function recordOf(stat: BigIntStats, path: string | Buffer): PathRecord {
  const owner = ownerOf(stat);
  if (stat.isDirectory()) return { type: 'directory', ...owner, opaque: false, implied: false };
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
