// The queue between the pinning and the writing thread: order, bound, wrap, and unpack's distrust of a record.
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "queue.h"
#include "unpack.h"

static void refuses_what_does_not_fit(void) {
  struct queue *q = queue_new(4096);
  char bytes[4096] = {0};
  size_t len;
  CHECK(q && !queue_peek(q, &len));
  CHECK(!queue_push(q, bytes, 8, bytes, 4096 - 16));
  CHECK(queue_push(q, bytes, 8, bytes, 4096 - 24)); // with its own header 8 less than the whole
  CHECK(!queue_push(q, bytes, 0, bytes, 0));
  CHECK(queue_peek(q, &len) && len == 4096 - 16);
  queue_pop(q);
  CHECK(!queue_peek(q, &len));
  CHECK(queue_push(q, bytes, 8, bytes, 4096 - 24));
  queue_free(q);
}

#define RECORDS 200000u

static void *produce(void *context) {
  struct queue *q = context;
  char bytes[512];
  for (uint32_t i = 0; i < RECORDS; i++) {
    size_t len = i * 7919u % sizeof bytes;
    memset(bytes, (int)(i & 0xff), len);
    while (!queue_push(q, &i, sizeof i, bytes, len)) sched_yield();
  }
  return NULL;
}

/** Small enough that it wraps and fills all the time. */
static void keeps_order_and_bytes_between_threads(void) {
  struct queue *q = queue_new(8192);
  pthread_t thread;
  CHECK(q && !pthread_create(&thread, NULL, produce, q));
  for (uint32_t i = 0; i < RECORDS;) {
    size_t len;
    queue_wait(q, UINT64_MAX / 2);
    for (const uint8_t *at; (at = queue_peek(q, &len)); i++) {
      uint32_t number;
      memcpy(&number, at, sizeof number);
      CHECK(number == i && len == sizeof number + i * 7919u % 512);
      for (size_t k = sizeof number; k < len; k++) CHECK(at[k] == (uint8_t)i);
      queue_pop(q);
    }
  }
  pthread_join(thread, NULL);
  queue_free(q);
}

struct packed {
  struct rec rec;
  char text[64];
};

static struct packed record(void) {
  struct packed p = {.rec = {.data_len = 64, .n_cgroups = 1, .n_ancestors = 1}};
  memcpy(p.text, "name\0tmp\0var\0memfd:a/b\0sh\0-c\0", 30);
  p.rec.exe.path = (struct rec_part){0, 13};
  p.rec.exe.path_flags = REC_PATH_ROOTED;
  p.rec.has_loader = 1;
  p.rec.loader.path = (struct rec_part){13, 10};
  p.rec.filename = (struct rec_part){0, 4};
  p.rec.argv = (struct rec_part){23, 6};
  p.rec.cwd_flags = REC_PATH_ROOTED;
  return p;
}

static bool is(struct slice slice, const char *text) {
  return slice.len == strlen(text) && !memcmp(slice.data, text, slice.len);
}

static void unpacks_paths_and_arguments(void) {
  struct packed p = record();
  char space[UNPACK_SPACE];
  struct exec exec;
  CHECK(unpack(&p, sizeof p, space, &exec));
  CHECK(is(exec.files[0].path, "/var/tmp/name") && is(exec.files[1].path, "memfd:a/b"));
  CHECK(exec.n_files == 2 && exec.files[1].role == ROLE_LOADER);
  CHECK(is(exec.cwd, "/") && is(exec.filename, "name") && is(exec.interp, "name"));
  CHECK(exec.argv.len == 5 && !memcmp(exec.argv.data, "sh\0-c", 5));
}

static void unpacks_what_was_answered_in_the_kernel(void) {
  struct packed p = record();
  char space[UNPACK_SPACE];
  struct exec exec;
  CHECK(unpack(&p, sizeof p, space, &exec) && !exec.key.len && !exec.late && !exec.ancestors[0].exe.len);
  p.rec.late = 1;
  p.rec.key.slot = 7;
  p.rec.ancestors[0].exe = (struct rec_part){0, 9};
  CHECK(unpack(&p, sizeof p, space, &exec) && exec.late && exec.argc == 2);
  p.rec.late = 0, p.rec.refused = 1, p.rec.argc = 2;
  CHECK(unpack(&p, sizeof p, space, &exec) && exec.refused && !exec.late && exec.argc == 2);
  CHECK(exec.key.len == sizeof p.rec.key && exec.key.data == (const void *)&p.rec.key);
  CHECK(is(exec.ancestors[0].exe, "/tmp/name"));
  p.rec.ancestors[0].exe = (struct rec_part){60, 9};
  CHECK(!unpack(&p, sizeof p, space, &exec));
}

static void distrusts_a_record(void) {
  char space[UNPACK_SPACE];
  struct exec exec;
  struct packed p = record();
  for (size_t len = 0; len < sizeof p; len++) CHECK(!unpack(&p, len, space, &exec));
  p.rec.n_cgroups = REC_CGROUPS + 1;
  CHECK(!unpack(&p, sizeof p, space, &exec));
  p = record();
  p.rec.argv = (struct rec_part){63, 2};
  CHECK(!unpack(&p, sizeof p, space, &exec));
  p.rec.argv = (struct rec_part){63, 1};
  CHECK(unpack(&p, sizeof p, space, &exec));
  p.rec.exe.path = (struct rec_part){65535, 65535};
  CHECK(!unpack(&p, sizeof p, space, &exec));
}

int main(void) {
  refuses_what_does_not_fit();
  keeps_order_and_bytes_between_threads();
  unpacks_paths_and_arguments();
  unpacks_what_was_answered_in_the_kernel();
  distrusts_a_record();
  puts("queue_test: good");
  return 0;
}
