/** How the bytes of an image can be had on this node, best first. */
export type ImageSource =
  /** Image layers, topmost first, as overlay's `lowerdir=`. `diffIds` (same order) where the engine names them. */
  | { readonly kind: 'lower_dirs'; readonly dirs: readonly string[]; readonly diffIds?: readonly string[] }
  /** `oci:DIR:TAG`, an OCI image layout. */
  | { readonly kind: 'oci_layout'; readonly dir: string; readonly tag: string }
  /** A plain directory; files whose ctime is at or after `sinceNs` (the container's creation) are not part of the image. */
  | { readonly kind: 'rootfs_baseline'; readonly dir: string; readonly sinceNs: bigint };
