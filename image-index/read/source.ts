/** How the bytes of an image can be had, as plain data: it crosses threads. */
export type ImageSource =
  /**
   * Image layers, topmost first, as overlay's `lowerdir=`. `diffIds` (same order) where the engine names them. `mutable`: they are somebody's
   * own, not an engine's, and may have changed since they were read.
   */
  | {
      readonly kind: 'lower_dirs';
      readonly dirs: readonly string[];
      readonly diffIds?: readonly string[];
      readonly mutable?: boolean;
    }
  /** `oci:DIR:TAG`, an OCI image layout. */
  | { readonly kind: 'oci_layout'; readonly dir: string; readonly tag: string }
  /** A plain directory; files whose ctime is at or after `sinceNs` (the container's creation) are not part of the image. */
  | { readonly kind: 'rootfs_baseline'; readonly dir: string; readonly sinceNs: bigint }
  /** An OCI image layout in a tar file, which may be compressed. */
  | { readonly kind: 'oci_archive'; readonly path: string; readonly tag: string }
  /** What `docker save` writes, in both of its forms; may be compressed. `ref` empty: its only image. */
  | { readonly kind: 'docker_archive'; readonly path: string; readonly ref: string }
  /** `HOST/REPO[:TAG|@DIGEST]` by the OCI distribution API. */
  | { readonly kind: 'registry'; readonly ref: string }
  /** An image of a Docker daemon; `socket` is its path. */
  | { readonly kind: 'docker_daemon'; readonly ref: string; readonly socket: string }
  /** An image of containerd; `socket` is its path. `digest`: of its manifest, where the name may lead elsewhere by now. */
  | {
      readonly kind: 'containerd';
      readonly ref: string;
      readonly namespace: string;
      readonly socket: string;
      readonly digest?: string;
    }
  /** An image in a containers/storage directory with the overlay driver (Podman, CRI-O, Buildah). */
  | { readonly kind: 'containers_storage'; readonly ref: string; readonly root: string }
  /** The lower directories below a running container's root. */
  | { readonly kind: 'container'; readonly id: string };
