/** Where a path led, as the process that it was given to would have gone. */
import type { BigIntStats } from 'node:fs';

export type Arrival =
  | {
      readonly kind: 'file';
      /** An O_PATH handle of a regular file, which the caller closes. */
      readonly handle: number;
      readonly stat: BigIntStats;
      /** In the mount tree, without symlinks (latin1); without a leading slash for a file that never had a path. */
      readonly path: string;
      readonly parentDev: bigint;
      /** The latest change of a symlink on the way. */
      readonly linkCtimeNs: bigint;
      /** Reached through a descriptor of a process, not by a name. */
      readonly byDescriptor: boolean;
    }
  /** `directoryCtimeNs`: when the last directory on the way, or a symlink to it, changed. */
  | { readonly kind: 'missing'; readonly path: string; readonly directoryCtimeNs: bigint }
  | NoFile
  | { readonly kind: 'failed'; readonly path: string; readonly errno: string };

/** A pipe or socket; a directory, device or terminal. */
export type NoFile = {
  readonly kind: 'stream' | 'other';
  readonly path: string;
  /** By then it had this name (CLOCK_REALTIME, ns): an exec before that may have met something else. */
  readonly sinceNs: bigint;
  /** As of a file. */
  readonly byDescriptor: boolean;
};

/**
 * Coarsest tick of a kernel's clock for file times (HZ=100), ns: a change is stamped up to this much before it happened.
 */
export const TICK_NS = 10_000_000n;

/** `parent`: of the directory that has it by its name. `linkCtimeNs`: as in Arrival. */
export function noFile(stat: BigIntStats, parent: BigIntStats | undefined, path: string, linkCtimeNs: bigint): NoFile {
  const isStream = stat.isFIFO() || stat.isSocket();
  // Who writes to a FIFO moves its ctime.
  const own = isStream ? stat.birthtimeNs : stat.ctimeNs;
  // A new name changes both: the thing, and the directory above it.
  const named = parent === undefined ? 0n : own < parent.ctimeNs ? own : parent.ctimeNs;
  const latest = named > linkCtimeNs ? named : linkCtimeNs;
  // A FIFO that was made just before the exec, to be read by it, is what was given.
  const sinceNs = isStream || parent === undefined ? latest : latest + TICK_NS;
  return { kind: isStream ? 'stream' : 'other', path, sinceNs, byDescriptor: parent === undefined };
}
