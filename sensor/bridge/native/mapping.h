// One executable mapping of a container's process: is it known to be good; else the file is held and the sensor is told.
#pragma once

#include "bridge.h"
#include "perf.h"

#define RECENT 64
#define RECENT_NAME 240

/** A file that was looked at and was good: what mapped it before that time is answered by it. */
struct recent {
  uint64_t slot, ino, generation, good_at_boot_ns;
  uint32_t dev;
  char name[RECENT_NAME];
};

/** What one CPU's mappings need; used by one thread at a time. */
struct mapping_context {
  struct bridge *bridge;
  unsigned index;
  struct map_process process; // as it was read last; `pid` 0: none
  struct recent recent[RECENT];
};

/** A process of the container `slot` that lives, other than `than`; 0: none is known. */
uint32_t mapper_another(struct mapper *mapper, uint64_t slot, uint32_t than);

/** A callback for perf_drain; `context` is a struct mapping_context. */
void take_mapping(void *context, const struct mapping *mapping);
