import type { IndexEntry } from '../../entry.ts';
import { pathOfKey } from '../../format/key.ts';
import type { ReadControl } from '../layer-source.ts';
import { FileHasher } from './hash-file.ts';
import { visitedName, visitedPath, Walk } from './walk.ts';
import type { LayerXattrs } from './xattrs.ts';

/** The regular files of a directory as they are now, in the order of an index, for comparing with one. */
export function* directoryFiles(
  dir: string,
  xattrs: LayerXattrs,
  control: ReadControl,
): Generator<IndexEntry, void, void> {
  const hasher = new FileHasher();
  const walk = new Walk(dir);
  try {
    for (const visit of walk.visits()) {
      if (visit.stat !== undefined) continue;
      const { stat, content: read } = hasher.read(visitedPath(visit), () => visitedName(visit), control);
      if (read === undefined) continue;
      const { sha256, ...content } = read;
      control.progress(1, 0);
      const name = pathOfKey(visit.key);
      const capabilities = xattrs.capabilities.get(name.subarray(1).toString('latin1'));
      yield {
        path: name,
        sha256: sha256.toString('hex'),
        ...content,
        mode: Number(stat.mode & 0o7777n),
        uid: Number(stat.uid),
        gid: Number(stat.gid),
        layer: dir,
        ...(capabilities === undefined ? undefined : { capabilities }),
      };
    }
  } finally {
    walk.close();
  }
}
