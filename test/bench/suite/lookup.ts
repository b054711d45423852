/**
 * Opening and asking an index of 100,000 files.
 *
 * "cold" means an empty LRU and no cached blocks, with the file in the page cache: every question is asked of a freshly opened
 * index. "warm" asks again what was just asked.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ImageIndexWriter } from '../../../image-index/format/image.ts';
import { keyOfPath } from '../../../image-index/format/key.ts';
import { ImageIndex } from '../../../image-index/lookup.ts';
import { type Bench, quantile, round } from './suite.ts';

const FILES = 100_000;
const QUESTIONS = 2_000;
/** Of issue 4: the median. */
export const GOALS_US: Readonly<Record<string, number>> = {
  'open and close': 1000,
  'byPath, LRU empty': 50,
  'byPath, from the LRU': 5,
};

export type Lookups = {
  readonly bytes: number;
  /** Of the paths alone. */
  readonly pathBytes: number;
  /** Microseconds of each question, by what was asked. */
  readonly times: Readonly<Record<string, readonly number[]>>;
};

export const lookup: Bench = {
  name: 'lookup',
  async run({ dir, progress }) {
    progress(`lookup, an index of ${FILES} files`);
    const { times: all } = measureLookups(dir, FILES);
    return Object.entries(all).map(([what, list]) => {
      const values = { 'median, us': round(quantile(list, 0.5)), 'p99, us': round(quantile(list, 0.99)) };
      const goal = GOALS_US[what];
      return {
        bench: 'lookup',
        what: `index of ${FILES.toLocaleString('en')}: ${what}`,
        values,
        ...(goal !== undefined && { goal: `<= ${goal.toLocaleString('en')} us` }),
      };
    });
  },
};

/** Of an index that is made in `dir`. */
export function measureLookups(dir: string, files: number): Lookups {
  mkdirSync(dir, { recursive: true });
  const paths = makePaths(files);
  const file = join(dir, 'image.idx');
  write(file, paths);
  const asked = Array.from({ length: QUESTIONS }, (_, at) => paths[(at * 7919) % paths.length] ?? Buffer.alloc(0));
  const absent = asked.map((path) => Buffer.concat([path, Buffer.from('~')]));
  const digests = asked.map((path) => digestOf(path).toString('hex'));
  return {
    bytes: statSync(file).size,
    pathBytes: paths.reduce((sum, path) => sum + path.length, 0),
    times: {
      'open and close': times(500, () => ImageIndex.open(file).close()),
      'byPath, cold': times(QUESTIONS, (at) =>
        withFresh(file, (index, start) => [index.byPath(pick(asked, at)), start()]),
      ),
      'byPath, LRU empty': repeated(file, (index, at) => index.byPath(pick(asked, at))),
      'byPath, not in the image': repeated(file, (index, at) => index.byPath(pick(absent, at))),
      bySha256: repeated(file, (index, at) => index.bySha256(pick(digests, at))),
      'byPath, from the LRU': warm(file, pick(asked, 0)),
    },
  };
}

/** Like a root filesystem: 40 files a directory, names that share beginnings. */
function makePaths(count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) => {
    const directory = Math.floor(at / 40);
    return Buffer.from(
      `/usr/lib/node_modules/package-${directory % 500}/dist/module-${directory}/file-number-${at}.js`,
    );
  });
}

function digestOf(path: Buffer): Buffer {
  return createHash('sha256').update(path).digest();
}

function write(file: string, paths: readonly Buffer[]): void {
  const writer = new ImageIndexWriter(file);
  const entries = paths.map((path) => ({ key: keyOfPath(path) ?? path, path })).sort((a, b) => a.key.compare(b.key));
  for (const { key, path } of entries) {
    const record = {
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: 5000,
      sha256: digestOf(path),
      kind: 'other',
      link: 0,
    } as const;
    writer.add(key, record, 3);
  }
  const layers = Array.from(
    { length: 10 },
    (_, at) => `sha256:${createHash('sha256').update(String(at)).digest('hex')}`,
  );
  writer.commit({ key: layers[0] ?? '', provenance: 'lower_dirs', layers }, false);
}

function times(count: number, work: (at: number) => unknown): number[] {
  return Array.from({ length: count }, (_, at) => {
    const start = performance.now();
    const measured = work(at);
    const total = (performance.now() - start) * 1000;
    return typeof measured === 'number' ? measured : total;
  });
}

/** The time of the question alone, of an index that was opened for it. */
function withFresh(
  file: string,
  ask: (index: ImageIndex, elapsed: () => number) => readonly [unknown, number],
): number {
  const index = ImageIndex.open(file);
  try {
    const start = performance.now();
    return ask(index, () => (performance.now() - start) * 1000)[1];
  } finally {
    index.close();
  }
}

function repeated(file: string, ask: (index: ImageIndex, at: number) => unknown): number[] {
  const index = ImageIndex.open(file);
  try {
    return times(QUESTIONS, (at) => {
      const start = performance.now();
      ask(index, at);
      return (performance.now() - start) * 1000;
    });
  } finally {
    index.close();
  }
}

/** A thousand at a time: one alone is shorter than the clock's step. */
function warm(file: string, path: Buffer): number[] {
  const index = ImageIndex.open(file);
  try {
    index.byPath(path);
    return times(200, () => {
      const start = performance.now();
      for (let at = 0; at < 1000; at++) index.byPath(path);
      return performance.now() - start;
    });
  } finally {
    index.close();
  }
}

function pick<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length];
  if (found === undefined) throw new RangeError('nothing to ask');
  return found;
}
