// Calls the kernel N times and says how long it took: `call-loop getppid|anonymous|data|code N [FILE]`. The last three map and
// unmap: memory without a file, FILE readable, FILE executable. Prints "N nanoseconds".
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LENGTH 4096

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) errx(2, "usage: call-loop getppid|anonymous|data|code N [FILE]");
  const char *how = argv[1];
  long n = atol(argv[2]);
  int fd = argc > 3 ? open(argv[3], O_RDONLY) : -1;
  int prot = PROT_READ | (strcmp(how, "code") ? 0 : PROT_EXEC), flags = MAP_PRIVATE | (fd < 0 ? MAP_ANONYMOUS : 0);
  long long start = now();
  for (long i = 0; i < n; i++) {
    if (!strcmp(how, "getppid")) {
      syscall(SYS_getppid);
      continue;
    }
    void *at = mmap(NULL, LENGTH, prot, flags, fd, 0);
    if (at == MAP_FAILED) err(1, "mmap");
    munmap(at, LENGTH);
  }
  printf("%ld %lld\n", n, now() - start);
  return 0;
}
