import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { unmountBelow } from './temp.ts';

/** Mounts an overlay at `target`; `lower` is topmost first, as in `lowerdir=`. Without `upper` it is read-only. */
export async function mountOverlay(
  target: string,
  dirs: {
    readonly lower: readonly string[];
    readonly upper?: string;
    readonly work?: string;
    readonly options?: string;
  },
): Promise<void> {
  for (const dir of [target, dirs.upper, dirs.work]) if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const options = [
    `lowerdir=${dirs.lower.join(':')}`,
    ...(dirs.upper === undefined ? [] : [`upperdir=${dirs.upper}`, `workdir=${dirs.work ?? `${dirs.upper}.work`}`]),
    ...(dirs.options === undefined ? [] : [dirs.options]),
  ];
  if (dirs.upper !== undefined && dirs.work === undefined) mkdirSync(`${dirs.upper}.work`, { recursive: true });
  await run(['mount', '-t', 'overlay', 'overlay', '-o', options.join(','), target]);
}

/**
 * Makes one more image layer by letting the kernel do it: mounts `lower` with a fresh upper directory `dir/diff`, lets
 * `change` edit the merged view (delete, rename, recreate), unmounts. Gives the new layer, with real whiteouts and opaque marks.
 */
export async function overlayLayer(
  dir: string,
  lower: readonly string[],
  change: (merged: string) => void | Promise<void>,
): Promise<string> {
  const merged = join(dir, 'merged');
  const upper = join(dir, 'diff');
  await mountOverlay(merged, { lower, upper, work: join(dir, 'work') });
  try {
    await change(merged);
  } finally {
    unmountBelow(merged);
  }
  return upper;
}
