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

#define REFUSED_ARGUMENTS 256

struct argument_walk {
  struct scratch *s;
  u64 at; // of the next pointer
  u64 off, limit;
  u32 count;
  bool complete;
};

static long next_argument(u32 i, struct argument_walk *walk) {
  (void)i;
  void *argument = 0;
  u64 off = walk->off;
  barrier_var(off);
  if (off > REC_DATA - REC_VARIABLE || off > walk->limit) return 1;
  if (bpf_probe_read_user(&argument, sizeof argument, (void *)walk->at)) return 1;
  if (!argument) {
    walk->complete = true;
    return 1;
  }
  long n = bpf_probe_read_user_str(walk->s->data + off, REC_VARIABLE, argument);
  if (n <= 0) return 1;
  walk->off = off + (u64)n;
  walk->count++;
  walk->at += sizeof argument;
  return n == REC_VARIABLE;
}

/** The name and the arguments of an execve, as its caller has them. False: there is no name any more. */
static __always_inline bool put_call(struct scratch *s, struct pt_regs *regs) {
  u64 off = used(s);
  barrier_var(off);
  if (off > REC_DATA - REC_PATH) return false;
  long n = bpf_probe_read_user_str(s->data + off, REC_PATH, (void *)REGS_ARG1(regs));
  if (n <= 1) return false;
  s->rec.filename.off = off;
  s->rec.filename.len = n - 1;
  off += (u64)n;
  struct argument_walk walk = {.s = s, .at = REGS_ARG2(regs), .off = off, .limit = off + REC_ARGV - REC_VARIABLE};
  bpf_loop(REFUSED_ARGUMENTS, next_argument, &walk, 0);
  s->rec.argv.off = off;
  s->rec.argv.len = walk.off - off;
  s->rec.argc = walk.count;
  s->rec.argv_truncated = !walk.complete;
  set_used(s, walk.off);
  return true;
}

/**
 * What the process runs: that its exec was answered in the kernel, while that can still be read; or, with the registers of the
 * execve, that it was told to execute what the kernel refused.
 */
static __always_inline bool say_program(struct task_struct *task, struct rec_counters *count, struct pt_regs *refused) {
  u32 zero = 0;
  struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
  if (!s) return false;
  struct rec *rec = &s->rec;
  __builtin_memset(rec, 0, sizeof *rec);
  put_owner(s, task);
  rec->boot_ns = bpf_ktime_get_boot_ns();
  put_task(rec, task);
  if (refused) {
    rec->refused = 1;
    if (!put_call(s, refused)) return false;
  } else {
    rec->late = 1;
    rec->argc = 0xffff; // not kept by the kernel: as many as there are
    put_argv(s, task);
  }
  struct file *file = BPF_CORE_READ(task, mm, exe_file);
  struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
  struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
  put_identity(&rec->exe, BPF_CORE_READ(file, f_inode), dentry, mnt);
  put_path(s, dentry, mnt, &rec->exe.path, &rec->exe.path_flags);
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
 * Memory that ends before any program was loaded into it: an execve that the kernel refused once it had opened the file
 * (free_bprm in fs/exec.c; before 6.8 also one that did not find it). A shell may now read the file itself.
 */
static __always_inline bool is_given_up(struct mm_struct *mm) {
  return !mm->mm_users.counter && !mm->binfmt;
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
  if (!write) return 0;
  bool given_up = is_given_up(mm);
  if (!given_up && is_no_matter(mm)) return 0;
  struct task_struct *task = bpf_get_current_task_btf();
  struct pt_regs *regs = (void *)bpf_task_pt_regs(task);
  learn_regs(task, regs);
  if (given_up ? (s32)REGS_CALL(regs) != CALL_EXECVE : !is_mapping_code(regs)) return 0;
  s32 call = REGS_CALL(regs);
  u32 tgid = bpf_get_current_pid_tgid() >> 32, zero = 0;
  if (!is_container(tgid)) return 0;
  struct rec_counters *count = bpf_map_lookup_elem(&counters, &zero);
  struct map_process *process = process_of(tgid);
  if (!count) return 0;
  if (given_up) {
    if (!process || !process->hosts) say_program(task, count, regs);
    return 0;
  }
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
  if (process && process->unsaid && say_program(task, count, 0))
    process->unsaid = 0;
  else
    kick();
  return 0;
}
