#include "pins.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "locks.h"

#define NONE UINT32_MAX
#define OTHER_DESCRIPTORS 48 // below the RESERVED_FILES that the limit leaves free

/** A slot is free, or in one hash chain and in the list by age. */
struct pin {
  uint64_t id, since_ns;
  int fd;
  uint32_t chain;          // next in the hash chain, or next free
  uint32_t older, younger;
};

struct pins {
  pthread_mutex_t lock;
  struct pin *pin;
  uint32_t *bucket;
  uint32_t mask, free, oldest, youngest;
  _Atomic unsigned held; // changed under the lock, read without
  unsigned max;
};

/**
 * Lets the kernel make the table of descriptors as large as it will get, while this process has one thread. Later each
 * doubling waits for an RCU grace period (fs/file.c, expand_fdtable): tens of milliseconds in which nothing is pinned.
 */
static void reserve_descriptors(unsigned max) {
  int highest = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, (int)max + OTHER_DESCRIPTORS);
  if (highest >= 0) close(highest);
}

struct pins *pins_new(unsigned max) {
  struct pins *p = calloc(1, sizeof *p);
  uint32_t buckets = 16;
  while (buckets < max) buckets *= 2;
  if (!p) return NULL;
  p->pin = calloc(max ? max : 1, sizeof *p->pin);
  p->bucket = malloc(buckets * sizeof *p->bucket);
  if (!p->pin || !p->bucket || init_lock(&p->lock)) {
    free(p->pin);
    free(p->bucket);
    free(p);
    return NULL;
  }
  p->max = max;
  p->mask = buckets - 1;
  for (uint32_t i = 0; i < buckets; i++) p->bucket[i] = NONE;
  for (uint32_t i = 0; i < max; i++) p->pin[i].chain = i + 1 < max ? i + 1 : NONE;
  reserve_descriptors(max);
  p->free = max ? 0 : NONE;
  p->oldest = p->youngest = NONE;
  return p;
}

static uint32_t *find(struct pins *p, uint64_t id) {
  uint32_t *link = &p->bucket[id & p->mask]; // ids count up, so the low bits spread
  while (*link != NONE && p->pin[*link].id != id) link = &p->pin[*link].chain;
  return link;
}

/** Unlinks; the caller closes, outside the lock: the last close of a deleted file frees its blocks, which takes time. */
static int take(struct pins *p, uint32_t *link) {
  uint32_t at = *link;
  struct pin *pin = &p->pin[at];
  *link = pin->chain;
  *(pin->older == NONE ? &p->oldest : &p->pin[pin->older].younger) = pin->younger;
  *(pin->younger == NONE ? &p->youngest : &p->pin[pin->younger].older) = pin->older;
  pin->chain = p->free;
  p->free = at;
  p->held--;
  return pin->fd;
}

bool pins_room(struct pins *p) {
  return pins_held(p) < p->max;
}

bool pins_add(struct pins *p, uint64_t id, int fd, uint64_t now_ns) {
  bool added = false;
  pthread_mutex_lock(&p->lock);
  uint32_t at = p->free, *link = find(p, id);
  if (at != NONE && *link == NONE) {
    p->free = p->pin[at].chain;
    p->pin[at] = (struct pin){.id = id, .since_ns = now_ns, .fd = fd, .chain = NONE, .older = p->youngest, .younger = NONE};
    *link = at;
    *(p->youngest == NONE ? &p->oldest : &p->pin[p->youngest].younger) = at;
    p->youngest = at;
    p->held++;
    added = true;
  }
  pthread_mutex_unlock(&p->lock);
  return added;
}

bool pins_release(struct pins *p, uint64_t id) {
  int fd = -1;
  pthread_mutex_lock(&p->lock);
  uint32_t *link = find(p, id);
  if (*link != NONE) fd = take(p, link);
  pthread_mutex_unlock(&p->lock);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

unsigned pins_expire(struct pins *p, uint64_t now_ns) {
  for (unsigned count = 0;; count++) {
    int fd = -1;
    pthread_mutex_lock(&p->lock);
    if (p->oldest != NONE && now_ns - p->pin[p->oldest].since_ns >= PIN_MAX_AGE_NS)
      fd = take(p, find(p, p->pin[p->oldest].id));
    pthread_mutex_unlock(&p->lock);
    if (fd < 0) return count;
    close(fd);
  }
}

unsigned pins_held(struct pins *p) {
  return p->held;
}

void pins_free(struct pins *p) {
  if (!p) return;
  while (p->oldest != NONE) pins_release(p, p->pin[p->oldest].id);
  pthread_mutex_destroy(&p->lock);
  free(p->pin);
  free(p->bucket);
  free(p);
}
