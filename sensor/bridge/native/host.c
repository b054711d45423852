#include "host.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static uint32_t namespace_of(const char *path) {
  struct stat st;
  return stat(path, &st) ? 0 : (uint32_t)st.st_ino;
}

/**
 * The superblock's device of the mount at /, which is not stat's st_dev on btrfs (an anonymous one per subvolume).
 * proc(5): mount id, parent id, major:minor, root, mount point. The last mount at / covers the others.
 */
static uint32_t root_device(const char *mountinfo) {
  uint32_t dev = 0;
  char line[8192], point[4096];
  unsigned major, minor;
  FILE *file = fopen(mountinfo, "re");
  if (!file) return 0;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "%*d %*d %u:%u %*s %4095s", &major, &minor, point) == 3 && !strcmp(point, "/"))
      dev = major << 20 | minor;
  fclose(file);
  return dev;
}

static void take_root(struct host *host, const char *root, const char *mountinfo) {
  struct stat st;
  if (stat(root, &st)) return;
  host->root_ino = st.st_ino;
  host->root_dev = root_device(mountinfo);
  if (!host->root_dev) host->root_dev = (uint32_t)(major(st.st_dev) << 20 | minor(st.st_dev));
}

struct host find_host(void) {
  struct host host = {0};
  uint32_t own = namespace_of("/proc/self/ns/mnt");
  // Process 2 is kthreadd, which never leaves the initial namespaces, or in a pid namespace anything at all.
  FILE *file = fopen("/proc/2/comm", "re");
  char comm[32] = "";
  if (file) {
    if (!fgets(comm, sizeof comm, file)) comm[0] = 0;
    fclose(file);
  }
  int kthreadd = !strcmp(comm, "kthreadd\n");
  host.mnt_ns = namespace_of("/proc/1/ns/mnt");
  if (!host.mnt_ns && kthreadd) host.mnt_ns = namespace_of("/proc/2/ns/mnt");
  if (!host.mnt_ns) host.mnt_ns = own;

  take_root(&host, "/proc/1/root/", "/proc/1/mountinfo");
  // It shares its root with init (CLONE_FS in rest_init), also where init itself may not be looked at.
  if (!host.root_ino && kthreadd) take_root(&host, "/proc/2/root/", "/proc/2/mountinfo");
  if (!host.root_ino && own == host.mnt_ns) take_root(&host, "/", "/proc/self/mountinfo");
  return host;
}
