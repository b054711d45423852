// Pins: bounded, released once, expired by age, and no descriptor left behind.
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "check.h"
#include "pins.h"

static int some_fd(void) {
  int fd = open("/", O_PATH | O_CLOEXEC);
  CHECK(fd >= 0);
  return fd;
}

static unsigned open_files(void) {
  unsigned count = 0;
  DIR *dir = opendir("/proc/self/fd");
  CHECK(dir);
  while (readdir(dir)) count++;
  closedir(dir);
  return count;
}

static void is_bounded(void) {
  struct pins *pins = pins_new(3);
  CHECK(pins);
  for (uint64_t id = 1; id <= 3; id++) CHECK(pins_room(pins) && pins_add(pins, id, some_fd(), 0));
  CHECK(!pins_room(pins));
  int fd = some_fd();
  CHECK(!pins_add(pins, 4, fd, 0));
  CHECK(pins_release(pins, 2) && !pins_release(pins, 2));
  CHECK(pins_add(pins, 4, fd, 0));
  CHECK(pins_held(pins) == 3);
  pins_free(pins);
}

static void refuses_an_id_twice(void) {
  struct pins *pins = pins_new(3);
  int fd = some_fd();
  CHECK(pins_add(pins, 7, some_fd(), 0) && !pins_add(pins, 7, fd, 0));
  close(fd);
  pins_free(pins);
}

static void expires_at_the_limit_and_not_before(void) {
  struct pins *pins = pins_new(8);
  for (uint64_t id = 1; id <= 4; id++) CHECK(pins_add(pins, id, some_fd(), id));
  CHECK(pins_release(pins, 2));
  CHECK(pins_expire(pins, PIN_MAX_AGE_NS) == 0);
  CHECK(pins_expire(pins, PIN_MAX_AGE_NS + 3) == 2 && pins_held(pins) == 1);
  CHECK(!pins_release(pins, 1) && !pins_release(pins, 3) && pins_release(pins, 4));
  pins_free(pins);
}

static void of_none_holds_none(void) {
  struct pins *pins = pins_new(0);
  CHECK(!pins_room(pins));
  CHECK(pins_expire(pins, UINT64_MAX) == 0 && !pins_release(pins, 0));
  pins_free(pins);
}

/** Ids that fall into one hash chain, added and released in many orders. */
static void keeps_its_lists_right(void) {
  struct pins *pins = pins_new(64);
  bool held[256] = {false};
  unsigned count = 0, seed = 1;
  for (unsigned step = 0; step < 20000; step++) {
    seed = seed * 1103515245 + 12345;
    unsigned at = seed >> 16 & 255;
    uint64_t id = (uint64_t)at * 32;
    if (held[at]) {
      CHECK(pins_release(pins, id));
      held[at] = false;
      count--;
    } else if (count < 64) {
      CHECK(pins_add(pins, id, some_fd(), step));
      held[at] = true;
      count++;
    } else {
      CHECK(!pins_release(pins, id));
    }
    CHECK(pins_held(pins) == count);
  }
  pins_free(pins);
}

int main(void) {
  unsigned before = open_files();
  is_bounded();
  refuses_an_id_twice();
  expires_at_the_limit_and_not_before();
  of_none_holds_none();
  keeps_its_lists_right();
  CHECK(open_files() == before);
  puts("pins_test: good");
  return 0;
}
