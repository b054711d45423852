// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Where a program's user space begins: in its own file, or in a loader's (PT_INTERP).
#pragma once

#define AT_ENTRY 9
#define AUX_ENTRIES 14 // AT_ENTRY is the ninth of those that every machine has, after two or three of its own

struct place {
  struct dentry *dentry;
  struct vfsmount *mnt;
};

struct found_vma {
  struct file *file;
};

static long take_file(struct task_struct *task, struct vm_area_struct *vma, struct found_vma *found) {
  (void)task;
  found->file = BPF_CORE_READ(vma, vm_file);
  return 0;
}

/**
 * PT_INTERP: the file mapped where user space will begin, when that is not the executed one. A mapping of an overlay's file
 * has the file below as vm_file, reached through a mount of the kernel's own; its path for users, and with it the overlay's
 * inode, stands in the backing_file around it. (FMODE_BACKING, which marks one, changed its value between versions; so the
 * superblock of what is found there is looked at instead.)
 */
static __always_inline bool find_loader(struct task_struct *task, struct inode *exe, struct place *loader) {
  struct found_vma found = {};
  struct pt_regs *regs = (void *)bpf_task_pt_regs(task);
  u64 ip = REGS_IP(regs);
  if (bpf_find_vma(task, ip, take_file, &found, 0) || !found.file) return false;

  struct file *file = TYPED(found.file); // named alone: within BPF_CORE_READ our own struct would be relocated too
  struct dentry *dentry = READ(casts, file, f_path.dentry);
  loader->mnt = READ(casts, file, f_path.mnt);
  struct inode *inode = READ(casts, dentry, d_inode);
  struct backing_file *backing = (void *)found.file;
  if (bpf_core_field_exists(backing->user_path) && is_internal(loader->mnt)) {
    backing = TYPED(backing);
    struct dentry *user = READ(casts, backing, user_path.dentry);
    struct inode *users = READ(casts, user, d_inode);
    struct super_block *sb = READ(casts, users, i_sb);
    if (READ(casts, sb, s_magic) == OVERLAYFS_SUPER_MAGIC) {
      dentry = user;
      inode = users;
      loader->mnt = READ(casts, backing, user_path.mnt);
    }
  }
  loader->dentry = dentry;
  return inode != exe;
}

/**
 * Whether user space begins in the executed file itself, by what create_elf_tables (fs/binfmt_elf.c) has just told it: a sixth
 * of find_loader's cost. False also where that cannot be seen. Of a file whose bytes are not known, it says nothing: its entry
 * may lie outside of what is mapped of it.
 */
static __always_inline bool begins_itself(struct task_struct *task) {
  struct pt_regs *regs = (void *)bpf_task_pt_regs(task);
  u64 entry = 0, offset = bpf_core_field_offset(struct mm_struct, saved_auxv);
  barrier_var(offset); // else it becomes part of a load, which libbpf takes for one of the whole field
  u64 *auxv = (void *)task->mm + offset;
#pragma unroll
  for (int i = 0; i < AUX_ENTRIES; i++)
    if (auxv[2 * i] == AT_ENTRY) entry = auxv[2 * i + 1];
  return entry && entry == REGS_IP(regs);
}
