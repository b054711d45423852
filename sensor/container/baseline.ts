import { opendir } from 'node:fs/promises';
import type { ImageSource } from '../../image-index/read/source.ts';

/**
 * The root of a container whose layers cannot be told, as it was at `sinceNs`. Undefined where it shows nothing, since no container
 * runs from an empty root: what was mounted there has gone with its process, or an overlay's directories were removed below it.
 */
export async function baselineOf(dir: string, sinceNs: bigint): Promise<ImageSource | undefined> {
  return (await hasEntries(dir)) ? { kind: 'rootfs_baseline', dir, sinceNs } : undefined;
}

async function hasEntries(dir: string): Promise<boolean> {
  try {
    await using opened = await opendir(dir);
    return (await opened.read()) !== null;
  } catch {
    return false;
  }
}
