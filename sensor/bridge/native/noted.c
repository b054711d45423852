// What the kernel notes of processes and of what they map (noted.bpf.h), read where it lies.
#include <string.h>

#include "kernel.h"

#define TRIES 8 // at what is being written just now, which takes some dozen instructions

/** One whole entry of those that begin with the number of their changes; false when it was written all the time. */
static bool read_whole(const void *from, void *to, size_t size) {
  const __u32 *changes = from;
  for (int i = 0; i < TRIES; i++) {
    __u32 before = __atomic_load_n(changes, __ATOMIC_ACQUIRE);
    if (before & 1) continue;
    memcpy(to, from, size);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (__atomic_load_n(changes, __ATOMIC_RELAXED) == before) return true;
  }
  return false;
}

bool kernel_process(const struct kernel *k, uint32_t pid, struct map_process *out) {
  return read_whole(&k->processes[pid & (MAP_PROCESSES - 1)], out, sizeof *out) && out->pid == pid;
}

uint64_t kernel_noted(const struct kernel *k, const struct map_process *process, uint64_t ino, uint32_t dev) {
  struct map_pair pair = {.ino = ino, .start_boot_ns = process->start_boot_ns, .pid = process->pid, .dev = dev};
  struct map_bucket bucket;
  for (__u32 i = 0; i < process->n_noted && i < MAP_NOTED; i++)
    if (process->noted[i].ino == ino && process->noted[i].dev == dev) return process->noted[i].value;
  if (!read_whole(&k->buckets[map_bucket_of(&pair)], &bucket, sizeof bucket)) return 0;
  for (int i = 0; i < MAP_BUCKET; i++)
    if (!memcmp(&bucket.noted[i].pair, &pair, sizeof pair)) return bucket.noted[i].value;
  return 0;
}
