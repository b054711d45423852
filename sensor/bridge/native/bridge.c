// drift-bridge: exec events from the kernel to the sensor. WIRE.md describes what it says; it decides nothing.
#include "bridge.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "log.h"
#include "mapper.h"

#define DEFAULT_PINS 8192
#define RESERVED_FILES 64

static int usage(void) {
  fprintf(stderr, "usage: drift-bridge [--no-realtime] [--libraries] [--verdicts] [--max-pins N]\n       drift-bridge --probe\n");
  return 2;
}

/** Ends this process when the sensor ends, however that happens. */
static bool die_with_parent(void) {
  pid_t parent = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL)) return false;
  return getppid() == parent; // else it ended before the request
}

/** The number of pins that the limit on open files leaves room for; raises the soft limit as far as allowed. */
static unsigned pin_limit(unsigned wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit)) return wanted < 512 ? wanted : 512;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit)) getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur <= RESERVED_FILES) return 0;
  rlim_t room = limit.rlim_cur - RESERVED_FILES;
  return room < wanted ? (unsigned)room : wanted;
}

static void block_signals(void) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, NULL); // before any thread exists: only the reader's signalfd takes them
  signal(SIGPIPE, SIG_IGN);
}

static enum exit_code run(struct options options) {
  static struct bridge bridge;
  struct refusal why = {0};

  if (!die_with_parent()) return EXIT_GOOD;
  block_signals();
  bridge.options = options;
  bridge.options.max_pins = pin_limit(options.max_pins);
  bridge.host = find_host();
  bridge.pins = pins_new(bridge.options.max_pins);
  bridge.queue = queue_new(QUEUE_BYTES);
  bridge.proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!bridge.pins || !bridge.queue || bridge.proc < 0) {
    log_line("error", "no memory for the tables, or no /proc");
    return EXIT_INTERNAL;
  }
  if (!kernel_open(&bridge.kernel, &bridge.host, &bridge.options, &why)) {
    log_line("error", "%s: %s", why.code, why.detail);
    return EXIT_KERNEL;
  }
  if (options.libraries) {
    bridge.mapper = mapper_start(&bridge, bridge.libraries_detail, sizeof bridge.libraries_detail);
    if (!bridge.mapper) log_line("warn", "libraries are not watched: %s", bridge.libraries_detail);
  } else {
    snprintf(bridge.libraries_detail, sizeof bridge.libraries_detail, "switched off");
  }
  if (!start_pinners(&bridge) || !start_writer(&bridge)) {
    log_line("error", "a thread could not be started: %s", strerror(errno));
    return EXIT_INTERNAL;
  }
  return read_commands(&bridge);
}

int main(int argc, char **argv) {
  struct options options = {.realtime = true, .max_pins = DEFAULT_PINS};
  for (int i = 1; i < argc; i++) {
    char *end;
    if (!strcmp(argv[i], "--probe") && argc == 2) return probe();
    if (!strcmp(argv[i], "--no-realtime")) {
      options.realtime = false;
    } else if (!strcmp(argv[i], "--libraries")) {
      options.libraries = true;
    } else if (!strcmp(argv[i], "--verdicts")) {
      options.verdicts = true;
    } else if (!strcmp(argv[i], "--max-pins") && i + 1 < argc) {
      unsigned long n = strtoul(argv[++i], &end, 10);
      if (*end || end == argv[i] || n > 1000000) return usage();
      options.max_pins = (unsigned)n;
    } else {
      return usage();
    }
  }
  _exit(run(options)); // the other threads are ended with the process, and with it goes what the kernel holds for it
}
