// perf's side-band records (perf_event_open(2), PERF_RECORD_MMAP2): every executable mapping of one CPU, of every process.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct perf_ring {
  int fd; // readable when half full; -1: this CPU has none
  void *page;
  size_t bytes;
};

struct mapping {
  uint64_t boot_ns; // CLOCK_BOOTTIME
  uint64_t start, end, ino, generation;
  uint32_t pid, dev;  // dev as the kernel's dev_t
  const char *name;   // as d_path shows it to the process; valid until the next record
};

/** `bytes` is a power of two, of pages. 0 or an errno; ENODEV: the CPU is off. */
int perf_open(struct perf_ring *ring, unsigned cpu, size_t bytes);
void perf_close(struct perf_ring *ring);
/** Reads what is there. Returns how many records the kernel has dropped. Not thread-safe. */
uint64_t perf_drain(struct perf_ring *ring, void (*take)(void *context, const struct mapping *), void *context);
