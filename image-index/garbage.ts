import { readdirSync, readlinkSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename } from 'node:path';
import { errnoOf, IndexError } from './error.ts';
import { ImageIndex } from './lookup.ts';

export type GcOptions = {
  readonly maxBytes: number;
  /** Keeps the indexes that some process (a sensor, for the images that run) has open. */
  readonly keepRunning: boolean;
};

export type GcResult = {
  readonly removed: readonly { readonly path: string; readonly bytes: number }[];
  /** What is left; more than `maxBytes` only where indexes are kept because they are in use. */
  readonly bytes: number;
  readonly keptInUse: number;
};

type Item = { readonly path: string; readonly bytes: number; readonly usedMs: number };
type Image = Item & { readonly layers: readonly string[] };

/** Uses are noted at most this often: a note costs a write. */
const NOTE_EVERY_MS = 3_600_000;

/** The file's access time says when its index was last used; mount options such as noatime do not matter. */
export function noteUse(path: string): void {
  try {
    const { atimeMs, mtime } = statSync(path);
    if (Math.abs(Date.now() - atimeMs) > NOTE_EVERY_MS) utimesSync(path, new Date(), mtime);
  } catch (error) {
    // A directory that is only read (a pod's mount) has no such notes; gc then goes by age.
    if (!['ENOENT', 'EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) throw error;
  }
}

/**
 * Layer manifests that no image has go first (they only save work), then images with the layers that nobody else has, each
 * time the one that was used least recently. Open files stay readable for those who have them open.
 */
export function collectGarbage(layers: readonly string[], images: readonly string[], options: GcOptions): GcResult {
  const layerItems = layers.flatMap(itemOf);
  let bytes = [...layerItems, ...images.flatMap(itemOf)].reduce((sum, item) => sum + item.bytes, 0);
  if (bytes <= options.maxBytes) return { removed: [], bytes, keptInUse: 0 };
  const imageItems = images.flatMap(imageOf);
  const inUse = options.keepRunning ? openFiles() : new Set<string>();
  const removed: { path: string; bytes: number }[] = [];
  const remove = (item: Item): void => {
    rmSync(item.path, { force: true });
    removed.push({ path: item.path, bytes: item.bytes });
    bytes -= item.bytes;
  };

  const users = new Map<string, number>();
  for (const image of imageItems) for (const name of image.layers) users.set(name, (users.get(name) ?? 0) + 1);
  const byName = new Map(layerItems.map((item) => [basename(item.path), item]));
  for (const item of [...layerItems].sort(leastRecentFirst)) {
    if (bytes <= options.maxBytes) break;
    if (!users.has(basename(item.path))) remove(item);
  }
  let keptInUse = 0;
  for (const image of [...imageItems].sort(leastRecentFirst)) {
    if (bytes <= options.maxBytes) break;
    if (inUse.has(basename(image.path))) {
      keptInUse++;
      continue;
    }
    remove(image);
    for (const name of image.layers) {
      const left = (users.get(name) ?? 1) - 1;
      users.set(name, left);
      const layer = byName.get(name);
      if (left === 0 && layer !== undefined) remove(layer);
    }
  }
  return { removed, bytes, keptInUse };
}

function leastRecentFirst(a: Item, b: Item): number {
  return a.usedMs - b.usedMs;
}

function itemOf(path: string): Item[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [{ path, bytes: stat.size, usedMs: Math.max(stat.atimeMs, stat.mtimeMs) }];
}

function imageOf(path: string): Image[] {
  return itemOf(path).map((item) => ({ ...item, layers: layersOf(path) }));
}

/** File names of its layer manifests, each once; none for an index that cannot be opened, which then is the first to go. */
function layersOf(path: string): readonly string[] {
  try {
    const index = ImageIndex.open(path);
    index.close();
    return [...new Set(index.layers.map((id) => `${id.replace(':', '-')}.layer`))];
  } catch (error) {
    if (error instanceof IndexError) return [];
    throw error;
  }
}

/**
 * The names of all files that processes here have open, as far as this user may see. Not their paths: a link or another mount may lead to
 * the same directory, and no other file is called like an index.
 */
function openFiles(): Set<string> {
  const open = new Set<string>();
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    for (const fd of list(`/proc/${pid}/fd`)) {
      try {
        open.add(basename(readlinkSync(`/proc/${pid}/fd/${fd}`)));
      } catch {
        // It closed the file or ended meanwhile.
      }
    }
  }
  return open;
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    // Ended, or another user's.
    return [];
  }
}
