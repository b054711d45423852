import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { errnoOf, IndexError } from '../error.ts';
import { childKey, ROOT_KEY } from '../format/key.ts';

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;

/** A path of 4,095 bytes has at most 2,047 directories; each one on the way down holds a descriptor. */
const MAX_DEPTH = 2048;

export type Visit = {
  readonly key: Buffer;
  readonly stat: BigIntStats;
  /** Reaches the file itself for as long as the visit lasts, whatever happens to the directories above it. */
  readonly path: Buffer;
};

/**
 * Every file below `directory` in ascending order of keys, directories before what is in them, the root included. Names are
 * bytes. Goes from descriptor to descriptor (`/proc/self/fd/N/name` stands in for openat, which Node lacks) and follows no
 * symlink below `directory`, so that it never leaves it, and paths may be longer than PATH_MAX. A mount point is visited but
 * not entered: overlay does not see what is mounted inside its layers either.
 */
export function* walk(directory: string): Generator<Visit, void, void> {
  const root = open(Buffer.from(directory), OPEN_DIRECTORY);
  try {
    const stat = fstatSync(root, { bigint: true });
    yield { key: ROOT_KEY, stat, path: Buffer.from(`/proc/self/fd/${root}`) };
    yield* below(root, ROOT_KEY, 1, stat.dev);
  } finally {
    closeSync(root);
  }
}

function* below(fd: number, parent: Buffer, depth: number, dev: bigint): Generator<Visit, void, void> {
  if (depth > MAX_DEPTH) throw new IndexError('too_large', `directories ${depth} deep`);
  const here = Buffer.from(`/proc/self/fd/${fd}/`);
  const names = readdirSync(here, { encoding: 'buffer' }).sort(Buffer.compare);
  for (const name of names) {
    const path = Buffer.concat([here, name]);
    const stat = lstatSync(path, { bigint: true });
    const key = childKey(parent, name);
    yield { key, stat, path };
    if (!stat.isDirectory() || stat.dev !== dev) continue;
    const child = open(path, OPEN_DIRECTORY | constants.O_NOFOLLOW);
    try {
      yield* below(child, key, depth + 1, dev);
    } finally {
      closeSync(child);
    }
  }
}

function open(path: Buffer, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    const message =
      errnoOf(error) === 'EMFILE'
        ? 'directories are nested deeper than this process may have files open'
        : `cannot open the directory ${path.toString()}`;
    throw new IndexError('io', message, { cause: error });
  }
}
