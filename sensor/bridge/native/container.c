// A throw-away container for the canary: an overlay, its own namespaces and cgroup, and nothing that outlives us. The
// overlay is mounted only inside the child's mount namespace, so it goes when the last process of it goes, and these
// go with the child, which is process 1 of its pid namespace and dies with us.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper.h"
#include "log.h"

#define NAMESPACES (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)

struct request {
  const char *lower, *upper, *work, *merged, *cgroup;
};

struct root {
  int error; // errno of what failed
  unsigned dev;
  unsigned long long ino;
};

static int join_cgroup(const char *cgroup) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/cgroup.procs", cgroup);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t n = write(fd, "0", 1);
  close(fd);
  return n == 1 ? 0 : -1;
}

static int enter_root(const struct request *r) {
  char *options = NULL;
  if (asprintf(&options, "lowerdir=%s,upperdir=%s,workdir=%s", r->lower, r->upper, r->work) < 0) return -1;
  int failed = mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
               mount("overlay", r->merged, "overlay", MS_NODEV, options) || chdir(r->merged) ||
               syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/") ||
               (mkdir("/proc", 0555) && errno != EEXIST) ||
               mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  free(options);
  return failed ? -1 : 0;
}

/** Process 1 of the container. `alive` reports an end of file when the parent has ended. */
static void be_init(const struct request *r, int report, int alive) {
  struct root root = {0};
  struct stat st;
  char byte;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGCHLD, SIG_IGN); // orphans are reaped by the kernel
  if (join_cgroup(r->cgroup) || enter_root(r) || stat("/", &st)) {
    root.error = errno;
  } else {
    root.dev = (unsigned)(major(st.st_dev) << 20 | minor(st.st_dev));
    root.ino = st.st_ino;
  }
  if (write(report, &root, sizeof root) != sizeof root || root.error) _exit(1);
  close(report);
  while (read(alive, &byte, 1) < 0 && errno == EINTR) continue;
  _exit(0);
}

static pid_t start(const struct request *r, struct root *root, int *alive) {
  int report[2], live[2];
  if (pipe2(report, O_CLOEXEC) || pipe2(live, O_CLOEXEC)) return -1;
  pid_t init = (pid_t)syscall(SYS_clone, NAMESPACES | SIGCHLD, NULL, NULL, NULL, NULL);
  if (init == 0) {
    close(report[0]);
    close(live[1]);
    be_init(r, report[1], live[0]);
  }
  close(report[1]);
  close(live[0]);
  *alive = live[1]; // held until we end
  if (init > 0 && read(report[0], root, sizeof *root) != sizeof *root) root->error = EIO;
  close(report[0]);
  return init;
}

/** Decodes in place. */
static int unhex(char *text) {
  size_t n = strlen(text);
  if (n == 0 || n % 2 || strspn(text, "0123456789abcdefABCDEF") != n) return -1;
  for (size_t i = 0; i < n; i += 2) {
    char pair[3] = {text[i], text[i + 1], 0};
    text[i / 2] = (char)strtoul(pair, NULL, 16);
  }
  text[n / 2] = 0;
  return 0;
}

static void say_failed(int error) {
  const char *name = strerrorname_np(error);
  printf("failed %s\n", name ? name : "EUNKNOWN");
}

/**
 * In a child of ours, so that we stay outside: joins the container, forks the process, says what became of it.
 * linger_ms other than 0: tells the program to sleep, and kills it after that time.
 */
static void run_inside(const struct request *r, pid_t init, const char *path, long linger_ms) {
  static const struct {
    const char *name;
    int type;
  } spaces[] = {{"pid", CLONE_NEWPID}, {"ipc", CLONE_NEWIPC}, {"uts", CLONE_NEWUTS}, {"mnt", CLONE_NEWNS}};
  char link[64];
  char *const argv[] = {(char *)path, linger_ms ? "sleep" : NULL, NULL}, *const env[] = {NULL};
  const struct timespec linger = {linger_ms / 1000, linger_ms % 1000 * 1000000};
  int fds[4], result[2], error = 0, status = 0;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (unsigned i = 0; i < 4 && !error; i++) {
    snprintf(link, sizeof link, "/proc/%d/ns/%s", init, spaces[i].name);
    fds[i] = open(link, O_RDONLY | O_CLOEXEC);
    if (fds[i] < 0) error = errno;
  }
  if (!error && (join_cgroup(r->cgroup) || pipe2(result, O_CLOEXEC))) error = errno;
  for (unsigned i = 0; i < 4 && !error; i++)
    if (setns(fds[i], spaces[i].type)) error = errno;
  pid_t child = error ? -1 : fork(); // its number in our own namespace: setns changed only that of children
  if (child == 0) {
    execve(path, argv, env);
    error = errno;
    if (write(result[1], &error, sizeof error) < 0) _exit(126);
    _exit(127);
  }
  if (child < 0) {
    say_failed(error ? error : errno);
    return;
  }
  close(result[1]);
  if (read(result[0], &error, sizeof error) != sizeof error) error = 0; // closed by the exec
  if (!error && linger_ms) {
    nanosleep(&linger, NULL);
    kill(child, SIGKILL);
  }
  waitpid(child, &status, 0);
  if (error)
    say_failed(error);
  else
    printf("done %d %d\n", child, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static void obey(const struct request *r, pid_t init, char *line) {
  long linger_ms = 0;
  line[strcspn(line, "\n")] = 0;
  char *space = strlen(line) > 5 ? strchr(line + 5, ' ') : NULL;
  if (space) {
    *space = 0;
    linger_ms = strtol(space + 1, NULL, 10);
  }
  if (strncmp(line, "exec ", 5) || unhex(line + 5) || line[5] != '/' || linger_ms < 0 || linger_ms > 60000) {
    say_failed(EINVAL);
    fflush(stdout);
    return;
  }
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    run_inside(r, init, line + 5, linger_ms);
    fflush(stdout);
    _exit(0);
  }
  if (child < 0) say_failed(errno);
  fflush(stdout);
  while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}

static int parse(int argc, char **argv, struct request *r) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const char **at = !strcmp(argv[i], "--lower")    ? &r->lower
                      : !strcmp(argv[i], "--upper")  ? &r->upper
                      : !strcmp(argv[i], "--work")   ? &r->work
                      : !strcmp(argv[i], "--merged") ? &r->merged
                      : !strcmp(argv[i], "--cgroup") ? &r->cgroup
                                                     : NULL;
    if (!at) return -1;
    *at = argv[i + 1];
  }
  return argc == 11 && r->lower && r->upper && r->work && r->merged && r->cgroup ? 0 : -1;
}

int container(int argc, char **argv) {
  static char line[2 * PATH_MAX + 16];
  struct request request = {0};
  struct root root = {0};
  int alive = -1;
  if (parse(argc, argv, &request)) {
    log_line("error", "container: --lower, --upper, --work, --merged and --cgroup are wanted");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pid_t init = start(&request, &root, &alive);
  if (init < 0 || root.error) {
    log_line("error", "container: %s", strerror(init < 0 ? errno : root.error));
    if (init > 0) waitpid(init, NULL, 0);
    return 1;
  }
  printf("ready %d %u %llu\n", init, root.dev, root.ino);
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) obey(&request, init, line);
  kill(init, SIGKILL);
  waitpid(init, NULL, 0);
  close(alive);
  return 0;
}
