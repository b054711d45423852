/** Of linux/magic.h: what statfs(2) and `FileFacts` say a filesystem is. */
export const OVERLAYFS_MAGIC = 0x794c_7630;
export const TMPFS_MAGIC = 0x0102_1994;
