import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { errnoOf, IndexError } from '../error.ts';
import { MAX_LAYERS } from '../limits.ts';
import { type LayerXattrs, NO_XATTRS, readXattrs } from './directory/xattrs.ts';
import { readDirectory } from './directory.ts';
import type { LayerSource, SourceLayer } from './layer-source.ts';
import type { ImageSource } from './source.ts';

export type DirectoryReaderOptions = {
  /** The C helper that reads extended attributes; without it the index says `xattrsUnread`. */
  readonly helperPath?: string;
};

type LowerDirs = Extract<ImageSource, { kind: 'lower_dirs' }>;
type RootfsBaseline = Extract<ImageSource, { kind: 'rootfs_baseline' }>;

/** An image's layers as an engine unpacked them for overlay. */
export function lowerDirs(source: LowerDirs, options: DirectoryReaderOptions): LayerSource {
  return {
    open: async () => {
      const { dirs, diffIds, mutable = false } = source;
      if (dirs.length > MAX_LAYERS) throw new IndexError('too_large', `${dirs.length} layers`);
      if (diffIds !== undefined && diffIds.length !== dirs.length) {
        throw new IndexError('malformed', `${dirs.length} lower directories, but ${diffIds.length} diffIDs`);
      }
      const layers = dirs.map((dir, at) => layerOf(dir, diffIds?.[at], !mutable, options)).reverse();
      return { provenance: 'lower_dirs', layers };
    },
  };
}

/** A container's root filesystem, when nothing is known of its image: what did not change since the container was created. */
export function rootfsBaseline(source: RootfsBaseline, options: DirectoryReaderOptions): LayerSource {
  const { dir, sinceNs } = source;
  return {
    open: async () => {
      const storeName = directoryIdentity(dir, ['baseline', String(sinceNs), xattrsWord(options)]);
      const layer: SourceLayer = {
        id: storeName,
        storeName,
        reusable: false,
        write: async (to, control) => {
          await readDirectory(
            dir,
            { xattrs: (signal) => xattrsOf(dir, options, signal), whiteouts: false, sinceNs },
            to,
            control,
          );
          return { xattrsUnread: options.helperPath === undefined };
        },
      };
      return { provenance: 'rootfs_baseline', layers: [layer] };
    },
  };
}

function layerOf(
  dir: string,
  diffId: string | undefined,
  reusable: boolean,
  options: DirectoryReaderOptions,
): SourceLayer {
  const storeName = directoryIdentity(dir, ['layer', diffId ?? '', xattrsWord(options)]);
  return {
    id: diffId ?? storeName,
    storeName,
    reusable,
    write: async (to, control) => {
      await readDirectory(dir, { xattrs: (signal) => xattrsOf(dir, options, signal), whiteouts: true }, to, control);
      return { xattrsUnread: options.helperPath === undefined };
    },
  };
}

async function xattrsOf(
  dir: string,
  { helperPath }: DirectoryReaderOptions,
  signal: AbortSignal,
): Promise<LayerXattrs> {
  return helperPath === undefined ? NO_XATTRS : readXattrs(helperPath, dir, signal);
}

/** A manifest without attributes is another manifest: it is not taken once the helper is there. */
function xattrsWord(options: DirectoryReaderOptions): string {
  return options.helperPath === undefined ? 'no-xattrs' : 'xattrs';
}

/**
 * Names a directory by where it is and which inode it is, not by its content: never to be mistaken for a verified diffID.
 * The ctime tells a directory that was removed and made again under the same name and inode number.
 */
function directoryIdentity(dir: string, more: readonly string[]): string {
  try {
    const path = realpathSync(dir, { encoding: 'buffer' });
    const { dev, ino, ctimeNs } = statSync(dir, { bigint: true });
    const parts = [path.toString('hex'), dev, ino, ctimeNs, ...more].map(String);
    return `dir-${createHash('sha256').update(parts.join('\0')).digest('hex')}`;
  } catch (error) {
    const problem = errnoOf(error) === 'ENOENT' ? `${dir} went before it was indexed` : `cannot look at ${dir}`;
    throw new IndexError('io', problem, { cause: error });
  }
}
