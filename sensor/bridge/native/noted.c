// What the kernel notes of processes and of what they map (noted.bpf.h). The maps are not mapped here: all their pages would
// count as this process's memory.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "exec.skel.h"
#include "kernel.h"

#define TRIES 8 // at what is being written just now, which takes some dozen instructions

/**
 * One whole entry of those that begin with the number of their changes. Two readings that are the same had no change between
 * them, since the number only grows. False when it was written all the time.
 */
static bool read_whole(const struct bpf_map *map, uint32_t index, void *out, void *again, size_t size) {
  int fd = bpf_map__fd(map);
  for (int i = 0; i < TRIES; i++) {
    if (bpf_map_lookup_elem(fd, &index, out) || bpf_map_lookup_elem(fd, &index, again)) return false;
    if (!(*(const __u32 *)out & 1) && !memcmp(out, again, size)) return true;
  }
  return false;
}

bool kernel_process(const struct kernel *k, uint32_t pid, struct map_process *out) {
  struct map_process again;
  uint32_t index = pid & (MAP_PROCESSES - 1);
  return read_whole(k->skeleton->maps.processes, index, out, &again, sizeof again) && out->pid == pid;
}

uint64_t process_noted(const struct map_process *process, uint64_t ino, uint32_t dev) {
  for (__u32 i = 0; i < process->n_noted && i < MAP_NOTED; i++)
    if (process->noted[i].ino == ino && process->noted[i].dev == dev) return process->noted[i].value;
  return 0;
}

uint64_t kernel_noted(const struct kernel *k, const struct map_process *process, uint64_t ino, uint32_t dev) {
  uint64_t own = process_noted(process, ino, dev);
  if (own) return own;
  struct map_pair pair = {.ino = ino, .start_boot_ns = process->start_boot_ns, .pid = process->pid, .dev = dev};
  struct map_bucket bucket, again;
  if (!read_whole(k->skeleton->maps.pairs, map_bucket_of(&pair), &bucket, &again, sizeof again)) return 0;
  for (int i = 0; i < MAP_BUCKET; i++)
    if (!memcmp(&bucket.noted[i].pair, &pair, sizeof pair)) return bucket.noted[i].value;
  return 0;
}
