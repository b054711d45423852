// same-size-overwrite TARGET SOURCE: replaces TARGET's bytes in place with SOURCE's, cut or padded with zeros to
// TARGET's size, and restores its access and modification times.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "usage: same-size-overwrite TARGET SOURCE");
	int target = open(argv[1], O_WRONLY | O_CLOEXEC);
	if (target < 0)
		err(1, "%s", argv[1]);
	int source = open(argv[2], O_RDONLY | O_CLOEXEC);
	if (source < 0)
		err(1, "%s", argv[2]);
	struct stat st;
	if (fstat(target, &st) < 0)
		err(1, "fstat");
	char *bytes = calloc(1, (size_t)st.st_size);
	if (!bytes)
		err(1, "calloc");
	for (off_t done = 0; done < st.st_size;) {
		ssize_t n = read(source, bytes + done, (size_t)(st.st_size - done));
		if (n < 0)
			err(1, "read");
		if (n == 0)
			break;
		done += n;
	}
	for (off_t done = 0; done < st.st_size;) {
		ssize_t n = pwrite(target, bytes + done, (size_t)(st.st_size - done), done);
		if (n <= 0)
			err(1, "pwrite");
		done += n;
	}
	struct timespec times[2] = { st.st_atim, st.st_mtim };
	if (futimens(target, times) < 0)
		err(1, "futimens");
	return 0;
}
