/** Bounds on what a source may say; checked before memory is taken. Both sides of each are tested. */

/** PATH_MAX without its NUL: no longer path can be executed, and the kernel takes no longer symlink target. */
export const MAX_PATH_BYTES = 4095;

/** A file capability attribute is 20 bytes in revision 2 and 24 in revision 3 (linux/capability.h, struct vfs_ns_cap_data). */
export const MAX_CAPABILITY_BYTES = 64;

/** BINPRM_BUF_SIZE: the kernel reads no more than 256 bytes of a script, of which `#!` takes two. */
export const MAX_INTERPRETER_BYTES = 254;

/** overlay allows 500 lower layers; OCI images stay below 128. */
export const MAX_LAYERS = 512;

/** Entries of one layer: at about 80 bytes each with their names this bounds a tar layer's tree to some 640 MB. Real layers stay below 500,000. */
export const MAX_LAYER_ENTRIES = 8_000_000;

/** Symlinks followed for one path: the kernel's MAXSYMLINKS. */
export const MAX_SYMLINKS = 40;
