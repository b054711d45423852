/*
 * fuse-file DIR CONTENT serve|stall|once|changing: mounts a FUSE filesystem at DIR with one executable file, `file`, whose
 * bytes are those of CONTENT. `stall`: an open(2) of it is never answered. `once`: the first open is answered, and from the
 * second on nothing at all. `changing`: the last byte counts the opens, behind the page cache's back.
 * Prints one line when it is mounted; ends with its mount.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int fuse;
static char content[1 << 20];
static size_t length;
static unsigned opens;
static int dead;

static void reply(unsigned long long unique, int error, const void *data, size_t size) {
  struct fuse_out_header header = {.len = sizeof header + size, .error = -error, .unique = unique};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)data, size}};
  if (writev(fuse, parts, 2) < 0 && errno != ENOENT) perror("writev");
}

static void attributes(struct fuse_attr *attr, unsigned long long node) {
  memset(attr, 0, sizeof *attr);
  attr->ino = node;
  attr->nlink = 1;
  attr->mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0755;
  attr->size = node == FUSE_ROOT_ID ? 0 : length;
  attr->ctime = attr->mtime = 1000000000;
}

int main(int argc, char **argv) {
  static char buffer[FUSE_MIN_READ_BUFFER + (1 << 17)];
  char options[128];
  if (argc != 4) return 2;
  int file = open(argv[2], O_RDONLY);
  ssize_t got = file < 0 ? -1 : read(file, content, sizeof content);
  fuse = open("/dev/fuse", O_RDWR);
  if (got < 0 || fuse < 0) return 1;
  length = (size_t)got;
  snprintf(options, sizeof options, "fd=%d,rootmode=40755,user_id=0,group_id=0,allow_other", fuse);
  if (mount("drift-test", argv[1], "fuse", 0, options)) {
    perror("mount");
    return 1;
  }
  puts("mounted");
  fflush(stdout);
  for (;;) {
    ssize_t size = read(fuse, buffer, sizeof buffer);
    if (size < 0 && (errno == EINTR || errno == EAGAIN || errno == ENOENT)) continue;
    if (size < 0) return 0;
    const struct fuse_in_header *in = (void *)buffer;
    if (in->opcode == FUSE_OPEN && ++opens > 1 && !strcmp(argv[3], "once")) dead = 1;
    if (dead) continue;
    switch (in->opcode) {
      case FUSE_INIT: {
        const struct fuse_init_in *init = (void *)(in + 1);
        struct fuse_init_out out = {.major = 7, .minor = 31, .max_readahead = init->max_readahead, .max_write = 1 << 16};
        reply(in->unique, 0, &out, sizeof out);
        break;
      }
      case FUSE_LOOKUP: {
        struct fuse_entry_out out = {.nodeid = 2, .attr_valid = 60, .entry_valid = 60};
        attributes(&out.attr, 2);
        if (strcmp((const char *)(in + 1), "file")) reply(in->unique, ENOENT, NULL, 0);
        else reply(in->unique, 0, &out, sizeof out);
        break;
      }
      case FUSE_GETATTR: {
        struct fuse_attr_out out = {.attr_valid = 60};
        attributes(&out.attr, in->nodeid);
        reply(in->unique, 0, &out, sizeof out);
        break;
      }
      case FUSE_OPEN: {
        struct fuse_open_out out = {.fh = 1};
        if (!strcmp(argv[3], "stall")) break;
        // Without FOPEN_KEEP_CACHE each open(2) drops the cached pages: everybody is told something else.
        if (!strcmp(argv[3], "changing")) content[length - 1] = (char)opens;
        reply(in->unique, 0, &out, sizeof out);
        break;
      }
      case FUSE_READ: {
        const struct fuse_read_in *want = (void *)(in + 1);
        size_t from = want->offset < length ? want->offset : length;
        size_t count = want->size < length - from ? want->size : length - from;
        reply(in->unique, 0, content + from, count);
        break;
      }
      case FUSE_FORGET:
      case FUSE_BATCH_FORGET:
      case FUSE_INTERRUPT:
        break;
      case FUSE_FLUSH:
      case FUSE_RELEASE:
        reply(in->unique, 0, NULL, 0);
        break;
      default:
        reply(in->unique, ENOSYS, NULL, 0);
    }
  }
}
