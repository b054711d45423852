// Walks a layer's directory for what only extended attributes and device numbers say: overlayfs's marks (the kernel's
// Documentation/filesystems/overlayfs.rst) and file capabilities. Output: NUL-separated fields, see WIRE.md.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "helper.h"
#include "log.h"

#define MAX_VALUE 4096

/** Directories still to be read, by their path below the root. */
struct todo {
  char **path;
  size_t count, room;
};

static bool push(struct todo *todo, char *path) {
  if (todo->count == todo->room) {
    size_t room = todo->room ? todo->room * 2 : 64;
    char **bigger = realloc(todo->path, room * sizeof *bigger);
    if (!bigger) return false;
    todo->path = bigger;
    todo->room = room;
  }
  todo->path[todo->count++] = path;
  return true;
}

/** Records said so far: `end` carries it, so that a list which was cut short is noticed. */
static unsigned long long records;

static void say(const char *kind, const char *path, const char *value) {
  fwrite(kind, 1, strlen(kind) + 1, stdout);
  fwrite(path, 1, strlen(path) + 1, stdout);
  if (value) fwrite(value, 1, strlen(value) + 1, stdout);
  records++;
}

static int open_beneath(int at, const char *path, int flags) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  return (int)syscall(SYS_openat2, at, path, &how, sizeof how);
}

/** Opens a directory below `root` without following a link, in pieces where the path is longer than PATH_MAX. */
static int open_directory(int root, const char *path) {
  const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  int at = root;
  while (strlen(path) >= PATH_MAX) {
    char piece[PATH_MAX];
    size_t n = PATH_MAX - 1;
    while (path[n] != '/') n--; // a name has at most 255 bytes
    memcpy(piece, path, n);
    piece[n] = 0;
    int next = open_beneath(at, piece, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at != root) close(at);
    if (next < 0) return -1;
    at = next;
    path += n + 1;
  }
  int fd = open_beneath(at, path, flags);
  int saved = errno;
  if (at != root) close(at);
  errno = saved;
  return fd;
}

/** The value of trusted.overlay.`name` or user.overlay.`name`; -1 when there is neither. */
static ssize_t overlay_mark(const char *link, const char *name, char value[MAX_VALUE + 1]) {
  static const char *const spaces[] = {"trusted.overlay.", "user.overlay."};
  for (unsigned i = 0; i < 2; i++) {
    char full[64];
    snprintf(full, sizeof full, "%s%s", spaces[i], name);
    ssize_t n = getxattr(link, full, value, MAX_VALUE);
    if (n < 0) continue;
    value[n] = 0;
    return n;
  }
  return -1;
}

static void say_capability(const char *link, const char *path) {
  unsigned char value[64];
  char hex[2 * sizeof value + 1];
  ssize_t n = getxattr(link, "security.capability", value, sizeof value);
  if (n <= 0) return;
  for (ssize_t i = 0; i < n; i++) snprintf(hex + 2 * i, 3, "%02x", value[i]);
  say("caps", path, hex);
}

/** An O_PATH descriptor has no fgetxattr; its link under /proc does not follow what it points to any further. */
static void say_marks(int fd, const struct stat *st, const char *path) {
  char link[32], value[MAX_VALUE + 1];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if (listxattr(link, NULL, 0) == 0) return;
  if (S_ISDIR(st->st_mode) && overlay_mark(link, "opaque", value) > 0 && value[0] == 'y') say("opaque", path, NULL);
  if (S_ISREG(st->st_mode) && st->st_size == 0 && overlay_mark(link, "whiteout", value) >= 0)
    say("whiteout", path, NULL);
  if (overlay_mark(link, "redirect", value) > 0) say("redirect", path, value);
  if (S_ISREG(st->st_mode) && overlay_mark(link, "metacopy", value) >= 0) say("metacopy", path, NULL);
  if (S_ISREG(st->st_mode)) say_capability(link, path);
}

/** Whether this entry of the working directory is a file without attributes, as nearly all are: one call instead of four. */
static bool is_plain_file(const struct dirent *entry) {
  return entry->d_type == DT_REG && llistxattr(entry->d_name, NULL, 0) == 0;
}

/** Takes over `path`. */
static bool look_at(int dir, const char *name, char *path, struct todo *todo) {
  struct stat st;
  int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  bool good = fd >= 0 && !fstat(fd, &st);
  if (good && S_ISCHR(st.st_mode) && st.st_rdev == makedev(0, 0)) say("whiteout", path, NULL);
  if (good && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) say_marks(fd, &st, path);
  if (!good && errno == ENOENT) good = true; // removed while we looked
  if (fd >= 0) close(fd);
  if (good && fd >= 0 && S_ISDIR(st.st_mode) && push(todo, path)) return true;
  free(path);
  return good;
}

static bool read_directory(int root, const char *path, struct todo *todo) {
  int fd = *path ? open_directory(root, path) : open_directory(root, ".");
  DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
  bool good = true;
  struct dirent *entry;
  if (!dir) {
    good = errno == ENOENT;
    if (fd >= 0) close(fd);
    return good;
  }
  bool here = !fchdir(fd);
  while (good && (errno = 0, entry = readdir(dir))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (here && is_plain_file(entry)) continue;
    char *below = NULL;
    if (asprintf(&below, "%s%s%s", path, *path ? "/" : "", entry->d_name) < 0) good = false;
    if (good) good = look_at(fd, entry->d_name, below, todo);
  }
  good = good && !errno;
  closedir(dir);
  return good;
}

int xattrs(int argc, char **argv) {
  struct todo todo = {0};
  struct stat st;
  char count[32];
  int root = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  char *first = strdup("");
  bool good = root >= 0 && first && !fstat(root, &st) && push(&todo, first);

  if (good) say_marks(root, &st, ".");
  while (good && todo.count) {
    char *path = todo.path[--todo.count];
    good = read_directory(root, path, &todo);
    free(path);
  }
  if (good) {
    snprintf(count, sizeof count, "%llu", records);
    say("end", count, NULL);
    good = !fflush(stdout);
  }
  if (!good) log_line("error", "xattrs: %s", argc == 2 ? strerror(errno) : "one directory is wanted");
  return good ? 0 : 1;
}
