// Verdicts that are remembered in the kernel (known.bpf.h): bounded, the oldest gives way.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/types.h>

#include "record.h"

struct known {
  int map_fd;
  unsigned max;
  struct known_key *keys; // by age from `next`; slot 0: removed since
  unsigned next;
  _Atomic uint64_t entries, evicted, refused;
};

/** Takes a map with room for `max` keys. False: no memory. One thread at a time, as for all that follows. */
bool known_open(struct known *known, int map_fd, unsigned max);
void known_close(struct known *known);
/**
 * False for what is no key. What the map refuses is counted. `by_applet`: good when it is called as it was for this key, and
 * asked about when called otherwise; else whatever its arguments are.
 */
bool known_add(struct known *known, const void *key, size_t len, bool by_applet);
/** Forgets everything of one slot; of all with slot 0. */
void known_forget(struct known *known, uint64_t slot);
