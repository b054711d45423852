// drift-helper: what Node has no system call for.
#include "helper.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc >= 2 && !strcmp(argv[1], "xattrs")) return xattrs(argc - 1, argv + 1);
  if (argc >= 2 && !strcmp(argv[1], "capabilities")) return capabilities(argc - 1, argv + 1);
  if (argc >= 2 && !strcmp(argv[1], "container")) return container(argc - 1, argv + 1);
  fprintf(stderr,
          "usage: drift-helper xattrs DIR\n"
          "       drift-helper capabilities\n"
          "       drift-helper container --lower DIR[:DIR] --upper DIR --work DIR --merged DIR --cgroup DIR\n");
  return 2;
}
