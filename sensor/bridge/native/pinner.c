// The threads that must not be late: a process that exits at once takes /proc/PID/exe with it. There is one on each
// CPU. Woken there under SCHED_FIFO it runs before the process that execs gets back to user space; a single thread
// woken on another CPU lost this race in two of three runs. They never wait for stdout, stderr or a file system, and
// take no memory per event.
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/types.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bridge.h"
#include "mapper.h"
#include "record.h"

#define MOST_NICE (-20)
#define SHORTEST_SLICE_NS 100000 // sched(7): the least that sched_setattr(2) takes for an ordinary thread, since Linux 6.12
#define SAME_CALL_NS 10000000 // within which nobody exchanges a file and executes it again in one process
#define PRIORITY 5 // of 1 to 99: above everything ordinary, below what a machine's owner made real-time on purpose

/** File systems on which even fstat may wait for a server. linux/magic.h, fs/smb/common/smb2pdu.h, fs/9p. */
bool may_block(uint32_t magic) {
  switch (magic) {
    case 0x65735546: // FUSE, virtiofs
    case 0x6969:     // NFS
    case 0xff534d42: // CIFS
    case 0xfe534d42: // SMB2
    case 0x517b:     // SMB
    case 0x01021997: // 9p
    case 0x00c36400: // Ceph
    case 0x5346414f: // OpenAFS
    case 0x6b414653: // kAFS
    case 0x73757245: // Coda
    case 0x0bd00bd0: // Lustre
    case 0x20030528: // OrangeFS
    case 0x01161970: // GFS2
    case 0x7461636f: // OCFS2
      return true;
    default:
      return false;
  }
}

/** Whether the pin is the event's file: the process may have executed another one meanwhile, or its number be reused. */
static bool is_same(int fd, const struct rec_file *file) {
  struct stat st;
  if (may_block(file->magic) || may_block(file->real_magic)) return true;
  if (fstat(fd, &st)) return false;
  return st.st_ino == file->ino || st.st_ino == file->real_ino;
}

bool keep_pin(struct bridge *b, uint64_t id, int fd, const char **error) {
  if (pins_add(b->pins, id, fd, now_ns(CLOCK_MONOTONIC))) {
    b->pins_opened++;
    return true;
  }
  close(fd);
  b->pins_refused++;
  *error = "limit";
  return false;
}

/** The descriptor, or -1 and the reason. */
static int pin(struct bridge *b, uint64_t id, const struct rec *r, const char **error) {
  char path[32]; // below /proc
  if (!pins_room(b->pins)) {
    b->pins_refused++;
    *error = "limit";
    return -1;
  }
  snprintf(path, sizeof path, "%u/exe", r->pid);
  int fd = openat(b->proc, path, O_PATH | O_CLOEXEC);
  if (fd < 0) {
    b->pins_failed++;
    // After ENOENT the process is a zombie: its number is there, its file is not. To the sensor that is the same.
    const char *name = strerrorname_np(errno == ENOENT ? ESRCH : errno);
    *error = name ? name : "EUNKNOWN";
    return -1;
  }
  if (!is_same(fd, &r->exe)) {
    close(fd);
    b->pins_failed++;
    *error = "changed";
    return -1;
  }
  return keep_pin(b, id, fd, error) ? fd : -1;
}

void release_pins(struct bridge *b, uint64_t id) {
  pins_release(b->pins, id);
  pins_release(b->pins, PIN_ROOT(id));
  pins_release(b->pins, PIN_SCRIPT(id));
}

static int hold(struct bridge *b, uint64_t id, int fd) {
  if (fd < 0 || pins_add(b->pins, id, fd, now_ns(CLOCK_MONOTONIC))) return fd;
  close(fd);
  return -1;
}

static bool names_script(const struct rec *r) {
  return r->interp.len || r->refused;
}

/**
 * What a script is found by, before its process and perhaps its container are gone: the root directory for what arguments
 * name, and the file that the kernel was told to execute, if the way to it is cached (it was just walked), so that no
 * file system is asked. Neither is counted: without them the sensor looks by itself. They leave half of the room to executables.
 * False: there is no such file.
 */
static bool pin_more(struct bridge *b, const struct rec *r, const char *data, size_t len, struct queued *queued) {
  char path[32]; // below /proc
  if ((!names_script(r) && r->argc < 2) || pins_held(b->pins) > b->options.max_pins / 2) return true;
  snprintf(path, sizeof path, "%u/root", r->pid);
  queued->root = hold(b, PIN_ROOT(queued->id), openat(b->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC));

  // The name ends with a NUL, which its length leaves out.
  if (!names_script(r) || queued->root < 0 || (size_t)r->filename.off + r->filename.len >= len) return true;
  const char *name = data + r->filename.off;
  if (name[r->filename.len]) return true;
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED | RESOLVE_NO_MAGICLINKS};
  int from = queued->root;
  if (name[0] == '/') {
    how.resolve |= RESOLVE_IN_ROOT;
  } else {
    // A way that leaves the working directory is left to the sensor.
    how.resolve |= RESOLVE_BENEATH;
    snprintf(path, sizeof path, "%u/cwd", r->pid);
    from = openat(b->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (from < 0) return true;
  }
  int fd = (int)syscall(SYS_openat2, from, name, &how, sizeof how);
  bool exists = fd >= 0 || errno != ENOENT;
  queued->script = hold(b, PIN_SCRIPT(queued->id), fd);
  if (from != queued->root) close(from);
  return exists;
}

/** The refused execve that was said last: memory that ends can be unlocked twice (khugepaged, on some kernels). */
struct refusal_said {
  uint64_t start_boot_ns, boot_ns;
  uint32_t pid;
  uint16_t len;
  char name[REC_PATH];
};

struct pinner {
  struct bridge *bridge;
  unsigned cpu;
  bool kicked; // a mapping cannot wait
  struct refusal_said refused;
};

/** Whether the same call was just said. Notes it. */
static bool is_said(struct refusal_said *last, const struct rec *r, const char *data, size_t len) {
  struct rec_part name = r->filename;
  if (name.len > sizeof last->name || (size_t)name.off + name.len > len) return false;
  bool said = last->pid == r->pid && last->start_boot_ns == r->start_boot_ns && last->len == name.len &&
              r->boot_ns - last->boot_ns < SAME_CALL_NS && !memcmp(last->name, data + name.off, name.len);
  last->pid = r->pid;
  last->start_boot_ns = r->start_boot_ns;
  last->boot_ns = r->boot_ns;
  last->len = name.len;
  memcpy(last->name, data + name.off, name.len);
  return said;
}

static int take_record(void *context, void *data, size_t len) {
  struct pinner *p = context;
  struct bridge *b = p->bridge;
  if (len < sizeof(struct rec)) {
    p->kicked = true;
    return 0;
  }
  struct queued queued = {.id = ++b->last_id, .fd = -1, .root = -1, .script = -1, .pin_error = ""};
  const struct rec *rec = data;
  const char *text = (const char *)data + sizeof *rec;
  if (rec->refused && is_said(&p->refused, rec, text, len - sizeof *rec)) return 0;
  if (rec->loader_unknown || rec->late) p->kicked = true;
  if (rec->late || rec->refused)
    queued.pin_error = "not_tried"; // nothing is judged of what runs there
  else
    queued.fd = pin(b, queued.id, rec, &queued.pin_error);
  bool exists = rec->late || pin_more(b, rec, text, len - sizeof *rec, &queued);
  if (rec->refused && !exists) {
    release_pins(b, queued.id); // before 6.8: a shell that looks for its command
    return 0;
  }
  if (!queue_push(b->queue, &queued, sizeof queued, data, len)) {
    b->lost_queue++;
    release_pins(b, queued.id);
  }
  return 0;
}

/**
 * Next best after SCHED_FIFO: the shorter a thread's slice and the greater its weight, the sooner a wakeup preempts what
 * runs. Either may be refused; a failure costs bytes of short-lived files, which the sensor counts.
 */
static void go_first_among_ordinary(void) {
  // linux/sched/types.h, which does not go together with glibc's sched.h: the first version of struct sched_attr.
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attr = {.size = sizeof attr, .policy = SCHED_OTHER, .nice = MOST_NICE, .runtime = SHORTEST_SLICE_NS};
  if (!syscall(SYS_sched_setattr, 0, &attr, 0)) return;
  attr.nice = getpriority(PRIO_PROCESS, 0); // no CAP_SYS_NICE
  syscall(SYS_sched_setattr, 0, &attr, 0);
}

static void *run(void *context) {
  struct pinner *p = context;
  struct ring_buffer *ring = ring_buffer__new(p->bridge->kernel.ring_fd[p->cpu], take_record, p, NULL);
  cpu_set_t here;
  CPU_ZERO(&here);
  CPU_SET(p->cpu, &here);
  // Refused outside the cpuset and for a CPU that is off: then it runs anywhere, and is only later.
  pthread_setaffinity_np(pthread_self(), sizeof here, &here);
  if (!ring) _exit(EXIT_INTERNAL);
  if (!p->bridge->realtime) go_first_among_ordinary();
  for (;;) {
    int n = ring_buffer__poll(ring, -1);
    if (n < 0 && n != -EINTR) _exit(EXIT_INTERNAL);
    if (p->kicked && p->bridge->mapper) mapper_drain(p->bridge->mapper, p->cpu);
    p->kicked = false;
  }
  return NULL;
}

const char *go_realtime(void) {
  static char why[128];
  struct sched_param param = {.sched_priority = PRIORITY};
  int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
  if (!error) return "";
  snprintf(why, sizeof why, "SCHED_FIFO: %s%s", strerror(error),
           error == EPERM ? " (no CAP_SYS_NICE, or a CPU cgroup without real-time budget)" : "");
  return why;
}

bool start_pinners(struct bridge *b) {
  // The calling thread takes the policy for a moment so that the new ones inherit it, or learns why it cannot.
  const char *why = b->options.realtime ? go_realtime() : "switched off with --no-realtime";
  struct sched_param ordinary = {0};
  struct pinner *each = calloc(b->kernel.cpus, sizeof *each); // theirs for as long as the process lives
  pthread_t thread;
  int error = each ? 0 : ENOMEM;
  b->realtime = !why[0];
  snprintf(b->realtime_detail, sizeof b->realtime_detail, "%s", why);
  for (unsigned cpu = 0; cpu < b->kernel.cpus && !error; cpu++) {
    each[cpu].bridge = b;
    each[cpu].cpu = cpu;
    error = pthread_create(&thread, NULL, run, &each[cpu]);
  }
  if (b->realtime) pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
  errno = error;
  return !error;
}
