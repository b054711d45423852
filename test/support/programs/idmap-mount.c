// idmap-mount SOURCE TARGET FIRST: binds SOURCE at TARGET with its owners shifted: what 0 owns on disk, FIRST owns there, and so on
// for 65,536 ids (mount_setattr(2), MOUNT_ATTR_IDMAP).
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void map(pid_t child, const char *kind, int first)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/%s_map", child, kind);
	FILE *file = fopen(path, "w");
	if (!file || fprintf(file, "0 %d 65536\n", first) < 0 || fclose(file))
		err(1, "%s", path);
}

// A namespace that nobody else is in: the mount only takes its mapping.
static int shifted(int first)
{
	char path[64];
	int ready[2], hold[2];
	if (pipe2(ready, O_CLOEXEC) || pipe2(hold, O_CLOEXEC))
		err(1, "pipe");
	pid_t child = fork();
	if (child < 0)
		err(1, "fork");
	if (child == 0) {
		char byte = 0;
		close(hold[1]);
		if (unshare(CLONE_NEWUSER) || write(ready[1], "", 1) != 1)
			_exit(1);
		_exit(read(hold[0], &byte, 1) != 0);
	}
	char byte;
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(1, "no user namespace");
	map(child, "uid", first);
	map(child, "gid", first);
	snprintf(path, sizeof(path), "/proc/%d/ns/user", child);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	close(hold[1]);
	waitpid(child, NULL, 0);
	return fd;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		errx(2, "usage: idmap-mount SOURCE TARGET FIRST");
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (unsigned)shifted(atoi(argv[3])) };
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, argv[1], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		err(1, "open_tree %s", argv[1]);
	if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)))
		err(1, "mount_setattr");
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, argv[2], MOVE_MOUNT_F_EMPTY_PATH))
		err(1, "move_mount %s", argv[2]);
	return 0;
}
