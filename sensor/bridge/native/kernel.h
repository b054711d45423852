// The program in the kernel: loading, its maps and its counters.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "messages.h"

struct exec_bpf;

struct kernel {
  struct exec_bpf *skeleton;
  int program_fd;
  int *ring_fd; // one for each possible CPU
  unsigned cpus;
  uint32_t ring_bytes; // of all rings together
  bool loader_identity;  // the program with bpf_find_vma was accepted
  bool overlay_identity; // the kernel's type information knows struct ovl_inode
};

/** Why the kernel refused. `code` is one of no_btf, no_permission, load_failed, attach_failed, internal. */
struct refusal {
  const char *code;
  char detail[1024];
};

bool have_btf(void);
/** Loads and attaches. */
bool kernel_open(struct kernel *kernel, const struct host *host, struct refusal *why);
void kernel_close(struct kernel *kernel);

/** Slot 0 removes. `*registered` follows the number of cgroups. False with errno when the map refused. */
bool kernel_set_slot(struct kernel *kernel, uint64_t cgroup_id, uint64_t slot, _Atomic uint64_t *registered);
/** Fills the counters that the kernel keeps. */
void kernel_stats(struct kernel *kernel, struct stats *out);
