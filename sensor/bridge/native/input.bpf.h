// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// What a program has on standard input.
#pragma once

// i_mode's (stat(2))
enum { FILE_TYPE = 0170000, FILE_SOCKET = 0140000, FILE_REGULAR = 0100000, FILE_PIPE = 0010000 };

/** Where standard input comes from, which a shell that ends at once has read by the time anybody looks. */
static __always_inline void put_input(struct scratch *s, struct task_struct *task) {
  struct file *file = file_of(task, 0);
  if (!file) return;
  struct inode *inode = BPF_CORE_READ(file, f_inode);
  struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
  u16 type = BPF_CORE_READ(inode, i_mode) & FILE_TYPE;
  bool named = type == FILE_REGULAR && BPF_CORE_READ(inode, i_nlink);
  s->rec.input_stream = type == FILE_PIPE || type == FILE_SOCKET || (type == FILE_REGULAR && !named);
  if (!named) return;
  put_path(s, BPF_CORE_READ(file, f_path.dentry), mnt, &s->rec.input, &s->rec.input_flags);
  // Where the process looks now, something else may have this name.
  if (BPF_CORE_READ(real_mount(mnt), mnt_ns) != task->nsproxy->mnt_ns) s->rec.input_flags = 0;
}
