// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Who a process is, and whether it is the host's.
#pragma once

// What the bridge found out about the host before loading.
const volatile __u32 host_mnt_ns = 0;
const volatile __u32 host_root_dev = 0;
const volatile __u64 host_root_ino = 0;

#define ANCESTOR_DEPTH 48 // components and mount crossings of an ancestor's program

static __always_inline void put_namespaces(struct rec *rec, struct task_struct *task) {
  struct pid *pid = BPF_CORE_READ(task, thread_pid);
  u64 level = BPF_CORE_READ(pid, level);
  // As task_active_pid_ns: the innermost of the numbers. A pid namespace nests at most 32 deep.
  void *upid = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
               (level & 63) * bpf_core_type_size(struct upid);
  rec->pid_ns = BPF_CORE_READ((struct upid *)upid, ns, ns.inum);
  rec->user_ns = BPF_CORE_READ(task, cred, user_ns, ns.inum);
}

static __always_inline void put_ancestors(struct rec *rec, struct task_struct *task) {
  struct task_struct *parent = task;
  for (int i = 0; i < REC_ANCESTORS; i++) {
    parent = BPF_CORE_READ(parent, real_parent, group_leader);
    u32 pid = BPF_CORE_READ(parent, tgid);
    if (i == 0) rec->ppid = pid;
    if (!pid) break;
    rec->ancestors[i].pid = pid;
    rec->ancestors[i].start_boot_ns = BPF_CORE_READ(parent, start_boottime);
    BPF_CORE_READ_STR_INTO(&rec->ancestors[i].comm, parent, comm);
    rec->n_ancestors = i + 1;
    if (pid == 1) break;
  }
}

/**
 * What the ancestors run that are in some container: their execs may have been answered in the kernel. The last part of a
 * record, as far as there is room.
 */
static __always_inline void put_ancestor_programs(struct scratch *s, struct task_struct *task) {
  struct task_struct *parent = task;
  for (int i = 0; i < REC_ANCESTORS; i++) {
    if (i >= s->rec.n_ancestors) break;
    struct rec_part *part = &s->rec.ancestors[i].exe;
    u8 flags = 0;
    parent = BPF_CORE_READ(parent, real_parent, group_leader);
    if (BPF_CORE_READ(parent, nsproxy, mnt_ns, ns.inum) == host_mnt_ns) continue;
    struct file *exe = BPF_CORE_READ(parent, mm, exe_file);
    if (!exe) continue;
    put_bounded_path(s, BPF_CORE_READ(exe, f_path.dentry), BPF_CORE_READ(exe, f_path.mnt), ANCESTOR_DEPTH,
                     REC_ANCESTOR_PATH, part, &flags);
    if (flags != REC_PATH_ROOTED) part->len = 0;
  }
}

static __always_inline bool is_host_view(u32 mnt_ns, u32 root_dev, u64 root_ino) {
  return mnt_ns == host_mnt_ns || (root_dev == host_root_dev && root_ino == host_root_ino);
}

/** Cgroups, image slot, namespace and root. False for the host's own. */
static __always_inline bool put_owner(struct scratch *s, struct task_struct *task) {
  struct rec *rec = &s->rec;
  bool container = put_cgroups(s, task);
  struct dentry *root = BPF_CORE_READ(task, fs, root.dentry);
  rec->mnt_ns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
  rec->root_dev = BPF_CORE_READ(root, d_inode, i_sb, s_dev);
  rec->root_ino = BPF_CORE_READ(root, d_inode, i_ino);
  return container || !is_host_view(rec->mnt_ns, rec->root_dev, rec->root_ino);
}

/** What does not depend on what it executes. */
static __always_inline void put_task(struct rec *rec, struct task_struct *task) {
  rec->pid = BPF_CORE_READ(task, tgid);
  rec->start_boot_ns = BPF_CORE_READ(task, group_leader, start_boottime);
  rec->uid = BPF_CORE_READ(task, cred, euid.val);
  rec->gid = BPF_CORE_READ(task, cred, egid.val);
  rec->tty = BPF_CORE_READ(task, signal, tty) != 0;
  BPF_CORE_READ_STR_INTO(&rec->comm, task, comm);
  put_namespaces(rec, task);
  put_ancestors(rec, task);
}
