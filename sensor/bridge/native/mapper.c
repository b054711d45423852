#include "mapper.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "locks.h"
#include "mapping.h"

// A mapping that cannot wait wakes its CPU's pinner (on_mmap_unlock); all others are known to be good, and can. Where the
// kernel has no such hook, the look is what finds them, so it comes sooner.
#define LOOK_MS 50
#define LOOK_WITHOUT_WAKES_MS 5
#define LIVING 1024
// Like the rings of execs: 1 MiB holds 7,000 records of 150 bytes, the mappings of a second at 1,400 dynamic execs/s.
#define RINGS_BYTES (8u << 20)
#define MOST_RING_BYTES (1u << 20)
#define LEAST_RING_BYTES (256u << 10)

struct cpu {
  pthread_mutex_t lock; // of all that follows, and of the kernel's answers with its index
  struct perf_ring ring;
  struct mapping_context context;
};

struct mapper {
  struct bridge *bridge;
  struct cpu *cpu;
  struct pollfd *fds;
  _Atomic bool list_again;
  pthread_mutex_t lock; // of `living`
  struct map_listed living[LIVING]; // by slot: the process that started first, which is likely to stay
};

static void live(void *context, const struct map_listed *listed) {
  struct mapper *m = context;
  if (!listed->slot) return;
  pthread_mutex_lock(&m->lock);
  struct map_listed *known = &m->living[listed->slot % LIVING];
  if (known->slot != listed->slot || listed->start_boot_ns < known->start_boot_ns) *known = *listed;
  pthread_mutex_unlock(&m->lock);
}

static bool list(struct mapper *m) {
  pthread_mutex_lock(&m->lock);
  memset(m->living, 0, sizeof m->living);
  pthread_mutex_unlock(&m->lock);
  return kernel_list(&m->bridge->kernel, live, m);
}

uint32_t mapper_another(struct mapper *m, uint64_t slot, uint32_t than) {
  pthread_mutex_lock(&m->lock);
  const struct map_listed *found = &m->living[slot % LIVING];
  uint32_t pid = slot && found->slot == slot && found->pid != than ? found->pid : 0;
  pthread_mutex_unlock(&m->lock);
  return pid;
}

void mapper_list_again(struct mapper *m) {
  m->list_again = true;
}

void mapper_drain(struct mapper *m, unsigned index) {
  struct cpu *cpu = &m->cpu[index];
  pthread_mutex_lock(&cpu->lock);
  cpu->context.process.pid = 0; // the number may be another process's by now
  uint64_t lost = perf_drain(&cpu->ring, take_mapping, &cpu->context);
  pthread_mutex_unlock(&cpu->lock);
  m->bridge->lost_maps += lost;
}

static void *run(void *context) {
  struct mapper *m = context;
  struct bridge *b = m->bridge;
  int wait_ms = b->kernel.wakes ? LOOK_MS : LOOK_WITHOUT_WAKES_MS;
  // As soon as a ring is half full: who fills it could hide something behind that.
  if (b->options.realtime) go_realtime();
  for (;;) {
    poll(m->fds, b->kernel.cpus, wait_ms);
    if (m->list_again) {
      m->list_again = false;
      list(m);
    }
    for (unsigned cpu = 0; cpu < b->kernel.cpus; cpu++) mapper_drain(m, cpu);
  }
  return NULL;
}

static int open_all(struct mapper *m) {
  int error = ENODEV;
  size_t bytes = MOST_RING_BYTES;
  while (bytes > LEAST_RING_BYTES && bytes * m->bridge->kernel.cpus > RINGS_BYTES) bytes /= 2;
  for (unsigned i = 0; i < m->bridge->kernel.cpus; i++) {
    struct cpu *cpu = &m->cpu[i];
    cpu->context = (struct mapping_context){.bridge = m->bridge, .index = i};
    if (init_lock(&cpu->lock)) return ENOMEM;
    int failed = perf_open(&cpu->ring, i, bytes);
    if (failed && failed != ENODEV) return failed;
    if (!failed) error = 0;
    m->fds[i] = (struct pollfd){.fd = cpu->ring.fd, .events = POLLIN};
  }
  return error;
}

struct mapper *mapper_start(struct bridge *b, char *why, size_t size) {
  pthread_t thread;
  if (!b->kernel.libraries) {
    snprintf(why, size, "%s", b->kernel.libraries_refused);
    return NULL;
  }
  struct mapper *m = calloc(1, sizeof *m); // like the threads, for as long as the process lives
  if (m) m->bridge = b;
  if (m) m->cpu = calloc(b->kernel.cpus, sizeof *m->cpu);
  if (m) m->fds = calloc(b->kernel.cpus, sizeof *m->fds);
  int error = m && m->cpu && m->fds ? init_lock(&m->lock) : ENOMEM;
  if (!error) error = open_all(m);
  if (!error && !list(m)) error = errno ? errno : EIO;
  if (!error) {
    b->mapper = m; // before anybody drains
    error = pthread_create(&thread, NULL, run, m);
  }
  if (!error) {
    snprintf(why, size, "%s", b->kernel.wakes ? "" : "without tp_btf/mmap_lock_released: a file that is deleted at once is missed");
    return m;
  }
  b->mapper = NULL;
  snprintf(why, size, "perf_event_open: %s", strerror(error));
  return NULL;
}
