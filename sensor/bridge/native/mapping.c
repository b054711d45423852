#include "mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mapper.h"

static struct recent *recent_of(struct mapping_context *c, const struct mapping *m) {
  return &c->recent[(m->ino ^ m->dev) % RECENT];
}

static bool is_recent(const struct recent *r, const struct mapping *m, uint64_t slot) {
  return slot && r->slot == slot && r->ino == m->ino && r->dev == m->dev && r->generation == m->generation &&
         r->good_at_boot_ns >= m->boot_ns && !strcmp(r->name, m->name);
}

static void remember(struct mapping_context *c, const struct mapping *m, uint64_t slot, uint64_t good_at) {
  struct recent *r = recent_of(c, m);
  if (!slot || strlen(m->name) >= sizeof r->name) return;
  *r = (struct recent){.slot = slot, .ino = m->ino, .generation = m->generation, .good_at_boot_ns = good_at, .dev = m->dev};
  strcpy(r->name, m->name);
}

static int open_mapped(int proc, const struct mapping *m) {
  char path[64];
  snprintf(path, sizeof path, "%u/map_files/%llx-%llx", m->pid, (unsigned long long)m->start, (unsigned long long)m->end);
  return openat(proc, path, O_PATH | O_CLOEXEC);
}

/**
 * By name below the root of `pid`. Only through names that the kernel has at hand, as it has just walked them: a container
 * can put a file system below them that answers nobody.
 */
static int open_named(int proc, uint32_t pid, const char *name) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_CACHED};
  char path[32];
  snprintf(path, sizeof path, "%u/root", pid);
  int root = openat(proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return -1;
  int fd = (int)syscall(SYS_openat2, root, name, &how, sizeof how);
  int error = errno;
  close(root);
  errno = error;
  return fd;
}

/** The record names the overlay's inode, or before 6.8 the one below it. */
static bool is_mapped_file(const struct rec_file *f, const struct mapping *m) {
  return f->ino == m->ino || (f->real_ino == m->ino && f->real_generation == (uint32_t)m->generation);
}

/** Asks the kernel about a descriptor, and keeps it only when it is the mapped file. */
static int check(struct mapping_context *c, const struct mapping *m, int fd, struct mapping_answer *answer) {
  if (fd < 0) return -1;
  if (kernel_mapping(&c->bridge->kernel, c->index, m->pid, fd, answer) && answer->head->status & MAP_HAS_FILE &&
      is_mapped_file(&((const struct rec *)answer->record)->exe, m))
    return fd;
  close(fd);
  errno = ESTALE;
  return -1;
}

static int find_file(struct mapping_context *c, const struct mapping *m, uint64_t slot, struct mapping_answer *answer) {
  struct bridge *b = c->bridge;
  int fd = check(c, m, open_mapped(b->proc, m), answer);
  if (fd < 0 && m->name[0] == '/') fd = check(c, m, open_named(b->proc, m->pid, m->name), answer);
  uint32_t other = fd < 0 && m->name[0] == '/' ? mapper_another(b->mapper, slot, m->pid) : 0;
  if (other) fd = check(c, m, open_named(b->proc, other, m->name), answer);
  if (fd < 0) mapper_list_again(b->mapper);
  return fd;
}

/** The file as far as perf's record tells, for a sensor that can only say that it could not be verified. */
static size_t describe_lost(struct rec *rec, const struct mapping *m) {
  size_t room = REC_PATH - 2, len = strlen(m->name);
  const char *name = len > room ? m->name + (len - room) : m->name;
  rec->exe = (struct rec_file){.ino = m->ino, .real_ino = m->ino, .dev = m->dev, .real_dev = m->dev, .unlinked = 1};
  rec->exe.real_generation = (__u32)m->generation;
  rec->exe.layer = 3; // unknown
  // One component, with the slashes in it: the text is taken as it is.
  rec->exe.path = (struct rec_part){.off = (__u16)rec->data_len, .len = (__u16)(strlen(name) + 1)};
  rec->exe.path_flags = len > room ? REC_PATH_TRUNCATED : 0;
  return strlen(name) + 1;
}

/** d_path marks what had no name any more when it was mapped. */
static bool was_deleted(const char *name) {
  static const char mark[] = " (deleted)";
  size_t len = strlen(name);
  return len >= sizeof mark - 1 && !strcmp(name + len - (sizeof mark - 1), mark);
}

static void send(struct mapping_context *c, const struct mapping *m, const struct mapping_answer *answer, int fd) {
  static _Thread_local struct {
    struct map_head head;
    struct rec rec;
    char data[REC_DATA + REC_PATH];
  } out;
  struct bridge *b = c->bridge;
  struct queued queued = {.id = ++b->last_id, .fd = -1, .mapping = 1, .pin_error = ""};
  const struct rec *rec = answer->record;
  size_t len = rec->data_len <= REC_DATA ? rec->data_len : 0;
  memcpy(&out, answer->head, sizeof out.head + sizeof out.rec + len);
  out.rec.boot_ns = m->boot_ns;
  if (!was_deleted(m->name)) out.rec.exe.unlinked = 0; // as it was mapped; whether it is now, who reads it sees
  if (fd >= 0) {
    if (keep_pin(b, queued.id, fd, &queued.pin_error)) queued.fd = fd;
  } else {
    const char *name = strerrorname_np(errno == ENOENT ? ESRCH : errno);
    queued.pin_error = name ? name : "EUNKNOWN";
    size_t name_len = describe_lost(&out.rec, m); // its `unlinked` keeps the sensor from looking for it by name again
    memcpy(out.data + out.rec.exe.path.off, m->name + strlen(m->name) + 1 - name_len, name_len);
    out.rec.data_len = (__u32)(len += name_len);
    b->maps_unpinned++;
  }
  if (queue_push(b->queue, &queued, sizeof queued, &out, sizeof out.head + sizeof out.rec + len)) {
    b->maps_sent++;
    return;
  }
  b->lost_queue++;
  pins_release(b->pins, queued.id);
}

/**
 * What is noted of the mapping; with 0 `c->process` is what the kernel says now. A program, its loader and its library come
 * one after the other, and what was read of their process for the first answers the others: each reading is two system calls.
 */
static uint64_t noted_of(struct mapping_context *c, const struct mapping *m) {
  const struct kernel *k = &c->bridge->kernel;
  uint64_t noted = c->process.pid == m->pid ? process_noted(&c->process, m->ino, m->dev) : 0;
  if (noted && m->boot_ns <= noted) return noted;
  if (!kernel_process(k, m->pid, &c->process)) {
    c->process = (struct map_process){0};
    return 0;
  }
  noted = kernel_noted(k, &c->process, m->ino, m->dev);
  return m->boot_ns <= noted ? noted : 0;
}

void take_mapping(void *context, const struct mapping *m) {
  struct mapping_context *c = context;
  struct bridge *b = c->bridge;
  struct mapping_answer answer;
  b->maps_seen++;
  if (!kernel_is_container(&b->kernel, m->pid)) {
    b->maps_host++;
    return;
  }
  uint64_t noted = noted_of(c, m);
  if (noted == MAP_EXECUTED) {
    b->maps_exe++;
    return;
  }
  if (noted || is_recent(recent_of(c, m), m, c->process.slot)) {
    b->maps_repeated++;
    return;
  }
  uint64_t asked_at = now_ns(CLOCK_BOOTTIME);
  int fd = find_file(c, m, c->process.slot, &answer);
  int error = errno;
  if (fd < 0 && !kernel_mapping(&b->kernel, c->index, m->pid, -1, &answer)) {
    b->lost_maps++;
    return;
  }
  errno = error;
  const struct rec *rec = answer.record;
  if (answer.head->status & MAP_OF_HOST) {
    b->maps_host++;
    if (fd >= 0) close(fd);
  } else if (fd >= 0 && answer.head->status & MAP_KNOWN_GOOD) {
    b->maps_repeated++;
    close(fd);
    remember(c, m, rec->image_slot, asked_at);
  } else if (fd < 0 && !(answer.head->status & MAP_ALIVE) && !rec->n_cgroups) {
    b->lost_maps++; // nobody knows whose it was
  } else {
    send(c, m, &answer, fd);
  }
}
