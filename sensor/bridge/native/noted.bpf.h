// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// What is noted of processes and of what they map. These are plain arrays: each exec and each fork writes here, and putting an
// entry into a map that keeps the least recently used in order took half a microsecond. What has no room takes another's, which
// is then forgotten: never taken for another, only asked about again.
#pragma once

/** A bit for each process number: 1 for a container's. User space maps it. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, u64);
} containers SEC(".maps");

/** By the lower bits of the process number. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct map_process);
} processes SEC(".maps");

/** By map_bucket_of. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct map_bucket);
} pairs SEC(".maps");

static __always_inline bool is_container(u32 tgid) {
  u32 word = tgid >> 6;
  u64 *bits = bpf_map_lookup_elem(&containers, &word);
  return bits && *bits & 1ull << (tgid & 63);
}

static __always_inline void set_container(u32 tgid, bool container) {
  u32 word = tgid >> 6;
  u64 bit = 1ull << (tgid & 63);
  u64 *bits = bpf_map_lookup_elem(&containers, &word);
  if (!bits || !(*bits & bit) == !container) return;
  if (container)
    __sync_fetch_and_or(bits, bit);
  else
    __sync_fetch_and_and(bits, ~bit);
}

/** False while another CPU writes the same: then nothing is noted. */
static __always_inline bool begin_change(u32 *changes) {
  u32 before = *(volatile u32 *)changes;
  return !(before & 1) && __sync_val_compare_and_swap(changes, before, before + 1) == before;
}

static __always_inline void end_change(u32 *changes) {
  __sync_lock_test_and_set(changes, *(volatile u32 *)changes + 1); // unlike an addition in order on every machine
}

/** NULL: nothing is noted of it. */
static __always_inline struct map_process *process_of(u32 tgid) {
  u32 index = tgid & (MAP_PROCESSES - 1);
  struct map_process *process = bpf_map_lookup_elem(&processes, &index);
  return process && process->pid == tgid ? process : 0;
}

/** A container's, whose fields are all those of `fresh`. NULL: nothing could be noted. */
static __always_inline struct map_process *keep_process(u32 tgid, const struct map_process *fresh) {
  u32 index = tgid & (MAP_PROCESSES - 1);
  struct map_process *process = bpf_map_lookup_elem(&processes, &index);
  if (process && !begin_change(&process->changes)) process = 0;
  if (!process) goto mark;
  process->pid = tgid;
  process->task = fresh->task;
  process->start_boot_ns = fresh->start_boot_ns;
  process->slot = fresh->slot;
  process->cgroup_id = fresh->cgroup_id;
  process->unsaid = fresh->unsaid;
  process->hosts = fresh->hosts;
  process->n_noted = process->next = 0;
  end_change(&process->changes);
mark:
  set_container(tgid, true);
  return process;
}

static __always_inline bool is_same_pair(const struct map_pair *a, const struct map_pair *b) {
  return a->ino == b->ino && a->start_boot_ns == b->start_boot_ns && a->pid == b->pid && a->dev == b->dev;
}

static __always_inline void keep_pair(const struct map_pair *pair, u64 value) {
  u32 index = map_bucket_of(pair);
  struct map_bucket *bucket = bpf_map_lookup_elem(&pairs, &index);
  if (!bucket || !begin_change(&bucket->changes)) return;
  u64 at = bucket->next;
  if (is_same_pair(&bucket->noted[0].pair, pair)) {
    at = 0;
  } else if (is_same_pair(&bucket->noted[1].pair, pair)) {
    at = 1;
  } else if (is_same_pair(&bucket->noted[2].pair, pair)) {
    at = 2;
  } else {
    bucket->next = at + 1 < MAP_BUCKET ? at + 1 : 0;
  }
  barrier_var(at);
  if (at < MAP_BUCKET) {
    bucket->noted[at].pair = *pair;
    bucket->noted[at].value = value;
  }
  end_change(&bucket->changes);
}

/** Beside what is noted of the process, where there is anything: what that has no room for goes into a bucket. */
static __always_inline void note(struct map_process *process, const struct map_pair *pair, u64 value) {
  if (!process || process->start_boot_ns != pair->start_boot_ns) {
    keep_pair(pair, value);
    return;
  }
  if (!begin_change(&process->changes)) return;
  u64 at = process->next;
  bool again = false;
  for (u64 i = 0; i < MAP_NOTED; i++) {
    if (i >= process->n_noted) break;
    if (process->noted[i].ino != pair->ino || process->noted[i].dev != pair->dev) continue;
    at = i;
    again = true;
  }
  barrier_var(at);
  if (at < MAP_NOTED) {
    struct map_noted *noted = &process->noted[at];
    if (!again && process->n_noted < MAP_NOTED) {
      process->n_noted++;
    } else if (!again) {
      struct map_pair other = *pair;
      other.ino = noted->ino;
      other.dev = noted->dev;
      keep_pair(&other, noted->value);
    }
    if (!again) process->next = at + 1 < MAP_NOTED ? at + 1 : 0;
    noted->ino = pair->ino;
    noted->dev = pair->dev;
    noted->value = value;
  }
  end_change(&process->changes);
}

/** The verifier knows the type of `task`, and where `typed` that of `inode`. */
static __always_inline void note_pair(struct task_struct *task, struct inode *inode, u64 value, bool typed) {
  if (!typed) {
    inode = TYPED(inode);
    typed = casts;
  }
  struct super_block *sb = READ(typed, inode, i_sb);
  struct map_pair pair = {
      .ino = READ(typed, inode, i_ino),
      .start_boot_ns = task->group_leader->start_boottime,
      .pid = task->tgid,
      .dev = READ(typed, sb, s_dev),
  };
  note(process_of(pair.pid), &pair, value);
}
