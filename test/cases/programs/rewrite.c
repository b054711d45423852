// Runs FILE with bytes that it has only for that long.
// rewrite flip FILE EVIL: writes EVIL over FILE, runs it, and writes back what was there.
// rewrite map FILE EVIL: runs FILE, writes EVIL through a shared mapping made before (no change of any time), runs it again.
#include <err.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char *bytes(const char *path, size_t *size)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		err(1, "%s", path);
	char *content = malloc((size_t)st.st_size);
	if (!content || read(fd, content, (size_t)st.st_size) != st.st_size)
		err(1, "read %s", path);
	*size = (size_t)st.st_size;
	close(fd);
	return content;
}

static void put(const char *path, const char *content, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	if (fd < 0 || write(fd, content, size) != (ssize_t)size)
		err(1, "write %s", path);
	close(fd);
}

static void run(char *path)
{
	pid_t pid;
	char *args[] = { path, NULL };
	if (posix_spawn(&pid, path, NULL, NULL, args, environ))
		errx(1, "spawn %s", path);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	size_t size, evil_size;
	if (argc != 4)
		errx(2, "usage: rewrite flip|map FILE EVIL");
	char *good = bytes(argv[2], &size), *evil = bytes(argv[3], &evil_size);
	if (!strcmp(argv[1], "flip")) {
		put(argv[2], evil, evil_size);
		run(argv[2]);
		put(argv[2], good, size);
		return 0;
	}
	int fd = open(argv[2], O_RDWR);
	char *map = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		err(1, "mmap");
	close(fd);
	run(argv[2]);
	memcpy(map, evil, size < evil_size ? size : evil_size);
	run(argv[2]);
	return 0;
}
