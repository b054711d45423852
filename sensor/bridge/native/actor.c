// drift-actor: what `drift-sensor simulate` runs in its throw-away container. Does by its own base name what an attacker would do
// with /drift-source, a harmless program with a random end. Without a C library, so that its image is a few files.

#if defined(__x86_64__)
enum { SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_mmap = 9, SYS_nanosleep = 35, SYS_clone = 56, SYS_execve = 59,
       SYS_exit = 60, SYS_wait4 = 61, SYS_mount = 165, SYS_openat = 257, SYS_mkdirat = 258, SYS_unlinkat = 263,
       SYS_memfd_create = 319, SYS_execveat = 322 };
enum { O_TMPFILE = 020200000 };
static long call(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");
#elif defined(__aarch64__)
enum { SYS_mkdirat = 34, SYS_unlinkat = 35, SYS_mount = 40, SYS_openat = 56, SYS_close = 57, SYS_read = 63, SYS_write = 64,
       SYS_exit = 93, SYS_nanosleep = 101, SYS_clone = 220, SYS_execve = 221, SYS_mmap = 222, SYS_wait4 = 260,
       SYS_memfd_create = 279, SYS_execveat = 281 };
enum { O_TMPFILE = 020040000 };
static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
__asm__(".globl _start\n_start:\n  mov x0, sp\n  bl begin\n");
#else
#error "no system calls known for this machine"
#endif

enum { AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000, O_RDONLY = 0, O_RDWR = 2, O_CREAT = 0100, MFD_CLOEXEC = 1, SIGCHLD = 17,
       PROT_READ = 1, PROT_EXEC = 4, MAP_PRIVATE = 2, PAGE = 4096 };

static char *empty[] = {"", 0};

static long sys(long number, const void *a, long b, long c) {
  return call(number, (long)a, b, c, 0, 0, 0);
}

static long open_at(const char *path, long flags, long mode) {
  return call(SYS_openat, AT_FDCWD, (long)path, flags, mode, 0, 0);
}

static int equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

static void rest(long milliseconds) {
  const long time[2] = {0, milliseconds * 1000000};
  sys(SYS_nanosleep, time, 0, 0);
}

/** Copies /drift-source to a descriptor. */
static void fill(long to) {
  char block[PAGE];
  long from = open_at("/drift-source", O_RDONLY, 0), n;
  while ((n = call(SYS_read, from, (long)block, sizeof block, 0, 0, 0)) > 0) call(SYS_write, to, (long)block, n, 0, 0, 0);
  call(SYS_close, from, 0, 0, 0, 0, 0);
}

static void run(const char *path, char *const argv[]) {
  call(SYS_execve, (long)path, (long)argv, (long)(empty + 1), 0, 0, 0);
}

static void run_descriptor(long fd) {
  call(SYS_execveat, fd, (long)"", (long)empty, (long)(empty + 1), AT_EMPTY_PATH, 0);
}

static void from_memory(void) {
  long fd = call(SYS_memfd_create, (long)"drift", MFD_CLOEXEC, 0, 0, 0, 0);
  fill(fd);
  run_descriptor(fd);
}

static void mount_memory(void) {
  call(SYS_mkdirat, AT_FDCWD, (long)"/memory", 0755, 0, 0, 0);
  call(SYS_mount, (long)"tmpfs", (long)"/memory", (long)"tmpfs", 0, 0, 0);
}

/** A file that never had a name; what is open for writing cannot be executed, so it is opened anew. */
static void without_name(void) {
  char link[] = "/proc/self/fd/0";
  long fd = open_at("/tmp", O_TMPFILE | O_RDWR, 0755);
  if (fd < 0) { // on older kernels an overlay has no such files
    mount_memory();
    fd = open_at("/memory", O_TMPFILE | O_RDWR, 0755);
  }
  fill(fd);
  link[sizeof link - 2] = (char)('0' + fd);
  long again = open_at(link, O_RDONLY, 0);
  call(SYS_close, fd, 0, 0, 0, 0, 0);
  run_descriptor(again);
}

static void write_file(const char *path) {
  long fd = open_at(path, O_CREAT | O_RDWR, 0755);
  fill(fd);
  call(SYS_close, fd, 0, 0, 0, 0, 0);
}

static void from_tmpfs(void) {
  mount_memory();
  write_file("/memory/drift");
  run("/memory/drift", empty);
}

static void then_delete(void) {
  write_file("/tmp/run-and-gone");
  if (call(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0) == 0) {
    run("/tmp/run-and-gone", empty);
    call(SYS_exit, 1, 0, 0, 0, 0, 0);
  }
  call(SYS_wait4, -1, 0, 0, 0, 0, 0);
  call(SYS_unlinkat, AT_FDCWD, (long)"/tmp/run-and-gone", 0, 0, 0, 0);
}

static void map_library(void) {
  long fd = open_at("/tmp/drift.so", O_RDONLY, 0);
  call(SYS_mmap, 0, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
  rest(200);
}

static void interpret(void) {
  static char *argv[] = {"sh", "/tmp/given.sh", 0};
  run("/bin/sh", argv);
}

/** `stack` is what the kernel left: argc, then argv. */
__attribute__((used, noreturn)) void begin(const long *stack) {
  const char *name = stack[0] > 0 ? (const char *)stack[1] : "";
  for (const char *at = name; *at; at++)
    if (*at == '/') name = at + 1;
  if (equal(name, "from-memory")) from_memory();
  if (equal(name, "without-name")) without_name();
  if (equal(name, "from-tmpfs")) from_tmpfs();
  if (equal(name, "then-delete")) then_delete();
  if (equal(name, "map-library")) map_library();
  if (equal(name, "interpret")) interpret();
  // As an interpreter: long enough for what it was given to be looked at.
  if (equal(name, "sh")) rest(200);
  for (;;) call(SYS_exit, 0, 0, 0, 0, 0, 0);
}
