// What the host is, as opposed to a container: its mount namespace and its root directory.
#pragma once

#include <stdint.h>

struct host {
  uint32_t mnt_ns;
  uint32_t root_dev; // the kernel's dev_t: major << 20 | minor
  uint64_t root_ino; // 0: unknown
};

/** Reads what it may; /proc/1 can be unreadable even to root. */
struct host find_host(void);
