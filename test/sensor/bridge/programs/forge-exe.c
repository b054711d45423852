// Forges its own /proc/PID/exe: runs on from a library, unmaps the program, and names another file (PR_SET_MM_MAP).
// Built twice: with -DLIBRARY the code that stays, without it the program that goes. Usage: forge-exe LIBRARY FORGED
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/prctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifdef LIBRARY
static uint64_t field(const char *stat, int n) {
  const char *p = strrchr(stat, ')') + 2;
  for (int i = 3; i < n; i++) p = strchr(p, ' ') + 1;
  return strtoull(p, NULL, 10);
}

void run(const char *forged) {
  static char stat[4096], line[8192], exe[4096];
  static struct { uint64_t start, end; } gone[64];
  int n = 0;
  FILE *f = fopen("/proc/self/stat", "r");
  if (!f || !fread(stat, 1, sizeof stat - 1, f)) _exit(10);
  fclose(f);
  ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
  if (len < 0 || !(f = fopen("/proc/self/maps", "r"))) _exit(11);
  while (fgets(line, sizeof line, f)) {
    line[strcspn(line, "\n")] = 0;
    size_t l = strlen(line);
    if (l < (size_t)len || strcmp(line + l - len, exe) || n == 64) continue;
    if (sscanf(line, "%" SCNx64 "-%" SCNx64, &gone[n].start, &gone[n].end) == 2) n++;
  }
  fclose(f);
  int fd = open(forged, O_RDONLY | O_CLOEXEC);
  struct prctl_mm_map map = {
      .start_code = field(stat, 26), .end_code = field(stat, 27), .start_stack = field(stat, 28),
      .start_data = field(stat, 45), .end_data = field(stat, 46), .start_brk = field(stat, 47),
      .brk = (uint64_t)sbrk(0), .arg_start = field(stat, 48), .arg_end = field(stat, 49),
      .env_start = field(stat, 50), .env_end = field(stat, 51), .exe_fd = fd,
  };
  for (int i = 0; i < n; i++) munmap((void *)gone[i].start, gone[i].end - gone[i].start);
  if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0)) _exit(12);
  if (write(1, "forged\n", 7) != 7) _exit(13);
  for (;;) pause();
}
#else
int main(int argc, char **argv) {
  void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (!library) return 2;
  void (*run)(const char *) = (void (*)(const char *))dlsym(library, "run");
  run(strdup(argv[2]));
}
#endif
