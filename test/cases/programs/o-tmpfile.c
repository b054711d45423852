// o-tmpfile DIR SOURCE: runs a copy of SOURCE from a file that never had a name (O_TMPFILE, execveat AT_EMPTY_PATH).
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	char path[64];
	int in = argc == 3 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
	int out = in < 0 ? -1 : open(argv[1], O_TMPFILE | O_RDWR | O_CLOEXEC, 0755);
	if (out < 0)
		err(1, "open");
	while (sendfile(out, in, NULL, 1 << 20) > 0)
		;
	// A file that is open for writing cannot be executed.
	snprintf(path, sizeof(path), "/proc/self/fd/%d", out);
	int ready = open(path, O_RDONLY | O_CLOEXEC);
	close(out);
	execveat(ready, "", argv + 2, environ, AT_EMPTY_PATH);
	err(1, "execveat");
}
