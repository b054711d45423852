// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Verdicts that are remembered in the kernel: under which identity a file is known to be good, and whether it still is.
// Filled by the sensor, which alone decides; what is not in here is asked of it.
#pragma once

#define KNOWN_PATH_DEPTH 32   // names of a path; a longer one is never known
#define KNOWN_PATH_BYTES 240  // so that as an ancestor's it is said whole (REC_ANCESTOR_PATH)
#define KNOWN_MOUNT_DEPTH 4

const volatile bool verdicts = false;

/** Part of each key: what was known under an older one is known no more. Written by the bridge. */
volatile __u64 generation = 0;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1);
  __type(key, struct known_key);
  __type(value, u8);
} known_good SEC(".maps");

/**
 * Of a path whose names alone say where it leads: nothing but roots of mount trees lies above its mount (as for a container's
 * root filesystem), so that the same file through a bind mount is another one. 0: not so, or too long.
 * A dentry's hash is salted with its parent's address: of equal names in other directories, and of directories that were
 * renamed, the value differs. Of a dentry that was dropped from the cache and read again it does, too: then it is asked again.
 */
static __always_inline u64 path_key(struct dentry *dentry, struct vfsmount *vfsmnt, bool typed) {
  struct mount *mnt = TYPED(real_mount(vfsmnt));
  struct dentry *root = READ(typed, vfsmnt, mnt_root);
  u64 key = 0xcbf29ce484222325, bytes = 0;
  bool whole = false;

  for (int i = 0; i < KNOWN_PATH_DEPTH; i++) {
    if (dentry == root) {
      whole = true;
      break;
    }
    u64 hash = READ(typed, dentry, d_name.hash), len = READ(typed, dentry, d_name.len);
    bytes += len + 1;
    key = (key ^ (hash | len << 32)) * 0x9e3779b97f4a7c15;
    key ^= key >> 29;
    dentry = READ(typed, dentry, d_parent);
  }
  if (!whole || bytes > KNOWN_PATH_BYTES) return 0;
  for (int i = 0; i < KNOWN_MOUNT_DEPTH; i++) {
    struct mount *up = READ(casts, mnt, mnt_parent);
    if (up == mnt) return key | 1;
    struct dentry *at = READ(casts, mnt, mnt_mountpoint);
    if (!up || at != READ(casts, up, mnt.mnt_root)) return 0;
    mnt = up;
  }
  return 0;
}

/**
 * The key of a file that nobody can write to now, or one with slot 0. `slot` 0: no container's. An identity counts only
 * while nobody can write: bytes that change through a shared mapping leave it as it is. `typed`: the verifier knows the types
 * of all three pointers.
 */
static __always_inline void make_key(struct known_key *key, struct inode *inode, struct dentry *dentry,
                                     struct vfsmount *mnt, u64 slot, u32 use, bool typed) {
  if (!typed) {
    inode = TYPED(inode);
    dentry = TYPED(dentry);
    mnt = TYPED(mnt);
    typed = casts;
  }
  struct inode *real = inode;
  struct super_block *sb = READ(typed, inode, i_sb);
  u64 magic = READ(typed, sb, s_magic);
  u8 layer = LAYER_NOT_OVERLAY;

  key->slot = 0;
  if (!slot || !READ(typed, inode, i_nlink) || !READ(typed, dentry, d_hash.pprev)) return;
  key->dev = READ(typed, sb, s_dev);
  for (int i = 0; i < 2 && magic == OVERLAYFS_SUPER_MAGIC; i++) {
    real = overlay_real(real, &layer);
    if (!real || layer == LAYER_UNKNOWN) return;
    real = TYPED(real);
    sb = READ(casts, real, i_sb);
    magic = READ(casts, sb, s_magic);
  }
  real = TYPED(real);
  struct address_space *mapping = READ(casts, real, i_mapping);
  if (READ(casts, real, i_writecount.counter) > 0 || READ(casts, mapping, i_mmap_writable.counter) > 0) return;
  key->path = path_key(dentry, mnt, typed);
  if (!key->path) return;
  key->generation = generation;
  key->real_ino = READ(casts, real, i_ino);
  key->size = READ(casts, real, i_size);
  key->real_dev = READ(casts, sb, s_dev);
  key->real_generation = READ(casts, real, i_generation);
  key->use = use;
  key->applet = 0;
  put_ctime(real, &key->ctime_sec, &key->ctime_nsec);
  key->slot = slot;
}

/** KNOWN_…, or 0. */
static __always_inline u8 known_as(const struct known_key *key) {
  u8 *known = key->slot ? bpf_map_lookup_elem(&known_good, key) : 0;
  return known ? *known : 0;
}

static __always_inline bool is_known_good(const struct known_key *key) {
  return known_as(key) == KNOWN_GOOD;
}
