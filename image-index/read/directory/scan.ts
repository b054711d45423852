import {
  type BigIntStats,
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  type PathLike,
  readdirSync,
} from 'node:fs';
import { errnoOf, IndexError } from '../../error.ts';
import { BATCH } from './ahead-slots.ts';
import { directoryPrefix, pathOf } from './proc-path.ts';

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;

/** A path of 4,095 bytes has at most 2,047 directories; each one on the way down holds a descriptor. */
const MAX_DEPTH = 2048;

/** An open directory. `prefix` of paths to what is in it, `keyPrefix` of their keys as latin1 text, `shown` of names in messages. */
export type Place = {
  readonly fd: number;
  readonly prefix: string;
  readonly keyPrefix: string;
  readonly shown: string;
};

/** In ascending order of keys, a directory before what is in it. Names are bytes, as latin1 text. */
export type Step =
  /** Whatever is not said to be a regular file; the root, with an empty name, first. */
  | { readonly type: 'entry'; readonly place: Place; readonly name: string; readonly stat: BigIntStats }
  /** Some that follow each other. */
  | { readonly type: 'files'; readonly place: Place; readonly names: readonly string[] }
  /** Nothing more of this directory follows; who takes this step closes it. */
  | { readonly type: 'leave'; readonly place: Place };

type Level = { readonly place: Place; readonly entries: readonly Dirent[]; at: number };

/** What is below `directory`; see walk.ts. The places of steps that were not taken are in `open`. */
export function* scan(directory: string, open: Set<Place>): Generator<Step, void, void> {
  const root = enter(Buffer.from(directory), OPEN_DIRECTORY, { keyPrefix: '', shown: directory }, open);
  const rootStat = fstatSync(root.fd, { bigint: true });
  yield { type: 'entry', place: root, name: '', stat: rootStat };
  const levels: Level[] = [list(root)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const { place } = level;
    const names = filesAt(level);
    level.at += names.length;
    if (names.length > 0) {
      yield { type: 'files', place, names };
      continue;
    }
    const name = level.entries[level.at++]?.name;
    if (name === undefined) {
      levels.pop();
      yield { type: 'leave', place };
      continue;
    }
    // Some filesystems do not say types: then this may be a file as well.
    const path = pathOf(place.prefix, name);
    const stat = lstatSync(path, { bigint: true });
    if (stat.isFile()) yield { type: 'files', place, names: [name] };
    else yield { type: 'entry', place, name, stat };
    if (!stat.isDirectory() || stat.dev !== rootStat.dev) continue;
    if (levels.length >= MAX_DEPTH) throw new IndexError('too_large', `directories ${levels.length + 1} deep`);
    const below = { keyPrefix: `${place.keyPrefix}${name}\0`, shown: shownPath(place, name) };
    levels.push(list(enter(path, OPEN_DIRECTORY | constants.O_NOFOLLOW, below, open)));
  }
}

function list(place: Place): Level {
  const entries = readdirSync(place.prefix, { encoding: 'latin1', withFileTypes: true });
  // As latin1 text they compare as their bytes do.
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { place, entries, at: 0 };
}

function filesAt({ entries, at }: Level): readonly string[] {
  const names: string[] = [];
  for (let entry = entries[at]; names.length < BATCH && entry?.isFile() === true; entry = entries[at + names.length])
    names.push(entry.name);
  return names;
}

/** For messages. */
export function shownPath(place: Place, name: string): string {
  return `${place.shown.replace(/\/$/, '')}/${Buffer.from(name, 'latin1').toString()}`;
}

function enter(path: PathLike, flags: number, named: Pick<Place, 'keyPrefix' | 'shown'>, open: Set<Place>): Place {
  try {
    const fd = openSync(path, flags);
    const place = { fd, prefix: directoryPrefix(fd), ...named };
    open.add(place);
    return place;
  } catch (error) {
    const message =
      errnoOf(error) === 'EMFILE'
        ? 'directories are nested deeper than this process may have files open'
        : `cannot open the directory ${named.shown}`;
    throw new IndexError('io', message, { cause: error });
  }
}

export function leave(place: Place, open: Set<Place>): void {
  if (open.delete(place)) closeSync(place.fd);
}
