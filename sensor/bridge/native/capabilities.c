// Answers, for as long as it is asked, what file capabilities a path has: a thread that blocks in getxattr(2) on somebody's
// filesystem could not be ended, this process can. Input and output: NUL-terminated fields, see WIRE.md.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include "helper.h"
#include "log.h"

/** vfs_ns_cap_data has 24 bytes (linux/capability.h). */
#define MAX_VALUE 64

static void answer(const char *path) {
  unsigned char value[MAX_VALUE];
  ssize_t n = getxattr(path, "security.capability", value, sizeof value);
  if (n < 0 && errno != ENODATA && errno != ENOTSUP) putchar('?');
  for (ssize_t i = 0; i < n; i++) printf("%02x", value[i]);
  putchar(0);
}

int capabilities(int argc, char **argv) {
  char *path = NULL;
  size_t room = 0;
  (void)argv;
  if (argc != 1) {
    log_line("error", "capabilities: takes no arguments");
    return 2;
  }
  while (getdelim(&path, &room, 0, stdin) > 0) {
    answer(path);
    if (fflush(stdout)) break;
  }
  free(path);
  return ferror(stdin) || ferror(stdout) ? 1 : 0;
}
