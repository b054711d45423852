// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// One record for every exec of a container, built where it happens: in sched_process_exec the new image is in
// place and no instruction of it has run. Host execs are counted and nothing else.
#include "vmlinux_min.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "record.h"

#include "typed.bpf.h"

#include "path.bpf.h"

#include "cgroup.bpf.h"
#include "file.bpf.h"
#include "known.bpf.h"
#include "task.bpf.h"
#include "environ.bpf.h"
#include "applet.bpf.h"
#include "loader.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// One ring for each CPU, emptied by a thread on that CPU: the wake-up then takes the CPU from the very task that
// execs, and the file is pinned before its first instruction. The bridge sizes and fills this array.
struct ring {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 20);
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 1);
  __type(key, u32);
  __array(values, struct ring);
} rings SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct rec_counters);
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline void put_argv(struct scratch *s, struct task_struct *task) {
  u64 start = BPF_CORE_READ(task, mm, arg_start);
  u64 len = BPF_CORE_READ(task, mm, arg_end) - start;
  u64 off = used(s);
  s->rec.argv_truncated = 1;
  barrier_var(off);
  if (off > REC_DATA - REC_ARGV) return;
  if (len <= REC_ARGV)
    s->rec.argv_truncated = 0;
  else
    len = REC_ARGV;
  barrier_var(len);
  if (len > REC_ARGV) return;
  if (bpf_probe_read_user(s->data + off, len, (void *)start)) {
    s->rec.argv_truncated = 1;
    return;
  }
  s->rec.argv.off = off;
  s->rec.argv.len = len;
  set_used(s, off + len);
}

/** False: the ring is full, which is counted. */
static __always_inline bool send(struct scratch *s, struct rec_counters *count) {
  u64 len = used(s);
  barrier_var(len);
  if (len > REC_DATA) return false;
  u32 cpu = bpf_get_smp_processor_id();
  void *ring = bpf_map_lookup_elem(&rings, &cpu);
  if (ring && !bpf_ringbuf_output(ring, s, sizeof s->rec + len, 0)) return true;
  count->lost_ring++;
  return false;
}

#include "noted.bpf.h"

#include "mapping.bpf.h"
#include "input.bpf.h"
#include "wake.bpf.h"

/**
 * Its parent was where it is. What enters a container is always said: an engine's exec session, and a container's first
 * program, from which the sensor learns how others came to run.
 */
static __always_inline bool is_inside(struct task_struct *task) {
  return task->real_parent->nsproxy->mnt_ns == task->nsproxy->mnt_ns;
}

/** What was found out before it is clear whether anything is sent. In a map, since the verifier follows each state of a stack. */
struct look {
  struct known_key key, loader_key;
  struct place exe, loader;
  struct inode *inode;
  const char *filename, *interp;
  u64 slot, known, has_loader, loader_known;
  char called[APPLET_BYTES];
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct look);
} looks SEC(".maps");

/** Whether the loader is known to be good, which is noted of its mapping. */
static __always_inline bool is_loader_known(struct task_struct *task, struct look *look, u64 slot) {
  struct dentry *dentry = TYPED(look->loader.dentry);
  struct inode *inode = READ(casts, dentry, d_inode);
  make_key(&look->loader_key, inode, dentry, look->loader.mnt, slot, KEY_MAPPED, false);
  if (!is_known_good(&look->loader_key)) return false;
  note_pair(task, inode, bpf_ktime_get_boot_ns(), false);
  return true;
}

static __always_inline void put_loader(struct scratch *s, const struct place *loader) {
  struct rec_file *f = &s->rec.loader;
  struct dentry *dentry = loader->dentry;
  put_identity(f, BPF_CORE_READ(dentry, d_inode), dentry, loader->mnt);
  if (f->real_ino == s->rec.exe.real_ino && f->real_dev == s->rec.exe.real_dev) return;
  s->rec.has_loader = 1;
  put_path(s, dentry, loader->mnt, &f->path, &f->path_flags);
}

/**
 * Whether the exec is one of what is known to be good. The verifier knows the types of the pointers here; what comes after reads
 * them from the map again, where they are mere numbers to it: then it has one state to follow instead of thousands.
 */
static __always_inline bool is_answered(struct look *look, struct task_struct *task, struct linux_binprm *bprm,
                                        bool with_loader) {
  struct file *file = bprm->file;
  struct inode *inode = file->f_inode;
  struct dentry *dentry = file->f_path.dentry;
  struct vfsmount *mnt = file->f_path.mnt;
  u64 slot = verdicts || libraries ? nearest_slot(task) : 0;
  look->inode = inode;
  look->exe.dentry = dentry;
  look->exe.mnt = mnt;
  look->filename = bprm->filename;
  look->interp = bprm->interp;
  look->slot = slot;
  look->key.slot = look->known = look->has_loader = look->loader_known = 0;
  if (!slot) return false;
  if (verdicts && look->interp == look->filename && is_inside(task)) {
    make_key(&look->key, inode, dentry, mnt, slot, KEY_EXECUTED, true);
    u8 known = known_as(&look->key);
    if (known == KNOWN_BY_APPLET) {
      look->key.applet = applet_of(look->called, task);
      known = look->key.applet ? known_as(&look->key) : 0;
    }
    look->known = known == KNOWN_GOOD;
  }
  if (with_loader) {
    look->has_loader = !(look->known && begins_itself(task)) && find_loader(task, inode, &look->loader);
    // Before 5.17 there is no bpf_find_vma, and no looking at libraries.
    if (libraries && look->has_loader) look->loader_known = is_loader_known(task, look, slot);
  }
  if (!look->known || (libraries && look->has_loader && !look->loader_known)) return false;
  if (with_loader && libraries) note_exec(task, inode, true, slot, true, false);
  return true;
}

static __always_inline int handle(struct task_struct *task, struct linux_binprm *bprm, bool with_loader) {
  u32 zero = 0;
  struct rec_counters *count = bpf_map_lookup_elem(&counters, &zero);
  struct look *look = bpf_map_lookup_elem(&looks, &zero);
  if (!count || !look) return 0;

  if (is_answered(look, task, bprm, with_loader)) {
    count->known++;
    return 0;
  }

  struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
  if (!s) return 0;
  struct rec *rec = &s->rec;
  __builtin_memset(rec, 0, sizeof *rec);
  if (look->key.slot) {
    if (!look->key.applet) look->key.applet = applet_of(look->called, task);
    rec->key = look->key;
  }
  struct inode *inode = look->inode;
  struct dentry *dentry = look->exe.dentry;
  struct vfsmount *mnt = look->exe.mnt;
  const char *filename = look->filename, *interp = look->interp;

  bool container = put_owner(s, task);
  bool hosts = is_host_view(rec->mnt_ns, rec->root_dev, rec->root_ino);
  // (The atomic operations in there came with 5.12, bpf_find_vma with 5.17.)
  if (with_loader && libraries) note_exec(task, bprm->file->f_inode, container, rec->image_slot, false, hosts);
  if (!container) {
    count->host++;
    return 0;
  }

  rec->boot_ns = bpf_ktime_get_boot_ns();
  put_task(rec, task);
  rec->argc = BPF_CORE_READ(bprm, argc);
  put_identity(&rec->exe, inode, dentry, mnt);
  put_path(s, dentry, mnt, &rec->exe.path, &rec->exe.path_flags);

  put_str(s, REC_PATH, filename, &rec->filename);
  if (interp != filename) put_str(s, REC_PATH, interp, &rec->interp);
  put_argv(s, task);
  put_path(s, BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt), &rec->cwd, &rec->cwd_flags);
  if (with_loader && !look->slot) look->has_loader = find_loader(task, inode, &look->loader);
  if (look->has_loader) put_loader(s, &look->loader);
  if (with_loader) put_environ(s, task);
  put_input(s, task);
  rec->loader_unknown = libraries && rec->has_loader && !look->loader_known;
  put_ancestor_programs(s, task);
  if (send(s, count)) count->sent++;
  return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  (void)old_pid;
  return handle(task, bprm, true);
}

/** For kernels before 5.17, which have no bpf_find_vma and refuse a program that only mentions it. */
SEC("?tp_btf/sched_process_exec")
int BPF_PROG(on_exec_no_loader, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  (void)old_pid;
  return handle(task, bprm, false);
}
