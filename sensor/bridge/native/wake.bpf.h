// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// The end of a system call that mapped code: who has to look at it, and when.
#pragma once

#define PROT_EXEC 4
#define MAP_ANONYMOUS 0x20
#define KICK_EVERY_NS 10000000 // by mprotect, which a just-in-time compiler may call for each page it fills

static __always_inline void kick(void) {
  u64 nothing = 0; // shorter than a record: the pinner only looks at the mappings
  u32 cpu = bpf_get_smp_processor_id();
  void *ring = bpf_map_lookup_elem(&rings, &cpu);
  if (ring) bpf_ringbuf_output(ring, &nothing, sizeof nothing, 0);
}

/** What the process runs, whose exec was answered in the kernel, while that can still be read. */
static __always_inline bool say_program(struct task_struct *task, struct rec_counters *count) {
  u32 zero = 0;
  struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
  if (!s) return false;
  struct rec *rec = &s->rec;
  __builtin_memset(rec, 0, sizeof *rec);
  rec->late = 1;
  put_owner(s, task);
  rec->boot_ns = bpf_ktime_get_boot_ns();
  put_task(rec, task);
  rec->argc = 0xffff; // not kept by the kernel: as many as there are
  struct file *file = BPF_CORE_READ(task, mm, exe_file);
  struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
  struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
  put_identity(&rec->exe, BPF_CORE_READ(file, f_inode), dentry, mnt);
  put_path(s, dentry, mnt, &rec->exe.path, &rec->exe.path_flags);
  put_argv(s, task);
  put_path(s, BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt), &rec->cwd, &rec->cwd_flags);
  return send(s, count);
}

/** Of a task's registers, above the begin of its stack: the same for each. 0: not seen yet. */
volatile __u64 regs_above_stack = 0;

static __always_inline bool is_mapping_code(struct pt_regs *regs) {
  s32 call = REGS_CALL(regs);
  if (call != CALL_MMAP && call != CALL_MPROTECT && call != CALL_PKEY_MPROTECT) return false;
  if (!(REGS_ARG3(regs) & PROT_EXEC)) return false;
  return call != CALL_MMAP || !(REGS_ARG4(regs) & MAP_ANONYMOUS);
}

static __always_inline void learn_regs(struct task_struct *task, struct pt_regs *regs) {
  u32 zero = 0;
  struct rec_counters *own = casts && !regs_above_stack ? bpf_map_lookup_elem(&counters, &zero) : 0;
  if (!own) return;
  *(volatile __u64 *)&own->regs = (__u64)regs; // read back it is a number, with which the verifier lets one reckon
  regs_above_stack = *(volatile __u64 *)&own->regs - (__u64)task->stack;
}

/**
 * Whether the address space itself tells that nothing is to be done, without the call of a helper: the hook runs for every
 * process, fifty times for each exec. False where it does not tell.
 */
static __always_inline bool is_no_matter(struct mm_struct *mm) {
  if (!bpf_core_field_exists(mm->owner)) return false;
  int users = mm->mm_users.counter;
  // It ends, or execve (fs/binfmt_elf.c) is about to fill it: what that maps itself, on_exec sees.
  if (!users || !mm->binfmt) return true;
  struct task_struct *owner = mm->owner;
  if (!owner) return false;
  // Memory is shared between processes of a container, or with none of them: what it takes to be one is inherited.
  if (!is_container(owner->tgid)) return true;
  // The only one who uses it is the one who runs here (or a fork makes the copy, which maps nothing).
  if (!casts || users != 1 || !regs_above_stack) return false;
  return !is_mapping_code(TYPED((struct pt_regs *)((u64)owner->stack + regs_above_stack)));
}

/**
 * The end of a system call that changed the address space, still under its lock. A container's process that mapped a file
 * executable which is not known to be good may end, or delete the file, at once: the CPU's pinner is woken. Of a file that
 * is known to be good that is noted, because it may be replaced before perf's record is looked at. Who deceives this
 * (another thread exchanges the descriptor meanwhile) is seen all the same: the record has the inode that was mapped.
 */
SEC("?tp_btf/mmap_lock_released")
int BPF_PROG(on_mmap_unlock, struct mm_struct *mm, bool write) {
  if (!write || is_no_matter(mm)) return 0;
  struct task_struct *task = bpf_get_current_task_btf();
  struct pt_regs *regs = (void *)bpf_task_pt_regs(task);
  learn_regs(task, regs);
  if (!is_mapping_code(regs)) return 0;
  s32 call = REGS_CALL(regs);
  u32 tgid = bpf_get_current_pid_tgid() >> 32, zero = 0;
  if (!is_container(tgid)) return 0;
  struct rec_counters *count = bpf_map_lookup_elem(&counters, &zero);
  struct map_process *process = process_of(tgid);
  if (!count) return 0;
  if (call == CALL_MMAP) {
    struct file *file = file_of(task, REGS_ARG5(regs));
    if (file && process && is_file_known_good(file, process->slot)) {
      note_pair(task, READ(casts, file, f_inode), bpf_ktime_get_boot_ns(), false);
      return 0;
    }
  } else {
    u64 now = bpf_ktime_get_boot_ns();
    if (!(process && process->unsaid) && now - count->kicked_ns < KICK_EVERY_NS) return 0;
    count->kicked_ns = now;
  }
  if (process && process->unsaid && say_program(task, count))
    process->unsaid = 0;
  else
    kick();
  return 0;
}
