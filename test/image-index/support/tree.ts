import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ImageIndex } from '../../../image-index/lookup.ts';

/** Path (bytes as latin1) → what is there, in words that compare. */
export type Listing = ReadonlyMap<string, string>;

/** What the kernel shows below `root`, read without any of the code under test. */
export function listDirectory(root: string): Listing {
  const listing = new Map<string, string>();
  const visit = (path: Buffer, name: string): void => {
    const stat = lstatSync(path);
    const owner = `${(stat.mode & 0o7777).toString(8)} ${stat.uid}:${stat.gid}`;
    if (stat.isDirectory()) {
      listing.set(name, `directory ${owner}`);
      for (const child of readdirSync(path, { encoding: 'buffer' })) {
        visit(
          Buffer.concat([path, Buffer.from('/'), child]),
          `${name === '/' ? '' : name}/${child.toString('latin1')}`,
        );
      }
    } else if (stat.isSymbolicLink()) {
      listing.set(name, `symlink ${readlinkSync(path, { encoding: 'buffer' }).toString('latin1')}`);
    } else if (stat.isFile()) {
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      listing.set(name, `file ${owner} ${stat.size} ${sha256}`);
    } else {
      listing.set(name, `special ${owner}`);
    }
  };
  visit(Buffer.from(root), '/');
  return listing;
}

export function listIndex(index: ImageIndex): Listing {
  const listing = new Map<string, string>();
  for (const found of index.entries()) {
    const owner = `${found.mode.toString(8)} ${found.uid}:${found.gid}`;
    const { entry, target } = found;
    const words =
      target !== undefined
        ? `symlink ${target.toString('latin1')}`
        : entry !== undefined
          ? `file ${owner} ${entry.size} ${entry.sha256}`
          : `${found.type} ${owner}`;
    listing.set(found.path.toString('latin1'), words);
  }
  return listing;
}

/** One line for each path on which the two differ, so that a failure is readable. */
export function differences(expected: Listing, actual: Listing): string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths
    .filter((path) => expected.get(path) !== actual.get(path))
    .map(
      (path) =>
        `${JSON.stringify(path)}: expected ${expected.get(path) ?? 'nothing'}, got ${actual.get(path) ?? 'nothing'}`,
    );
}
