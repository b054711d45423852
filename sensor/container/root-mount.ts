import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findMount } from '../../image-index/read/mount.ts';
import { type OverlayOptions, parseOverlayOptions } from '../../image-index/read/overlay-options.ts';
import { readMountinfo } from './proc.ts';

/** Whether the first table is of a process that has another root than those of the second, as a container's has once it has pivoted. */
export function hasOtherRoot(mountinfo: string, host: string): boolean {
  const [own, theirs] = [findMount(mountinfo, '/'), findMount(host, '/')];
  return own !== undefined && own.of !== theirs?.of;
}

/**
 * Makes the lower directories absolute and real, topmost first; undefined unless every one of them is a directory here.
 *
 * With many layers Docker and containers-storage mount relative to their own directory (`lowerdir=l/ABC:l/DEF`, upper
 * `<id>/diff` or absolute): `base` is that directory, else it is found from an absolute upper directory `<base>/<id>/diff`.
 */
export async function resolveLowerDirs(options: OverlayOptions, base?: string): Promise<string[] | undefined> {
  const from = base ?? (options.upperDir?.startsWith('/') ? dirname(dirname(options.upperDir)) : undefined);
  const out: string[] = [];
  for (const dir of options.lowerDirs) {
    const absolute = dir.startsWith('/') ? dir : from === undefined ? undefined : `${from}/${dir}`;
    if (absolute === undefined) return undefined;
    try {
      // Docker's `l/` links are one name per layer and per daemon; the real directory is the same for all containers.
      const real = await realpath(absolute);
      if (!(await stat(real)).isDirectory()) return undefined;
      out.push(real);
    } catch {
      return undefined;
    }
  }
  return out;
}

/** Lower directories of the overlay that is the root of `pid`; undefined when it has another root or is gone. */
export async function rootLowerDirs(pid: number, base?: string, procDir = '/proc'): Promise<string[] | undefined> {
  return lowerDirsAt(await readMountinfo(pid, procDir), '/', base);
}

/** containers/storage's name of the read-write layer that is the root of `pid`: 64 hex digits, from `…/overlay/<name>/diff`. */
export async function rootLayer(pid: number, procDir = '/proc'): Promise<string | undefined> {
  const mountinfo = await readMountinfo(pid, procDir);
  const mount = mountinfo === undefined ? undefined : findMount(mountinfo, '/');
  if (mount?.fsType !== 'overlay') return undefined;
  const upper = parseOverlayOptions(mount.superOptions)?.upperDir;
  return /(?:^|\/)([0-9a-f]{64})\/diff$/.exec(upper ?? '')?.[1];
}

/**
 * Lower directories of the overlay mounted on `mountPoint` in this mount table. A directory of an overlay, such as one of a host whose own
 * root is one, has none: those are another tree's.
 */
export async function lowerDirsAt(
  mountinfo: string | undefined,
  mountPoint: string,
  base?: string,
): Promise<string[] | undefined> {
  const mount = mountinfo === undefined ? undefined : findMount(mountinfo, mountPoint);
  if (mount?.fsType !== 'overlay' || !mount.whole) return undefined;
  const options = parseOverlayOptions(mount.superOptions);
  return options === undefined ? undefined : resolveLowerDirs(options, base);
}
