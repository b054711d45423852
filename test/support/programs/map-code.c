// Maps code as attackers and just-in-time compilers do. With -DLIBRARY: the library.
#define _GNU_SOURCE
#ifdef LIBRARY
int answer(void) {
  return 42;
}
// So that LD_AUDIT takes it, and Python imports it, to the point where it is mapped.
unsigned la_version(unsigned version) {
  return version;
}
void *PyInit_native(void) {
  return 0;
}
#else
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH 4096
static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3}; // mov eax, 42; ret

static int load(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  int (*answer)(void) = (int (*)(void))dlsym(library, "answer");
  return answer && answer() == 42 ? 0 : 1;
}

static int call(void *at) {
#if defined(__x86_64__)
  return ((int (*)(void))at)() == 42 ? 0 : 1;
#else
  (void)at;
  return 0;
#endif
}

static int jit(void) {
  unsigned char *later = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(later, code, sizeof code);
  mprotect(later, LENGTH, PROT_READ | PROT_EXEC);
  unsigned char *all = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  memcpy(all, code, sizeof code);
  int fd = memfd_create("doublemapper", 0);
  if (ftruncate(fd, LENGTH)) return 1;
  unsigned char *written = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  memcpy(written, code, sizeof code);
  void *run = mmap(NULL, LENGTH, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  return call(later) || call(all) || call(run);
}

static int from_memory(const char *path) {
  char name[64], buffer[65536];
  int from = open(path, O_RDONLY), to = memfd_create("x", 0);
  for (ssize_t n; (n = read(from, buffer, sizeof buffer)) > 0;)
    if (write(to, buffer, (size_t)n) != n) return 1;
  snprintf(name, sizeof name, "/proc/self/fd/%d", to);
  return load(name);
}

static int make_executable(const char *path) {
  int fd = open(path, O_RDONLY);
  void *at = mmap(NULL, LENGTH, PROT_READ, MAP_PRIVATE, fd, 0);
  return at == MAP_FAILED || mprotect(at, LENGTH, PROT_READ | PROT_EXEC);
}

static int in_child(const char *path) {
  int status;
  pid_t pid = fork();
  if (pid == 0) _exit(load(path));
  return waitpid(pid, &status, 0) != pid || status;
}

static void *load_and_delete(void *path) {
  _exit(load(path) || unlink(path));
}

static int in_thread(const char *path) {
  pthread_t thread;
  return pthread_create(&thread, NULL, load_and_delete, (void *)path) || pthread_join(thread, NULL);
}

static int map_and_delete(void *path) {
  void *at = mmap(NULL, LENGTH, PROT_READ | PROT_EXEC, MAP_PRIVATE, open(path, O_RDONLY), 0);
  _exit(at == MAP_FAILED || unlink(path));
}

/** A process of its own, in this one's memory. */
static int in_shared_memory(const char *path) {
  static char stack[65536] __attribute__((aligned(16)));
  int status;
  pid_t pid = clone(map_and_delete, stack + sizeof stack, CLONE_VM | SIGCHLD, (void *)path);
  return waitpid(pid, &status, 0) != pid || status;
}

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "", *path = argc > 2 ? argv[2] : "";
  if (!strcmp(how, "dlopen")) return load(path);
  if (!strcmp(how, "fork")) return in_child(path);
  if (!strcmp(how, "delete")) _exit(load(path) || unlink(path));
  if (!strcmp(how, "delete-in-thread")) return in_thread(path);
  if (!strcmp(how, "delete-in-shared-memory")) return in_shared_memory(path);
  if (!strcmp(how, "memfd")) return from_memory(path);
  if (!strcmp(how, "mprotect")) return make_executable(path);
  if (!strcmp(how, "jit")) return jit();
  if (!strcmp(how, "wait")) return sleep(1), load(path);
  return 0;
}
#endif
