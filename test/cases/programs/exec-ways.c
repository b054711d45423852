// exec-ways at DIR NAME | thread PATH | exchange A B: runs a program relative to a directory's descriptor, or from a thread that
// is not the first; or exchanges two names in one step.
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static void *run(void *path)
{
	char *args[] = { path, NULL };
	execve(path, args, environ);
	err(1, "execve");
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "at")) {
		char *args[] = { argv[3], NULL };
		int dir = open(argv[2], O_PATH | O_DIRECTORY);
		syscall(SYS_execveat, dir, argv[3], args, environ, 0);
		err(1, "execveat");
	}
	if (argc == 3 && !strcmp(argv[1], "thread")) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, run, argv[2]))
			errx(1, "pthread_create");
		for (;;)
			pause();
	}
	if (argc == 4 && !strcmp(argv[1], "exchange")) {
		if (renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE))
			err(1, "renameat2");
		return 0;
	}
	errx(2, "usage: exec-ways at DIR NAME | thread PATH | exchange A B");
}
