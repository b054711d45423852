import type { LayerSource } from './layer-source.ts';
import { type DirectoryReaderOptions, lowerDirs, rootfsBaseline } from './lower-dirs.ts';
import { ociLayout } from './oci-layout.ts';
import type { ImageSource } from './source.ts';

export type ReaderOptions = DirectoryReaderOptions & {
  /** `OS/ARCH` to pick from a multi-platform index; default: this machine's. */
  readonly platform?: string;
};

/** The reader for each kind of source: the one place that knows them all. */
export function openSource(source: ImageSource, options: ReaderOptions): LayerSource {
  switch (source.kind) {
    case 'lower_dirs':
      return lowerDirs(source, options);
    case 'rootfs_baseline':
      return rootfsBaseline(source, options);
    case 'oci_layout':
      return ociLayout(source, options);
  }
}
