import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ImageSource } from './read/source.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * The name of an image's index. The config digest `id` where an engine states one: it fixes the layers and so the content, and
 * all sources of it share one index. Else a digest of what the source says and of the identity of its directories. A baseline
 * belongs to one container, so it is always named by its directory and time. `keeper`: the user whose word the id is, where nobody
 * has to believe it; such an image has an index that is shared with none.
 */
export function imageKey(source: ImageSource, id?: string, keeper?: number): string {
  const stated = id !== undefined && DIGEST.test(id) && keeper === undefined;
  if (stated && source.kind !== 'rootfs_baseline') return id;
  const hash = createHash('sha256');
  const of = keeper === undefined ? [] : [`user ${keeper}`];
  for (const part of [source.kind, id ?? '', ...of, ...identity(source)]) hash.update(`${part}\0`);
  return `source:${hash.digest('hex')}`;
}

function identity(source: ImageSource): readonly string[] {
  switch (source.kind) {
    case 'lower_dirs':
      return [...source.dirs.map(directory), ...(source.diffIds ?? [])];
    case 'oci_layout':
      return [source.tag, directory(source.dir)];
    case 'rootfs_baseline':
      return [directory(source.dir), String(source.sinceNs)];
    case 'container':
      return [source.id];
    // These always know their image's config digest; the rest names what was asked for.
    case 'oci_archive':
      return [source.tag, directory(source.path)];
    case 'docker_archive':
      return [source.ref, directory(source.path)];
    case 'registry':
      return [source.ref];
    case 'docker_daemon':
    case 'containerd':
      return [source.ref, source.socket];
    case 'containers_storage':
      return [source.ref, directory(source.root)];
  }
}

/** The same path can be another directory after a while; a directory that cannot be seen is named by its path alone. */
function directory(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? resolve(path) : `${resolve(path)}\0${stat.dev}:${stat.ino}`;
}
