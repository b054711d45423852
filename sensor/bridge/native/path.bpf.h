// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Appending text to the record under construction. The record lies in a per-CPU scratch value: a BPF program
// cannot be interrupted by itself on one CPU (the kernel counts and skips the second run).
#pragma once

struct scratch {
  struct rec rec;
  u8 data[REC_DATA];
};
_Static_assert(sizeof(struct scratch) == sizeof(struct rec) + REC_DATA, "the record is sent as one piece");
_Static_assert(sizeof(struct scratch) <= 32768, "PCPU_MIN_UNIT_SIZE bounds a per-CPU map value");
_Static_assert(sizeof(struct rec) <= 1024, "larger than a memset that is compiled inline");

static __always_inline struct mount *real_mount(struct vfsmount *mnt) {
  return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/**
 * Where the next part goes. The offset lives in the record, not in a register: a value read back from memory has no
 * history, so the verifier can merge the paths that lead here instead of walking each of them to the end.
 */
static __always_inline u64 used(struct scratch *s) {
  return *(volatile u32 *)&s->rec.data_len;
}

static __always_inline void set_used(struct scratch *s, u64 used) {
  *(volatile u32 *)&s->rec.data_len = used;
}

static __always_inline void put_str(struct scratch *s, u32 max, const void *src, struct rec_part *part) {
  u64 off = used(s);
  barrier_var(off);
  if (off > REC_DATA - REC_PATH) return;
  long n = bpf_probe_read_kernel_str(s->data + off, max, src);
  if (n <= 0) return;
  part->off = off;
  part->len = n - 1;
  set_used(s, off + n);
}

/**
 * Appends the components of a path, the last one first, up to the root of the mount tree (as prepend_path in
 * fs/d_path.c does). A dentry that is its own parent without being the root of its mount has no path (memfd).
 * Ends after `depth` components and mount crossings, or once `max` bytes are reached.
 */
static __always_inline void put_bounded_path(struct scratch *s, struct dentry *dentry, struct vfsmount *vfsmnt, int depth,
                                             u32 max, struct rec_part *part, u8 *flags) {
  struct mount *mnt = real_mount(vfsmnt);
  struct dentry *mnt_root = BPF_CORE_READ(mnt, mnt.mnt_root);

  part->off = used(s);
  *flags = REC_PATH_TRUNCATED;
  for (int i = 0; i < depth; i++) {
    if (dentry == mnt_root) {
      struct mount *up = BPF_CORE_READ(mnt, mnt_parent);
      if (up == mnt || !up) {
        *flags = REC_PATH_ROOTED;
        break;
      }
      dentry = BPF_CORE_READ(mnt, mnt_mountpoint);
      mnt = up;
      mnt_root = BPF_CORE_READ(mnt, mnt.mnt_root);
      continue;
    }
    struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
    u64 off = used(s);
    barrier_var(off);
    if (off > REC_DATA - REC_NAME) break;
    if (off - part->off > max - 2) break;
    long n = bpf_probe_read_kernel_str(s->data + off, REC_NAME, BPF_CORE_READ(dentry, d_name.name));
    if (n <= 0) break;
    set_used(s, off + n);
    if (parent == dentry) {
      *flags = 0;
      break;
    }
    dentry = parent;
  }
  part->len = used(s) - part->off;
}

static __always_inline void put_path(struct scratch *s, struct dentry *dentry, struct vfsmount *vfsmnt,
                                     struct rec_part *part, u8 *flags) {
  put_bounded_path(s, dentry, vfsmnt, REC_DEPTH, REC_PATH, part, flags);
}
