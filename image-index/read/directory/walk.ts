import {
  type BigIntStats,
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
} from 'node:fs';
import { errnoOf, IndexError } from '../../error.ts';
import { childKey, ROOT_KEY } from '../../format/key.ts';
import type { ReadFile } from './ahead-slots.ts';
import { MAX_OFFERED, type ReadAhead } from './read-ahead.ts';

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;

/** A path of 4,095 bytes has at most 2,047 directories; each one on the way down holds a descriptor. */
const MAX_DEPTH = 2048;

export type Visit = {
  readonly key: Buffer;
  /** Undefined: the directory says that it is a regular file, and whoever opens it is told the rest. */
  readonly stat: BigIntStats | undefined;
  /** Reaches the file itself for as long as the visit lasts, whatever happens to the directories above it. */
  readonly path: Buffer;
  /** Of a file that was read ahead. */
  readonly read?: ReadFile | undefined;
};

/**
 * Every file below `directory` in ascending order of keys, directories before what is in them, the root included. Names are
 * bytes. Goes from descriptor to descriptor (`/proc/self/fd/N/name` stands in for openat, which Node lacks) and follows no
 * symlink below `directory`, so that it never leaves it, and paths may be longer than PATH_MAX. A mount point is visited but
 * not entered: overlay does not see what is mounted inside its layers either.
 */
export function* walk(directory: string, ahead?: ReadAhead): Generator<Visit, void, void> {
  const root = open(Buffer.from(directory), OPEN_DIRECTORY);
  try {
    const stat = fstatSync(root, { bigint: true });
    yield { key: ROOT_KEY, stat, path: Buffer.from(`/proc/self/fd/${root}`) };
    yield* below({ fd: root, key: ROOT_KEY, depth: 1 }, stat.dev, ahead);
  } finally {
    closeSync(root);
  }
}

type Place = { readonly fd: number; readonly key: Buffer; readonly depth: number };

function* below({ fd, key: parent, depth }: Place, dev: bigint, ahead: ReadAhead | undefined): Generator<Visit> {
  if (depth > MAX_DEPTH) throw new IndexError('too_large', `directories ${depth} deep`);
  const here = Buffer.from(`/proc/self/fd/${fd}/`);
  const entries = readdirSync(here, { encoding: 'buffer', withFileTypes: true });
  entries.sort((a, b) => a.name.compare(b.name));
  let run = NO_RUN;
  for (const [at, entry] of entries.entries()) {
    const path = Buffer.concat([here, entry.name]);
    const key = childKey(parent, entry.name);
    if (entry.isFile()) {
      if (ahead !== undefined && at >= run.end) run = offer(ahead, fd, entries, at);
      yield { key, stat: undefined, path, read: run.offered ? ahead?.take(at - run.start) : undefined };
      continue;
    }
    // Some filesystems do not say types: then this is a file as well.
    const stat = lstatSync(path, { bigint: true });
    yield { key, stat: stat.isFile() ? undefined : stat, path };
    if (!stat.isDirectory() || stat.dev !== dev) continue;
    const child = open(path, OPEN_DIRECTORY | constants.O_NOFOLLOW);
    try {
      yield* below({ fd: child, key, depth: depth + 1 }, dev, ahead);
    } finally {
      closeSync(child);
    }
  }
}

/** Files that follow each other, without a directory between them. */
type Run = { readonly start: number; readonly end: number; readonly offered: boolean };
const NO_RUN: Run = { start: 0, end: 0, offered: false };

function offer(ahead: ReadAhead, fd: number, entries: readonly Dirent<Buffer>[], start: number): Run {
  let end = start;
  while (end < entries.length && end - start < MAX_OFFERED && entries[end]?.isFile() === true) end++;
  const names = entries.slice(start, end).map(({ name }) => name);
  return { start, end, offered: ahead.offer(fd, names) };
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
