// The program in the kernel: loading, its maps and its counters.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/types.h>

#include "host.h"
#include "known.h"
#include "messages.h"
#include "record.h"

struct exec_bpf;

struct options {
  bool realtime, libraries, verdicts;
  unsigned max_pins;
};

struct kernel {
  struct exec_bpf *skeleton;
  int program_fd;
  int *ring_fd; // one for each possible CPU
  unsigned cpus;
  uint32_t ring_bytes; // of all rings together
  bool loader_identity;  // the program with bpf_find_vma was accepted
  bool overlay_identity; // the kernel's type information knows struct ovl_inode
  bool libraries;        // the programs of mapping.bpf.h run
  bool wakes;            // among them on_mmap_unlock
  bool verdicts;         // execs of what is known to be good are answered in the kernel
  struct known known;    // of the reader's thread
  char libraries_refused[256]; // why not, when they were asked for
  int mapping_fd;
  const uint64_t *containers; // a bit for each process number
  const char *map_slots;
  size_t map_slot_bytes;
};

/** on_mapping's answer: lies in the kernel's memory until the same index is asked again. */
struct mapping_answer {
  const struct map_head *head;
  const void *record; // a struct rec and its data
};

/** Why the kernel refused. `code` is one of no_btf, no_permission, load_failed, attach_failed, internal. */
struct refusal {
  const char *code;
  char detail[1024];
};

bool have_btf(void);
/** Loads and attaches. Where the kernel refuses only what libraries need, they are left out. */
bool kernel_open(struct kernel *kernel, const struct host *host, const struct options *options, struct refusal *why);
void kernel_close(struct kernel *kernel);

/** Slot 0 removes, and forgets what was known of the slot. `*registered` follows the number of cgroups. False with errno. */
bool kernel_set_slot(struct kernel *kernel, uint64_t cgroup_id, uint64_t slot, _Atomic uint64_t *registered);
static inline bool kernel_is_container(const struct kernel *k, uint32_t pid) {
  return pid < 1u << 22 && *(const volatile uint64_t *)&k->containers[pid >> 6] >> (pid & 63) & 1;
}
/** False when the process was never a container's, or is forgotten. */
bool kernel_process(const struct kernel *kernel, uint32_t pid, struct map_process *out);
/** What the entry itself notes of a file (MAP_EXECUTED); 0: nothing. */
uint64_t process_noted(const struct map_process *process, uint64_t ino, uint32_t dev);
/** The same, and what the entry had no room for. */
uint64_t kernel_noted(const struct kernel *kernel, const struct map_process *process, uint64_t ino, uint32_t dev);
/** `index` below `cpus` belongs to one thread at a time; `fd` is the caller's, or -1. */
bool kernel_mapping(const struct kernel *kernel, uint32_t index, uint32_t pid, int fd, struct mapping_answer *out);
/** Marks the processes that run now, and calls back for each one of a container. One thread at a time. */
bool kernel_list(const struct kernel *kernel, void (*take)(void *context, const struct map_listed *), void *context);
/** known_add. False for what is no key, and where no key counts. */
bool kernel_add_known_good(struct kernel *kernel, const void *key, size_t len, bool by_applet);
/** What was known under another generation is forgotten, and what is added of it is never matched. */
void kernel_set_generation(struct kernel *kernel, uint64_t generation);
/** Fills the counters that the kernel keeps. */
void kernel_stats(struct kernel *kernel, struct stats *out);
