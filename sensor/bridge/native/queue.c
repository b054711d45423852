#include "queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "locks.h"

#define HEADER sizeof(uint64_t)
#define WRAP UINT64_MAX
#define READY_BYTES (1u << 20) // taken at the start, so that a real-time producer rarely waits for a page

/** A ring: records lie in [read, write), and after a wrap mark go on at 0. One byte is always free. */
struct queue {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  uint8_t *data;
  size_t size, read, write;
};

static size_t padded(size_t len) {
  return HEADER + ((len + 7) & ~(size_t)7);
}

struct queue *queue_new(size_t bytes) {
  struct queue *q = calloc(1, sizeof *q);
  if (!q) return NULL;
  q->size = bytes & ~(size_t)7;
  q->data = mmap(NULL, q->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  bool failed = q->data == MAP_FAILED || init_lock(&q->lock) || pthread_cond_init(&q->filled, &attr);
  pthread_condattr_destroy(&attr);
  if (!failed) {
    madvise(q->data, q->size < READY_BYTES ? q->size : READY_BYTES, MADV_POPULATE_WRITE); // since 5.14
    return q;
  }
  if (q->data != MAP_FAILED) munmap(q->data, q->size);
  free(q);
  return NULL;
}

void queue_free(struct queue *q) {
  if (!q) return;
  munmap(q->data, q->size);
  pthread_cond_destroy(&q->filled);
  pthread_mutex_destroy(&q->lock);
  free(q);
}

static void store_header(struct queue *q, size_t at, uint64_t value) {
  memcpy(q->data + at, &value, HEADER);
}

/** Where `need` bytes can be written, or SIZE_MAX. Strictly less than the room, or full would look like empty. */
static size_t place(struct queue *q, size_t need) {
  if (q->write < q->read) return need < q->read - q->write ? q->write : SIZE_MAX;
  if (need < q->size - q->write) return q->write; // leaves room for a wrap mark or more: all lengths are multiples of 8
  if (need < q->read) {
    store_header(q, q->write, WRAP);
    return 0;
  }
  return SIZE_MAX;
}

bool queue_push(struct queue *q, const void *head, size_t head_len, const void *tail, size_t tail_len) {
  size_t len = head_len + tail_len, need = padded(len);
  pthread_mutex_lock(&q->lock);
  if (q->read == q->write) q->read = q->write = 0;
  size_t at = place(q, need);
  if (at != SIZE_MAX) {
    store_header(q, at, len);
    memcpy(q->data + at + HEADER, head, head_len);
    memcpy(q->data + at + HEADER + head_len, tail, tail_len);
    q->write = at + need;
    pthread_cond_signal(&q->filled);
  }
  pthread_mutex_unlock(&q->lock);
  return at != SIZE_MAX;
}

void queue_wait(struct queue *q, uint64_t deadline_ns) {
  struct timespec until = {(time_t)(deadline_ns / 1000000000), (long)(deadline_ns % 1000000000)};
  int error = 0;
  pthread_mutex_lock(&q->lock);
  while (q->read == q->write && !error) error = pthread_cond_timedwait(&q->filled, &q->lock, &until);
  pthread_mutex_unlock(&q->lock);
}

static uint64_t header_at(struct queue *q, size_t at) {
  uint64_t value;
  memcpy(&value, q->data + at, HEADER);
  return value;
}

const void *queue_peek(struct queue *q, size_t *len) {
  const void *record = NULL;
  pthread_mutex_lock(&q->lock);
  if (q->read != q->write) {
    if (header_at(q, q->read) == WRAP) q->read = 0;
    *len = header_at(q, q->read);
    record = q->data + q->read + HEADER;
  }
  pthread_mutex_unlock(&q->lock);
  return record;
}

void queue_pop(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  if (q->read != q->write) q->read += padded(header_at(q, q->read));
  pthread_mutex_unlock(&q->lock);
}
