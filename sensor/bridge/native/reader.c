// The main thread: what the sensor says on stdin, SIGTERM, and the age of pins.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bridge.h"
#include "log.h"
#include "mapper.h"
#include "messages.h"

#define HEADER 4
#define EXPIRY_STEP_MS 250

static void release(void *context, uint64_t id) {
  struct bridge *b = context;
  release_pins(b, id); // an id whose pin expired, or never was, is no fault of the sensor's
}

static void know(void *context, struct slice key, bool by_applet) {
  struct bridge *b = context;
  if (!kernel_add_known_good(&b->kernel, key.data, key.len, by_applet)) b->bad_frames++;
}

static void set_slot(struct bridge *b, const struct down *down) {
  if (b->mapper && down->slot) mapper_list_again(b->mapper);
  if (!kernel_set_slot(&b->kernel, down->cgroup_id, down->slot, &b->slots))
    log_line("error", "cgroup %llu could not be registered: %s", (unsigned long long)down->cgroup_id, strerror(errno));
}

/** False ends the connection. */
static bool obey(struct bridge *b, struct slice frame, bool *greeted) {
  struct down down;
  bool good = decode_down(frame, &down);
  if (!*greeted) {
    if (!good || down.kind != DOWN_HELLO) {
      log_line("error", "protocol: the first frame from the sensor is not a hello");
      return false;
    }
    if (down.version != WIRE_VERSION) {
      log_line("error", "protocol: the sensor speaks version %u, this bridge version %u", down.version, WIRE_VERSION);
      return false;
    }
    *greeted = true;
    return true;
  }
  if (!good || down.kind == DOWN_HELLO || down.kind == DOWN_RESERVED)
    b->bad_frames++;
  else if (down.kind == DOWN_ACK)
    each_ack(down.ack, release, b);
  else if (down.kind == DOWN_KNOWN_GOOD)
    each_known_good(down.known_good, know, b);
  else if (down.kind == DOWN_GENERATION)
    kernel_set_generation(&b->kernel, down.generation);
  else
    set_slot(b, &down);
  return true;
}

/** Obeys every whole frame in the buffer; returns how many bytes they were, or -1 for a broken framing. */
static ssize_t obey_all(struct bridge *b, const uint8_t *data, size_t len, bool *greeted) {
  size_t at = 0;
  while (len - at >= HEADER) {
    uint32_t size = (uint32_t)data[at] | (uint32_t)data[at + 1] << 8 | (uint32_t)data[at + 2] << 16 |
                    (uint32_t)data[at + 3] << 24;
    if (size == 0 || size > MAX_FRAME_DOWN) {
      log_line("error", "protocol: a frame of %u bytes, allowed are 1 to %u", size, MAX_FRAME_DOWN);
      return -1;
    }
    if (len - at - HEADER < size) break;
    if (!obey(b, (struct slice){data + at + HEADER, size}, greeted)) return -1;
    at += HEADER + size;
  }
  return (ssize_t)at;
}

enum exit_code read_commands(struct bridge *b) {
  static uint8_t buffer[HEADER + MAX_FRAME_DOWN];
  size_t have = 0;
  bool greeted = false;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                         {.fd = signalfd(-1, &stop, SFD_CLOEXEC), .events = POLLIN}};
  for (;;) {
    int ready = poll(fds, 2, EXPIRY_STEP_MS);
    if (ready < 0 && errno != EINTR) return EXIT_INTERNAL;
    b->pins_expired += pins_expire(b->pins, now_ns(CLOCK_MONOTONIC));
    if (ready <= 0) continue;
    if (fds[1].revents) return EXIT_GOOD;
    if (!fds[0].revents) continue;
    ssize_t n = read(STDIN_FILENO, buffer + have, sizeof buffer - have);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) {
      if (have) log_line("warn", "protocol: the sensor ended inside a frame");
      return EXIT_GOOD; // the sensor is gone
    }
    have += (size_t)n;
    ssize_t used = obey_all(b, buffer, have, &greeted);
    if (used < 0) return EXIT_PROTOCOL;
    have -= (size_t)used;
    memmove(buffer, buffer + used, have);
  }
}
