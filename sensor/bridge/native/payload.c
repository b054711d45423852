// drift-payload: the smallest program there is to execute. Ends at once; with any argument it sleeps until killed.
// Without a C library, so that the canary's file is a few hundred bytes and needs no loader.

#if defined(__x86_64__)
#define SYS_PAUSE 34
#define SYS_EXIT 60
static long call(long number, long argument) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(argument) : "rcx", "r11", "memory");
  return result;
}
static void pause_once(void) {
  call(SYS_PAUSE, 0);
}
__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");
#elif defined(__aarch64__)
#define SYS_PPOLL 73 // this architecture has no pause
#define SYS_EXIT 93
static long call(long number, long argument) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = argument;
  register long x1 __asm__("x1") = 0;
  register long x2 __asm__("x2") = 0;
  register long x3 __asm__("x3") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
static void pause_once(void) {
  call(SYS_PPOLL, 0);
}
__asm__(".globl _start\n_start:\n  mov x0, sp\n  bl begin\n");
#else
#error "no system calls known for this machine"
#endif

/** `stack` is what the kernel left: argc, then argv. */
__attribute__((used, noreturn)) void begin(const long *stack) {
  while (stack[0] > 1) pause_once();
  for (;;) call(SYS_EXIT, 0);
}
