// What the bridge's threads share, and who owns what.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "kernel.h"
#include "pins.h"
#include "queue.h"

enum exit_code { EXIT_GOOD = 0, EXIT_KERNEL = 3, EXIT_PROTOCOL = 4, EXIT_INTERNAL = 70 };

#define QUEUE_BYTES (64u << 20) // 20,000 execs of 3 KiB: eight seconds at the highest rate measured, 2,600/s

struct bridge {
  struct options options;
  struct host host;
  struct kernel kernel;
  struct pins *pins;
  int proc; // /proc
  struct queue *queue; // pinners and mapper → writer
  struct mapper *mapper; // NULL: libraries are not looked at
  char libraries_detail[320];
  bool realtime;
  char realtime_detail[128];
  // Written by the pinners, the reader and the writer, read by the writer.
  _Atomic uint64_t last_id, lost_queue, pins_opened, pins_failed, pins_expired, pins_refused, bad_frames, slots;
  _Atomic uint64_t maps_seen, maps_host, maps_exe, maps_repeated, maps_sent, maps_unpinned, lost_maps;
};

/** In front of each record in the queue. */
struct queued {
  uint64_t id;
  int32_t fd;            // -1: not pinned
  uint32_t mapping;      // a struct map_head and a record follow, else a record
  int32_t root, script;  // more descriptors of an exec; -1: none
  const char *pin_error; // static text; "" when pinned
};

/** Keeps `fd` for the sensor under `id`. False, with the reason, when it could not; then it is closed. */
bool keep_pin(struct bridge *bridge, uint64_t id, int fd, const char **error);
/** Closes what is held for an event. */
void release_pins(struct bridge *bridge, uint64_t id);
/** Whether `fstat` on a file system with this magic number may wait for a server. */
bool may_block(uint32_t magic);

/** Starts the threads that empty the rings, one for each CPU, under SCHED_FIFO where that is allowed. False: errno. */
bool start_pinners(struct bridge *bridge);
/** Starts the thread that owns stdout. False: errno. */
bool start_writer(struct bridge *bridge);
/** Reads stdin until it ends; expires pins meanwhile. Returns the exit code. */
enum exit_code read_commands(struct bridge *bridge);
/** `--probe`: loads, attaches, prints what works as JSON. */
enum exit_code probe(void);

/** Tries SCHED_FIFO on the calling thread; "" or why not. */
const char *go_realtime(void);

static inline uint64_t now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
