import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { IndexError } from '../error.ts';
import type { LayerSource } from './layer-source.ts';
import { type DirectoryReaderOptions, lowerDirs } from './lower-dirs.ts';
import { findMount } from './mount.ts';
import { lowerDirsOf } from './overlay-options.ts';
import type { ImageSource } from './source.ts';

/** Shorter ones could be part of anything in a cgroup's name. */
const MIN_ID = 12;

/**
 * What lies below a running container's writable layer: the lower directories of the overlay that is the root of one of its
 * processes. The container is found by its id in the names of cgroups, whichever engine made it.
 */
export function container(
  source: Extract<ImageSource, { kind: 'container' }>,
  options: DirectoryReaderOptions,
): LayerSource {
  const { id } = source;
  return {
    open: (control) => {
      if (!/^[0-9a-zA-Z._-]+$/.test(id) || id.length < MIN_ID)
        throw new IndexError('malformed', `a container's id has at least ${MIN_ID} characters: ${JSON.stringify(id)}`);
      const dirs = rootLowerDirs(id).filter((dir) => !isInitLayer(dir));
      return lowerDirs({ kind: 'lower_dirs', dirs }, options).open(control);
    },
  };
}

/** Docker puts one layer of its own (mount points, /etc/hosts) on top of the image's. */
function isInitLayer(dir: string): boolean {
  return basename(dirname(dir)).endsWith('-init') && basename(dir) === 'diff';
}

function rootLowerDirs(id: string): string[] {
  let reason = `no process of a container ${id} runs here`;
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    if (!isInContainer(read(`/proc/${pid}/cgroup`), id)) continue;
    const root = findMount(read(`/proc/${pid}/mountinfo`), '/');
    // A directory of an overlay is another tree's.
    if (root?.fsType === 'overlay' && root.whole) return lowerDirsOf(root.superOptions, `the root of container ${id}`);
    if (root !== undefined)
      reason = `the root of container ${id} is ${root.whole ? '' : 'a directory of '}${root.fsType}, not an overlay`;
  }
  throw new IndexError('io', reason);
}

/** The id as a whole word of a cgroup's name: `docker-<id>.scope`, `libpod-<id>`, `cri-containerd-<id>`, `/<id>`. */
function isInContainer(cgroups: string, id: string): boolean {
  return cgroups
    .split('\n')
    .flatMap((line) => line.split(':').slice(2).join(':').split('/'))
    .some((part) => {
      const name = part.replace(/\.scope$/, '').replace(/^(?:docker|libpod|crio|cri-containerd)-/, '');
      return name === id || (/^[0-9a-f]{64}$/.test(name) && name.startsWith(id));
    });
}

/** Processes end while they are looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
