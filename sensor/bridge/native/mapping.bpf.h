// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Executable mappings. That there was one, the kernel tells user space in perf's own records (mapper.c), for every
// process alike. What is done here makes that cheap: which processes are a container's (a bit each, read without a
// system call), what they executed, which files are known to be good, and a wake-up when a mapping cannot wait.
#pragma once

const volatile bool libraries = false;
const volatile bool exec_prepared = false; // on_prepare_exec runs: on_exec need not note what it has noted
const volatile __u32 list_slot = 0; // of map_slots: the one that list_tasks works in

struct map_slot {
  struct map_head head;
  struct scratch scratch;
};

/** Where on_mapping answers: one for each thread that asks. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct map_slot);
} map_slots SEC(".maps");

/** What is noted of a process of a container; NULL where the map refused. The verifier knows the type of `task`. */
static __always_inline struct map_process *note_process(struct task_struct *task, u64 slot) {
  u32 tgid = task->tgid;
  u64 start = task->group_leader->start_boottime;
  struct map_process *known = is_container(tgid) ? process_of(tgid) : 0;
  if (known && known->start_boot_ns == start) {
    known->task = (u64)task; // another thread may have executed, and become the first one
    if (slot) known->slot = slot;
    return known;
  }
  struct map_process process = {
      .task = (u64)task,
      .start_boot_ns = start,
      .slot = slot,
      .cgroup_id = BPF_CORE_READ(cgroup_node(task), id),
  };
  return keep_process(tgid, &process);
}

/** A mapping shows the overlay's inode, or before 6.8 the one below: then both are noted. (sched_prepare_exec is younger.) */
static __always_inline void note_exe(struct task_struct *task, struct inode *inode) {
  u8 layer;
  note_pair(task, inode, MAP_EXECUTED, true);
  if (exec_prepared || inode->i_sb->s_magic != OVERLAYFS_SUPER_MAGIC) return;
  struct inode *real = overlay_real(inode, &layer);
  if (real) note_pair(task, real, MAP_EXECUTED, false);
}

static __always_inline void note_exec(struct task_struct *task, struct inode *exe, bool container, u64 slot, bool unsaid,
                                      bool hosts) {
  u32 tgid = task->tgid;
  if (!container) {
    set_container(tgid, false);
    return;
  }
  bool known = is_container(tgid);
  struct map_process *process = note_process(task, slot);
  if (process) {
    process->unsaid = unsaid;
    process->hosts = hosts;
  }
  // What is a container's by its cgroup alone was passed over there.
  if (!exec_prepared || !known) note_exe(task, exe);
}

static __always_inline bool is_file_known_good(struct file *file, u64 slot) {
  struct known_key key = {};
  make_key(&key, READ(casts, file, f_inode), READ(casts, file, f_path.dentry), READ(casts, file, f_path.mnt), slot, KEY_MAPPED,
           false);
  return is_known_good(&key);
}

/** The verifier knows the type of `task`. */
static __always_inline struct file *file_of(struct task_struct *task, u32 fd) {
  struct file *file = 0;
  struct fdtable *table = task->files->fdt;
  if (!table || fd >= table->max_fds) return 0;
  struct file **files = table->fd;
  bpf_probe_read_kernel(&file, sizeof file, files + fd);
  return file ? TYPED(file) : 0;
}

/** A child is a container's when its parent is: it may map without ever executing anything. */
SEC("?tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child) {
  u32 from = parent->tgid, to = child->tgid;
  if ((u32)child->pid != to) return 0; // a thread
  if (!is_container(from)) {
    set_container(to, false); // the number's last owner may have been one
    return 0;
  }
  struct map_process *known = process_of(from);
  if (!known) {
    note_process(child, 0);
    return 0;
  }
  struct map_process process = {
      .task = (u64)child,
      .start_boot_ns = child->start_boottime,
      .slot = known->slot,
      .cgroup_id = known->cgroup_id,
      .unsaid = known->unsaid,
      .hosts = known->hosts,
  };
  keep_process(to, &process);
  return 0;
}

/** Since 6.10: before the new image is mapped, so that the loader of a container's very first process is seen. */
SEC("?tp_btf/sched_prepare_exec")
int BPF_PROG(on_prepare_exec, struct task_struct *task, struct linux_binprm *bprm) {
  struct inode *root = task->fs->root.dentry->d_inode;
  bool hosts = is_host_view(task->nsproxy->mnt_ns->ns.inum, root->i_sb->s_dev, root->i_ino);
  // What is a container's by its cgroup alone is found in on_exec, which costs a look at each level's name.
  if (hosts && !is_container(task->tgid)) return 0;
  // Also of one that is known: a thread that executes becomes the first one, before the loader is mapped.
  struct map_process *process = note_process(task, 0);
  if (process) process->hosts = hosts;
  note_exe(task, bprm->file->f_inode);
  return 0;
}

/** What ran before: prints a struct map_listed for each process of a container. */
SEC("?iter/task")
int list_tasks(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  struct seq_file *seq = ctx->meta->seq;
  u32 index = list_slot;
  struct map_slot *slot = bpf_map_lookup_elem(&map_slots, &index);
  if (!task || !slot) return 0;
  struct map_listed listed = {.pid = BPF_CORE_READ(task, tgid), .start_boot_ns = BPF_CORE_READ(task, start_boottime)};
  if ((u32)BPF_CORE_READ(task, pid) != listed.pid || !BPF_CORE_READ(task, mm)) return 0;
  struct scratch *s = &slot->scratch;
  __builtin_memset(&s->rec, 0, sizeof s->rec);
  struct rec *rec = &s->rec;
  if (!put_owner(s, task)) return 0;
  // By the names that such a one knows, the container's files are not found.
  bool hosts = is_host_view(rec->mnt_ns, rec->root_dev, rec->root_ino);
  listed.slot = hosts ? 0 : rec->image_slot;
  bool known = is_container(listed.pid);
  struct map_process *process = note_process(task, rec->image_slot);
  if (process) process->hosts = known ? process->hosts : hosts; // not (process && !known): 6.1 loses the first in the second
  if (!known) note_exe(task, task->mm->exe_file->f_inode);
  bpf_seq_write(seq, &listed, sizeof listed);
  return 0;
}

/**
 * Run by the bridge, in its own thread: (index of the answer, process number, descriptor of the mapped file or -1). Reads
 * the caller's own descriptor, which nobody else can exchange, and the process by the address that was noted.
 */
SEC("?raw_tp")
int on_mapping(struct bpf_raw_tracepoint_args *ctx) {
  u32 index = ctx->args[0], pid = ctx->args[1];
  s32 fd = ctx->args[2];
  struct map_slot *slot = bpf_map_lookup_elem(&map_slots, &index);
  struct map_process *process = process_of(pid);
  if (!slot) return 0;
  struct scratch *s = &slot->scratch;
  struct rec *rec = &s->rec;
  slot->head.status = 0;
  __builtin_memset(rec, 0, sizeof *rec);
  rec->pid = pid;
  if (process) {
    struct task_struct *task = (void *)process->task;
    rec->start_boot_ns = process->start_boot_ns;
    if ((u32)BPF_CORE_READ(task, tgid) == pid &&
        BPF_CORE_READ(task, group_leader, start_boottime) == process->start_boot_ns && BPF_CORE_READ(task, mm)) {
      slot->head.status |= MAP_ALIVE;
      if (!put_owner(s, task)) slot->head.status |= MAP_OF_HOST;
      put_task(rec, task);
      if (rec->image_slot) process->slot = rec->image_slot;
    }
    if (process->unsaid) slot->head.status |= MAP_UNSAID;
    if (process->hosts) slot->head.status |= MAP_HOSTS;
    if (!rec->image_slot) rec->image_slot = process->slot;
    if (!rec->n_cgroups && process->cgroup_id) {
      rec->cgroups[0].id = process->cgroup_id;
      rec->n_cgroups = 1;
    }
  }
  if (fd < 0) return 0;
  struct file *file = file_of(bpf_get_current_task_btf(), fd);
  if (!file) return 0;
  struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
  struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
  put_identity(&rec->exe, BPF_CORE_READ(file, f_inode), dentry, mnt);
  put_path(s, dentry, mnt, &rec->exe.path, &rec->exe.path_flags);
  // A bridge's own descriptor: the key is made on the stack, since the answer can be read while it is written.
  struct known_key key = {};
  make_key(&key, BPF_CORE_READ(file, f_inode), dentry, mnt, rec->image_slot, KEY_MAPPED, false);
  slot->head.key = key;
  slot->head.status |= MAP_HAS_FILE;
  if (is_known_good(&key)) slot->head.status |= MAP_KNOWN_GOOD;
  return 0;
}
