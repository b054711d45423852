// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// The identity of a file: the inode that was executed and, where it is an overlay's, the upper or lower inode
// that holds the bytes.
#pragma once

#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#define NSEC_MASK 0x7fffffffu    // 6.13 keeps a flag in the top bit of the nanoseconds

enum { LAYER_NOT_OVERLAY = 0, LAYER_UPPER = 1, LAYER_LOWER = 2, LAYER_UNKNOWN = 3 };

static __always_inline bool is_error(const void *p) {
  return (unsigned long)p >= (unsigned long)-4095L;
}

/** The kernel's own mounts belong to MNT_NS_INTERNAL, which is ERR_PTR(-EINVAL) (fs/mount.h). */
static __always_inline bool is_internal(struct vfsmount *vfsmnt) {
  struct mount *mnt = TYPED(real_mount(vfsmnt));
  return is_error(READ(casts, mnt, mnt_ns));
}

/** The inode of the lower file of an overlay inode, or NULL. */
static __always_inline struct inode *overlay_lower(void *oi) {
  struct ovl_inode___since_6_5 *now = TYPED_IF(casts_overlay, (struct ovl_inode___since_6_5 *)oi);
  struct ovl_inode___since_5_19 *before = oi;
  struct ovl_inode___until_5_18 *old = oi;
  struct dentry *dentry = 0;

  if (bpf_core_field_exists(now->oe)) {
    struct ovl_entry *oe = READ(casts_overlay, now, oe);
    u32 count = READ(casts_overlay, oe, __numlower);
    if (!oe || !count || count > 512) return 0;
    if (casts_overlay && count == 1) return TYPED(oe->__lowerstack[0].dentry)->d_inode;
    // The last of the stack has the data (ovl_lowerdata); the others are metacopy inodes.
    void *entry = (void *)oe + bpf_core_field_offset(struct ovl_entry, __lowerstack) +
                  (u64)(count - 1) * bpf_core_type_size(struct ovl_path);
    dentry = BPF_CORE_READ((struct ovl_path *)entry, dentry);
  } else if (bpf_core_field_exists(before->lowerpath)) {
    dentry = BPF_CORE_READ(before, lowerpath.dentry);
  } else if (bpf_core_field_exists(old->lower)) {
    return BPF_CORE_READ(old, lower);
  }
  if (!dentry) return 0;
  dentry = TYPED(dentry);
  return READ(casts, dentry, d_inode);
}

/** Steps from an overlay inode to the one below it; NULL where this kernel does not show it. */
static __always_inline struct inode *overlay_real(struct inode *inode, u8 *layer) {
  struct dentry *upper = 0;
  if (!bpf_core_type_exists(struct ovl_inode)) {
    // No BTF for overlayfs: in every version the upper dentry follows the embedded inode.
    bpf_probe_read_kernel(&upper, sizeof upper, (void *)inode + bpf_core_type_size(struct inode));
    struct inode *real = upper ? BPF_CORE_READ(upper, d_inode) : 0;
    *layer = real ? LAYER_UPPER : LAYER_UNKNOWN;
    return real;
  }
  struct ovl_inode *oi = (void *)inode - bpf_core_field_offset(struct ovl_inode, vfs_inode);
  oi = TYPED_IF(casts_overlay, oi);
  upper = READ(casts_overlay, oi, __upperdentry);
  struct inode *real;
  if (upper) {
    upper = TYPED(upper);
    real = READ(casts, upper, d_inode);
  } else {
    real = overlay_lower(oi);
  }
  *layer = !real ? LAYER_UNKNOWN : upper ? LAYER_UPPER : LAYER_LOWER;
  return real;
}

static __always_inline void put_ctime(void *inode, s64 *sec, u32 *nsec) {
  struct inode___since_6_11 *now = TYPED((struct inode___since_6_11 *)inode);
  struct inode___since_6_6 *before = TYPED((struct inode___since_6_6 *)inode);
  struct inode___until_6_5 *old = TYPED((struct inode___until_6_5 *)inode);

  if (bpf_core_field_exists(now->i_ctime_sec)) {
    *sec = READ(casts, now, i_ctime_sec);
    *nsec = READ(casts, now, i_ctime_nsec) & NSEC_MASK;
  } else if (bpf_core_field_exists(before->__i_ctime)) {
    *sec = READ(casts, before, __i_ctime.tv_sec);
    *nsec = READ(casts, before, __i_ctime.tv_nsec) & NSEC_MASK;
  } else if (bpf_core_field_exists(old->i_ctime)) {
    *sec = READ(casts, old, i_ctime.tv_sec);
    *nsec = READ(casts, old, i_ctime.tv_nsec) & NSEC_MASK;
  }
}

static __always_inline void put_mtime(struct rec_file *f, void *inode) {
  struct inode___since_6_11 *now = inode;
  struct inode___since_6_6 *before = inode;
  struct inode___until_6_5 *old = inode;

  if (bpf_core_field_exists(now->i_mtime_sec)) {
    f->mtime_sec = BPF_CORE_READ(now, i_mtime_sec);
    f->mtime_nsec = BPF_CORE_READ(now, i_mtime_nsec) & NSEC_MASK;
  } else if (bpf_core_field_exists(before->__i_mtime)) {
    f->mtime_sec = BPF_CORE_READ(before, __i_mtime.tv_sec);
    f->mtime_nsec = BPF_CORE_READ(before, __i_mtime.tv_nsec) & NSEC_MASK;
  } else if (bpf_core_field_exists(old->i_mtime)) {
    f->mtime_sec = BPF_CORE_READ(old, i_mtime.tv_sec);
    f->mtime_nsec = BPF_CORE_READ(old, i_mtime.tv_nsec) & NSEC_MASK;
  }
}

/** All but the path. `inode` is the one that was executed, the rest is how it was reached. */
static __always_inline void put_identity(struct rec_file *f, struct inode *inode, struct dentry *dentry,
                                         struct vfsmount *vfsmnt) {
  struct mount *mnt = real_mount(vfsmnt);
  struct mnt_namespace *ns = BPF_CORE_READ(mnt, mnt_ns);
  struct inode *real = inode;

  f->dev = BPF_CORE_READ(inode, i_sb, s_dev);
  f->magic = BPF_CORE_READ(inode, i_sb, s_magic);
  f->ino = BPF_CORE_READ(inode, i_ino);
  f->nlink = BPF_CORE_READ(inode, i_nlink);
  f->real_dev = f->dev;
  f->real_magic = f->magic;
  // An overlay may lie on an overlay, no deeper (FILESYSTEM_MAX_STACK_DEPTH is 2). `layer` is the outer one's.
  for (int i = 0; i < 2 && f->real_magic == OVERLAYFS_SUPER_MAGIC; i++) {
    u8 layer = LAYER_UNKNOWN;
    struct inode *below = overlay_real(real, &layer);
    if (i == 0 || layer == LAYER_UNKNOWN) f->layer = layer;
    if (!below) break;
    real = below;
    f->real_dev = BPF_CORE_READ(real, i_sb, s_dev);
    f->real_magic = BPF_CORE_READ(real, i_sb, s_magic);
  }
  f->real_ino = BPF_CORE_READ(real, i_ino);
  f->real_generation = BPF_CORE_READ(real, i_generation);
  f->size = BPF_CORE_READ(real, i_size);
  put_ctime(real, &f->ctime_sec, &f->ctime_nsec);
  put_mtime(f, real);
  f->mode = BPF_CORE_READ(real, i_mode);
  f->uid = BPF_CORE_READ(real, i_uid.val);
  f->gid = BPF_CORE_READ(real, i_gid.val);
  f->writers = BPF_CORE_READ(real, i_writecount.counter);
  f->writable_mappings = BPF_CORE_READ(real, i_mapping, i_mmap_writable.counter);
  f->parent_ino = BPF_CORE_READ(dentry, d_parent, d_inode, i_ino);
  f->mount_root_ino = BPF_CORE_READ(mnt, mnt.mnt_root, d_inode, i_ino);
  f->unlinked = f->nlink == 0 || !BPF_CORE_READ(dentry, d_hash.pprev);
  f->internal_mount = is_error(ns);
  if (ns && !is_error(ns)) f->mount_ns = BPF_CORE_READ(ns, ns.inum);
}
