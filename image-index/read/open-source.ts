import { container } from './container.ts';
import type { LayerSource } from './layer-source.ts';
import { type DirectoryReaderOptions, lowerDirs, rootfsBaseline } from './lower-dirs.ts';
import type { RegistryOptions } from './registry/options.ts';
import type { ImageSource } from './source.ts';

export type ReaderOptions = DirectoryReaderOptions & {
  /** `OS/ARCH[/VARIANT]` to pick from a multi-platform index; default: this machine's. */
  readonly platform?: string;
  readonly registry?: RegistryOptions;
  /** For temporary copies of what must be read out of order. */
  readonly scratchDir: string;
};

/** The reader for each kind of source: the one place that knows them all. */
export function openSource(source: ImageSource, options: ReaderOptions): LayerSource {
  switch (source.kind) {
    case 'lower_dirs':
      return lowerDirs(source, options);
    case 'rootfs_baseline':
      return rootfsBaseline(source, options);
    case 'container':
      return container(source, options);
    // Loaded when used: the sensor's index worker, which reads directories, need not hold HTTP, TLS and gRPC in memory, and `build` starts
    // faster; what checks JSON alone takes 50 ms.
    case 'oci_layout':
      return { open: async (control) => (await import('./oci-layout.ts')).ociLayout(source, options).open(control) };
    case 'oci_archive':
      return {
        open: async (control) => (await import('./archive/oci-archive.ts')).ociArchive(source, options).open(control),
      };
    case 'docker_archive':
      return {
        open: async (control) =>
          (await import('./archive/docker-archive.ts')).dockerArchive(source, options).open(control),
      };
    case 'containers_storage':
      return {
        open: async (control) =>
          (await import('./containers-storage.ts')).containersStorage(source, options).open(control),
      };
    case 'docker_daemon':
      return {
        open: async (control) => (await import('./docker-daemon.ts')).dockerDaemon(source, options).open(control),
      };
    case 'registry':
      return {
        open: async (control) => (await import('./registry/source.ts')).registrySource(source, options).open(control),
      };
    case 'containerd':
      return {
        open: async (control) =>
          (await import('./containerd/source.ts')).containerdSource(source, options).open(control),
      };
  }
}
