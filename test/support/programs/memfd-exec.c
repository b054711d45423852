// memfd-exec FILE [ARG…]: runs a copy of FILE that never had a name. The child's exit code is passed on.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "usage: memfd-exec FILE [ARG...]");
	int in = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (in < 0)
		err(1, "%s", argv[1]);
	int out = memfd_create("drift", MFD_CLOEXEC);
	if (out < 0)
		err(1, "memfd_create");
	struct stat st;
	if (fstat(in, &st) < 0)
		err(1, "fstat");
	for (off_t done = 0; done < st.st_size;) {
		ssize_t n = sendfile(out, in, NULL, (size_t)(st.st_size - done));
		if (n <= 0)
			err(1, "sendfile");
		done += n;
	}
	fexecve(out, argv + 1, environ);
	err(1, "fexecve");
}
