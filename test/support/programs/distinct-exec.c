// distinct-exec N TEMPLATE DIR [OFFSET]: N times at full rate: writes TEMPLATE with an eight-byte counter (from OFFSET,
// default 0) appended to DIR/x<i>, runs it, unlinks it as soon as it has been started, and waits for it.
// An ELF's appended bytes are not loaded, so every file runs alike and has a digest of its own.
// Prints "<execs> <failed> <elapsed ns>".
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void put(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	if (fd < 0)
		err(1, "%s", path);
	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, bytes + done, size - done);
		if (n <= 0)
			err(1, "write");
		done += (size_t)n;
	}
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		errx(2, "usage: distinct-exec N TEMPLATE DIR [OFFSET]");
	long n = atol(argv[1]), failed = 0;
	uint64_t offset = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		err(1, "%s", argv[2]);
	size_t size = (size_t)st.st_size + sizeof(uint64_t);
	char *bytes = malloc(size);
	if (!bytes || read(fd, bytes, (size_t)st.st_size) != st.st_size)
		err(1, "read");
	long long start = now();
	for (long i = 0; i < n; i++) {
		char path[4096];
		snprintf(path, sizeof(path), "%s/x%ld", argv[3], i);
		uint64_t counter = offset + (uint64_t)i;
		memcpy(bytes + st.st_size, &counter, sizeof(counter));
		put(path, bytes, size);
		char *args[] = { path, NULL };
		pid_t pid;
		int status, refused = posix_spawn(&pid, path, NULL, NULL, args, environ);
		unlink(path);
		if (refused || waitpid(pid, &status, 0) != pid || status != 0)
			failed++;
	}
	printf("%ld %ld %lld\n", n, failed, now() - start);
	return 0;
}
