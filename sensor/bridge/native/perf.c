#include "perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE ((size_t)sysconf(_SC_PAGESIZE))

struct mmap2 {
  struct perf_event_header header;
  uint32_t pid, tid;
  uint64_t addr, len, pgoff;
  uint32_t major, minor;
  uint64_t ino, generation;
  uint32_t prot, flags;
  char name[];
};

/** At the end of each record, by sample_id_all with TID and TIME. */
struct sample_id {
  uint32_t pid, tid;
  uint64_t time;
};

struct lost {
  struct perf_event_header header;
  uint64_t id, lost;
};

int perf_open(struct perf_ring *ring, unsigned cpu, size_t bytes) {
  struct perf_event_attr attr = {
      .size = sizeof attr,
      .type = PERF_TYPE_SOFTWARE,
      .config = PERF_COUNT_SW_DUMMY,
      .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME,
      .mmap = 1, // without mmap_data: executable mappings only
      .mmap2 = 1,
      .sample_id_all = 1,
      .use_clockid = 1,
      .clockid = CLOCK_BOOTTIME,
      // Waking somebody for each record made a host's exec a fifth slower (550 to 660 us); so it is one at half the ring.
      .watermark = 1,
      .wakeup_watermark = (uint32_t)(bytes / 2),
  };
  *ring = (struct perf_ring){.bytes = bytes};
  ring->fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
  if (ring->fd < 0) return errno;
  void *at = mmap(NULL, PAGE + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
  if (at == MAP_FAILED) {
    int error = errno;
    perf_close(ring);
    return error;
  }
  ring->page = at;
  return 0;
}

void perf_close(struct perf_ring *ring) {
  if (ring->page) munmap(ring->page, PAGE + ring->bytes);
  if (ring->fd >= 0) close(ring->fd);
  *ring = (struct perf_ring){.fd = -1};
}

static void copy_out(const struct perf_ring *ring, uint64_t from, void *to, size_t len) {
  const char *data = (const char *)ring->page + PAGE;
  size_t at = from & (ring->bytes - 1), first = ring->bytes - at;
  if (first > len) first = len;
  memcpy(to, data + at, first);
  memcpy((char *)to + first, data, len - first);
}

/** The kernel's own text is mapped by nobody; what has no inode is anonymous memory, the vdso or the stack. */
static bool is_of_file(const struct mmap2 *m) {
  return m->pid != UINT32_MAX && (m->ino || m->major || m->minor);
}

static void take_one(char *record, size_t len, void (*take)(void *, const struct mapping *), void *context) {
  struct mmap2 *m = (void *)record;
  struct sample_id id;
  if (len <= sizeof *m + sizeof id || !is_of_file(m)) return;
  memcpy(&id, record + len - sizeof id, sizeof id);
  record[len - sizeof id - 1] = 0; // the name ends there at the latest
  struct mapping mapping = {
      .boot_ns = id.time,
      .start = m->addr,
      .end = m->addr + m->len,
      .ino = m->ino,
      .generation = m->generation,
      .pid = m->pid,
      .dev = m->major << 20 | m->minor,
      .name = m->name,
  };
  take(context, &mapping);
}

uint64_t perf_drain(struct perf_ring *ring, void (*take)(void *context, const struct mapping *), void *context) {
  static _Thread_local _Alignas(8) char record[UINT16_MAX + 1];
  struct perf_event_mmap_page *page = ring->page;
  uint64_t lost = 0;
  if (!page) return 0;
  uint64_t tail = page->data_tail, head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
  while (tail < head) {
    struct perf_event_header header;
    copy_out(ring, tail, &header, sizeof header);
    if (header.size < sizeof header) break; // cannot be
    copy_out(ring, tail, record, header.size);
    tail += header.size;
    __atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
    if (header.type == PERF_RECORD_MMAP2)
      take_one(record, header.size, take, context);
    else if (header.type == PERF_RECORD_LOST && header.size >= sizeof(struct lost))
      lost += ((struct lost *)record)->lost;
  }
  return lost;
}
