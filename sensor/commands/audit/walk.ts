import { type BigIntStats, closeSync, constants, type Dir, fstatSync, opendirSync, openSync } from 'node:fs';

export type WalkOptions = {
  /** Directory entries that are looked at. */
  readonly maxEntries: number;
  /** Each level holds a descriptor while it is walked. */
  readonly maxDepth: number;
  /** Paths below the root (absolute, as the container sees them) where something is mounted: left out untouched. */
  readonly mounted: ReadonlySet<string>;
};

/** Files and directories that were not looked at, and why. Anything above 0 means that the walk says less than everything. */
export type WalkReport = { entries: number; beyondBound: number; unreadable: number };

/** A regular file. `handle` opens like it, and is good until the next one is asked for. */
export type WalkedFile = { readonly path: Buffer; readonly handle: string; readonly stat: BigIntStats };

const O_PATH = 0o10000000;
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
const SLASH = Buffer.from('/');

/**
 * Every regular file below a directory that lies on the same filesystem. Each step opens one name relative to its
 * directory's descriptor and follows no link, so that nothing outside is reached, whatever is exchanged meanwhile. Only
 * O_PATH handles of files are opened here: that blocks on no device, FIFO or server.
 */
export function* walkFiles(root: string, options: WalkOptions, report: WalkReport): Generator<WalkedFile, void, void> {
  const fd = openSync(root, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  try {
    yield* walkDirectory(fd, Buffer.alloc(0), fstatSync(fd, { bigint: true }).dev, 0, options, report);
  } finally {
    closeSync(fd);
  }
}

function* walkDirectory(
  fd: number,
  path: Buffer,
  dev: bigint,
  depth: number,
  options: WalkOptions,
  report: WalkReport,
): Generator<WalkedFile, void, void> {
  for (const name of namesOf(fd, report)) {
    if (report.entries >= options.maxEntries) {
      report.beyondBound++;
      return;
    }
    report.entries++;
    const child = Buffer.concat([path, SLASH, name]);
    if (options.mounted.has(child.toString('latin1'))) continue;
    let handle: number | undefined;
    let directory: number | undefined;
    try {
      handle = openSync(below(fd, name), O_PATH | O_NOFOLLOW);
      const stat = fstatSync(handle, { bigint: true });
      if (stat.dev !== dev) continue;
      if (stat.isFile()) yield { path: child, handle: `/proc/self/fd/${handle}`, stat };
      if (!stat.isDirectory()) continue;
      if (depth >= options.maxDepth) {
        report.beyondBound++;
        continue;
      }
      directory = openSync(`/proc/self/fd/${handle}`, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
      closeSync(handle);
      handle = undefined;
      yield* walkDirectory(directory, child, dev, depth + 1, options, report);
    } catch (error) {
      if (!isGone(error)) report.unreadable++;
    } finally {
      if (handle !== undefined) closeSync(handle);
      if (directory !== undefined) closeSync(directory);
    }
  }
}

/** Read in small portions: a directory may have millions of entries. */
function* namesOf(fd: number, report: WalkReport): Generator<Buffer, void, void> {
  let dir: Dir | undefined;
  try {
    dir = opendirSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' as BufferEncoding, bufferSize: 256 });
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
      // With encoding `buffer` names are bytes, which the types do not say.
      yield entry.name as unknown as Buffer;
    }
  } catch (error) {
    if (!isGone(error)) report.unreadable++;
  } finally {
    dir?.closeSync();
  }
}

function below(fd: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), name]);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
