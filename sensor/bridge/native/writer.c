// The thread that owns stdout: frames, sequence numbers, the heartbeat. It may be blocked by a slow sensor for as long
// as it likes; the queue fills meanwhile, and what does not fit is counted.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bridge.h"
#include "log.h"
#include "unpack.h"

#define SECOND 1000000000ull
#define BATCH_BYTES (256u << 10)
#define LARGEST_FRAME (64u << 10) // an Exec: 28 KiB of text and below 2 KiB of the rest

struct writer {
  struct bridge *bridge;
  struct encoder out;
  uint64_t seq;
  struct stats told; // as far as Gaps have been sent
  char space[UNPACK_SPACE];
};

static void flush(struct writer *w) {
  for (size_t done = 0; done < w->out.len;) {
    ssize_t n = write(STDOUT_FILENO, w->out.data + done, w->out.len - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) _exit(errno == EPIPE ? EXIT_GOOD : EXIT_INTERNAL); // the sensor is gone
    done += (size_t)n;
  }
  w->out.len = 0;
}

static void make_room(struct writer *w) {
  if (w->out.cap - w->out.len < LARGEST_FRAME) flush(w);
}

static void say_hello(struct writer *w) {
  struct bridge *b = w->bridge;
  struct utsname name;
  struct hello hello = {
      .version = WIRE_VERSION,
      .pid = (uint32_t)getpid(),
      .kernel_release = uname(&name) ? "" : name.release,
      .host_mnt_ns = b->host.mnt_ns,
      .host_root_dev = b->host.root_dev,
      .host_root_ino = b->host.root_ino,
      .realtime = b->realtime,
      .realtime_detail = b->realtime_detail,
      .ring_bytes = b->kernel.ring_bytes,
      .max_pins = b->options.max_pins,
      .loader_identity = b->kernel.loader_identity,
      .overlay_identity = b->kernel.overlay_identity,
      .libraries = b->mapper != NULL,
      .libraries_detail = b->libraries_detail,
  };
  encode_hello(&w->out, ++w->seq, &hello);
  flush(w);
}

static void say_exec(struct writer *w, const void *entry, size_t len, uint64_t boot_to_unix_ns) {
  struct queued queued;
  struct exec exec;
  memcpy(&queued, entry, sizeof queued);
  const struct rec *rec = (const void *)((const char *)entry + sizeof queued);
  if (!unpack(rec, len - sizeof queued, w->space, &exec)) {
    log_line("error", "a record of the kernel contradicts itself and was left out");
    w->bridge->lost_queue++;
    release_pins(w->bridge, queued.id);
    return;
  }
  exec.id = queued.id;
  exec.time_unix_ns = rec->boot_ns + boot_to_unix_ns;
  exec.files[0].pinned = queued.fd >= 0;
  exec.files[0].fd = queued.fd >= 0 ? (uint32_t)queued.fd : 0;
  exec.files[0].pin_error = queued.pin_error;
  exec.files[1].pin_error = "not_tried"; // nothing in /proc leads to a loader without a walk through its mappings
  exec.root_fd = (uint32_t)(queued.root + 1);
  exec.script_fd = (uint32_t)(queued.script + 1);
  make_room(w);
  if (!encode_exec(&w->out, w->seq + 1, &exec)) abort();
  w->seq++;
}

static void say_mapping(struct writer *w, const void *entry, size_t len, uint64_t boot_to_unix_ns) {
  struct queued queued;
  struct map_head head;
  struct exec process;
  memcpy(&queued, entry, sizeof queued);
  memcpy(&head, (const char *)entry + sizeof queued, sizeof head);
  const struct rec *rec = (const void *)((const char *)entry + sizeof queued + sizeof head);
  if (!unpack(rec, len - sizeof queued - sizeof head, w->space, &process)) {
    log_line("error", "a record of the kernel contradicts itself and was left out");
    w->bridge->lost_maps++;
    pins_release(w->bridge->pins, queued.id);
    return;
  }
  struct file *file = &process.files[0];
  process.id = queued.id;
  process.time_unix_ns = rec->boot_ns + boot_to_unix_ns;
  file->role = ROLE_LIBRARY;
  file->pinned = queued.fd >= 0;
  file->fd = queued.fd >= 0 ? (uint32_t)queued.fd : 0;
  file->pin_error = queued.pin_error;
  make_room(w);
  // Without a file or a container nothing is known to be good by this key.
  bool keyed = head.status & MAP_HAS_FILE && head.key.slot;
  if (!encode_mmap(&w->out, w->seq + 1, &process, (struct slice){&head.key, keyed ? sizeof head.key : 0},
                   head.status & MAP_UNSAID, head.status & MAP_HOSTS))
    abort();
  w->seq++;
}

static void say_gap(struct writer *w, const char *place, uint64_t now, uint64_t *told) {
  if (now <= *told) return;
  make_room(w);
  encode_gap(&w->out, ++w->seq, place, now - *told);
  *told = now;
}

static void say_stats(struct writer *w) {
  struct bridge *b = w->bridge;
  struct stats stats = {
      .lost_queue = b->lost_queue,
      .pins_opened = b->pins_opened,
      .pins_failed = b->pins_failed,
      .pins_expired = b->pins_expired,
      .pins_refused = b->pins_refused,
      .pins_held = pins_held(b->pins),
      .bad_frames = b->bad_frames,
      .slots = b->slots,
      .maps_seen = b->maps_seen,
      .maps_host = b->maps_host,
      .maps_exe = b->maps_exe,
      .maps_repeated = b->maps_repeated,
      .maps_sent = b->maps_sent,
      .maps_unpinned = b->maps_unpinned,
      .lost_maps = b->lost_maps,
  };
  kernel_stats(&b->kernel, &stats);
  say_gap(w, "kernel_ring", stats.lost_ring, &w->told.lost_ring);
  say_gap(w, "kernel_recursion", stats.lost_recursion, &w->told.lost_recursion);
  say_gap(w, "bridge_queue", stats.lost_queue, &w->told.lost_queue);
  say_gap(w, "kernel_maps", stats.lost_maps, &w->told.lost_maps);
  make_room(w);
  encode_stats(&w->out, ++w->seq, &stats);
}

static void *run(void *context) {
  struct writer *w = context;
  uint64_t next_stats = now_ns(CLOCK_MONOTONIC) + SECOND;
  say_hello(w);
  for (;;) {
    const void *entry;
    size_t len;
    queue_wait(w->bridge->queue, next_stats);
    uint64_t boot_to_unix_ns = now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME);
    while ((entry = queue_peek(w->bridge->queue, &len))) {
      if (((const struct queued *)entry)->mapping)
        say_mapping(w, entry, len, boot_to_unix_ns);
      else
        say_exec(w, entry, len, boot_to_unix_ns);
      queue_pop(w->bridge->queue);
      if (now_ns(CLOCK_MONOTONIC) >= next_stats) break;
    }
    if (now_ns(CLOCK_MONOTONIC) >= next_stats) {
      say_stats(w);
      next_stats = now_ns(CLOCK_MONOTONIC) + SECOND;
    }
    flush(w);
  }
  return NULL;
}

bool start_writer(struct bridge *bridge) {
  pthread_t thread;
  struct writer *w = calloc(1, sizeof *w);
  uint8_t *data = malloc(BATCH_BYTES);
  int error = w && data ? 0 : ENOMEM;
  if (!error) {
    w->bridge = bridge;
    w->out = (struct encoder){.data = data, .cap = BATCH_BYTES};
    error = pthread_create(&thread, NULL, run, w);
  }
  if (error) {
    free(data);
    free(w);
  }
  errno = error;
  return !error;
}
