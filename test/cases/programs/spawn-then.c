// spawn-then unlink PATH | spawn-then replace PATH OTHER: starts PATH and at once takes its name away, or gives it to OTHER.
#include <err.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	pid_t pid;
	char *args[] = { argv[2], NULL };
	if (argc < 3)
		errx(2, "usage: spawn-then unlink PATH | replace PATH OTHER");
	if (posix_spawn(&pid, argv[2], NULL, NULL, args, environ))
		errx(1, "spawn");
	if (!strcmp(argv[1], "unlink") ? unlink(argv[2]) : rename(argv[3], argv[2]))
		err(1, "%s", argv[1]);
	waitpid(pid, NULL, 0);
	return 0;
}
