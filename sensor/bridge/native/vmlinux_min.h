// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// The part of the kernel's types that exec.bpf.c reads, and nothing else. Offsets here mean nothing: every
// access is relocated against the running kernel's BTF (CO-RE), so a field only needs its name and type.
// `struct name___flavour` is the same kernel type with other fields: which of them exists is asked at load.
#pragma once

typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef __u32 __wsum;
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef _Bool bool;
enum { false = 0, true = 1 };

// linux/bpf.h
enum {
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_PERCPU_ARRAY = 6,
  BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
  BPF_MAP_TYPE_RINGBUF = 27,
};
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { BPF_F_NO_PREALLOC = 1, BPF_F_MMAPABLE = 1024 };
struct bpf_raw_tracepoint_args { __u64 args[0]; };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct { u32 val; } kuid_t;
typedef struct { u32 val; } kgid_t;
typedef struct { int counter; } atomic_t;
struct timespec64 { s64 tv_sec; long tv_nsec; };

// --- files -------------------------------------------------------------------------------------------
struct hlist_bl_node { struct hlist_bl_node *next, **pprev; };
struct qstr { u32 hash, len; const unsigned char *name; }; // the first two are hash_len, which before 6.2 is not read at once
struct address_space { atomic_t i_mmap_writable; };
struct super_block { u32 s_dev; unsigned long s_magic; };

struct inode {
  u16 i_mode;
  kuid_t i_uid;
  kgid_t i_gid;
  struct super_block *i_sb;
  struct address_space *i_mapping;
  unsigned long i_ino;
  unsigned int i_nlink;
  s64 i_size;
  u32 i_generation;
  atomic_t i_writecount;
};
struct inode___until_6_5 { struct timespec64 i_ctime, i_mtime; };
struct inode___since_6_6 { struct timespec64 __i_ctime, __i_mtime; }; // __i_mtime came with 6.7
struct inode___since_6_11 { s64 i_ctime_sec, i_mtime_sec; u32 i_ctime_nsec, i_mtime_nsec; };

struct dentry {
  struct hlist_bl_node d_hash;
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
};
struct vfsmount { struct dentry *mnt_root; };
struct path { struct vfsmount *mnt; struct dentry *dentry; };
struct file { struct path f_path; struct inode *f_inode; };
struct backing_file { struct file file; struct path user_path; }; // fs/file_table.c, user_path since 6.8

struct ns_common { unsigned int inum; };
struct mnt_namespace { struct ns_common ns; };
struct mount {
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct vfsmount mnt;
  struct mnt_namespace *mnt_ns;
};

// --- overlayfs (fs/overlayfs/ovl_entry.h) -------------------------------------------------------------
struct ovl_path { struct dentry *dentry; };
struct ovl_entry { unsigned int __numlower; struct ovl_path __lowerstack[0]; };
struct ovl_inode { struct inode vfs_inode; struct dentry *__upperdentry; };
struct ovl_inode___since_6_5 { struct ovl_entry *oe; };
struct ovl_inode___since_5_19 { struct ovl_path lowerpath; };
struct ovl_inode___until_5_18 { struct inode *lower; };

// --- tasks -------------------------------------------------------------------------------------------
struct user_namespace { struct ns_common ns; };
struct pid_namespace { struct ns_common ns; };
struct cred { kuid_t euid; kgid_t egid; struct user_namespace *user_ns; };
struct nsproxy { struct mnt_namespace *mnt_ns; };
struct upid { int nr; struct pid_namespace *ns; };
struct pid { unsigned int level; struct upid numbers[1]; };
struct fs_struct { struct path root, pwd; };
struct linux_binfmt;
struct mm_struct {
  atomic_t mm_users;
  struct task_struct *owner; // with CONFIG_MEMCG
  struct linux_binfmt *binfmt;
  unsigned long arg_start, arg_end, env_start, env_end;
  unsigned long saved_auxv[46]; // 42 and more
  struct file *exe_file;
};
struct vm_area_struct { struct file *vm_file; };
struct tty_struct;
struct fdtable { unsigned int max_fds; struct file **fd; };
struct files_struct { struct fdtable *fdt; };
struct signal_struct { struct tty_struct *tty; };
struct css_set;
struct task_struct {
  void *stack;
  struct mm_struct *mm;
  int pid, tgid;
  struct task_struct *real_parent, *group_leader;
  struct pid *thread_pid;
  u64 start_boottime;
  const struct cred *cred;
  char comm[16];
  struct fs_struct *fs;
  struct files_struct *files;
  struct nsproxy *nsproxy;
  struct signal_struct *signal;
  struct css_set *cgroups;
};
struct linux_binprm { struct file *file; int argc; const char *filename, *interp; };

struct seq_file;
struct bpf_iter_meta { struct seq_file *seq; };
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; };

// The system call the current task is in: number, and the first five arguments (asm/unistd.h, asm/syscall.h).
// Read directly: `regs` is what bpf_task_pt_regs gave.
#if defined(__TARGET_ARCH_x86)
struct pt_regs { unsigned long ip, orig_ax, di, si, dx, r10, r8; };
#define REGS_IP(regs) ((regs)->ip)
#define REGS_CALL(regs) ((s32)(regs)->orig_ax)
#define REGS_ARG1(regs) ((regs)->di)
#define REGS_ARG2(regs) ((regs)->si)
#define REGS_ARG3(regs) ((regs)->dx)
#define REGS_ARG4(regs) ((regs)->r10)
#define REGS_ARG5(regs) ((regs)->r8)
enum { CALL_MMAP = 9, CALL_MPROTECT = 10, CALL_EXECVE = 59, CALL_PKEY_MPROTECT = 329 };
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs { u64 regs[31]; u64 pc; u64 orig_x0; s32 syscallno; };
#define REGS_IP(regs) ((regs)->pc)
#define REGS_CALL(regs) ((regs)->syscallno)
#define REGS_ARG1(regs) ((regs)->orig_x0)
#define REGS_ARG2(regs) ((regs)->regs[1])
#define REGS_ARG3(regs) ((regs)->regs[2])
#define REGS_ARG4(regs) ((regs)->regs[3])
#define REGS_ARG5(regs) ((regs)->regs[4])
enum { CALL_MMAP = 222, CALL_MPROTECT = 226, CALL_EXECVE = 221, CALL_PKEY_MPROTECT = 288 };
#else
#error "define __TARGET_ARCH_x86 or __TARGET_ARCH_arm64"
#endif

// --- control groups ------------------------------------------------------------------------------------
struct kernfs_node { const char *name; u64 id; struct kernfs_node *__parent; }; // __parent since 6.15
struct kernfs_node___until_6_14 { struct kernfs_node *parent; };
struct cgroup { struct kernfs_node *kn; };
struct cgroup_subsys_state { struct cgroup *cgroup; };
struct css_set { struct cgroup_subsys_state *subsys[1]; struct cgroup *dfl_cgrp; };
enum cgroup_subsys_id { cpu_cgrp_id, memory_cgrp_id, pids_cgrp_id };

#pragma clang attribute pop
