// exec-odd SOURCE [-d HEX N]… -x PATHHEX [ARG…]: makes N nested directories of the name HEX and enters them, copies SOURCE
// there under the name PATHHEX (relative names can lie deeper than PATH_MAX), and executes it with exactly these arguments:
// HEX for bytes, or HEX*N for that many repetitions. Without any argument argv is empty.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *unhex(const char *hex)
{
	char *end;
	size_t digits = strcspn(hex, "*"), times = 1;
	if (hex[digits] == '*')
		times = strtoul(hex + digits + 1, &end, 10);
	char *out = calloc(digits / 2 * times + 1, 1);
	for (size_t i = 0; i < digits / 2; i++) {
		char two[3] = { hex[2 * i], hex[2 * i + 1], 0 };
		out[i] = (char)strtoul(two, &end, 16);
	}
	for (size_t i = 1; i < times; i++)
		memcpy(out + i * digits / 2, out, digits / 2);
	return out;
}

static void copy(int in, const char *path)
{
	static char bytes[1 << 16];
	ssize_t n;
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	if (out < 0)
		err(1, "create");
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		if (write(out, bytes, (size_t)n) != n)
			err(1, "write");
	close(out);
}

int main(int argc, char **argv)
{
	int at = 2;
	int source = argc > 3 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	if (source < 0)
		err(2, "usage: exec-odd SOURCE [-d HEX N]... -x PATHHEX [ARG...]");
	for (; at + 2 < argc && !strcmp(argv[at], "-d"); at += 3) {
		char *name = unhex(argv[at + 1]);
		for (long n = atol(argv[at + 2]); n > 0; n--) {
			mkdir(name, 0755);
			if (chdir(name))
				err(1, "chdir");
		}
	}
	if (at + 1 >= argc || strcmp(argv[at], "-x"))
		errx(2, "-x PATHHEX is missing");
	char *path = unhex(argv[at + 1]);
	at += 2;
	char **args = calloc((size_t)(argc - at) + 1, sizeof(*args));
	for (int i = at; i < argc; i++)
		args[i - at] = unhex(argv[i]);
	copy(source, path);
	execv(path, args);
	err(1, "execv");
}
