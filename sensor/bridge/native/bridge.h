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

struct options {
  bool realtime;
  unsigned max_pins;
};

struct bridge {
  struct options options;
  struct host host;
  struct kernel kernel;
  struct pins *pins;
  int proc; // /proc
  struct queue *queue; // pinners → writer
  bool realtime;
  char realtime_detail[128];
  // Written by the pinners, the reader and the writer, read by the writer.
  _Atomic uint64_t lost_queue, pins_opened, pins_failed, pins_expired, pins_refused, bad_frames, slots;
};

/** In front of each record in the queue. */
struct queued {
  uint64_t id;
  int32_t fd;            // -1: not pinned
  uint32_t reserved;
  const char *pin_error; // static text; "" when pinned
};

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
