// exec-loop N PROGRAM [ARG…]: runs PROGRAM N times, one after another, as fast as posix_spawn (vfork) allows.
// Prints "<execs> <failed> <elapsed ns>"; failed counts children that did not start or did not exit with 0.
#define _GNU_SOURCE
#include <err.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		errx(2, "usage: exec-loop N PROGRAM [ARG...]");
	long n = atol(argv[1]), failed = 0;
	long long start = now();
	for (long i = 0; i < n; i++) {
		pid_t pid;
		int status;
		if (posix_spawn(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0 || waitpid(pid, &status, 0) != pid || status != 0)
			failed++;
	}
	printf("%ld %ld %lld\n", n, failed, now() - start);
	return 0;
}
