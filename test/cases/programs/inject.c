// inject CODE: writes CODE over the instructions that a child is about to execute (ptrace), and lets it go on.
// CODE is to exit(42). Exits with what the child exits with.
#include <err.h>
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char code[4096];
	int status, fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	ssize_t size = fd < 0 ? -1 : read(fd, code, sizeof(code));
	if (size <= 0)
		err(2, "usage: inject CODE");
	pid_t pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	struct user_regs_struct regs;
	struct iovec iov = { &regs, sizeof(regs) };
	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &iov))
		err(1, "getregset");
#if defined(__x86_64__)
	unsigned long at = regs.rip;
#else
	unsigned long at = regs.pc;
#endif
	for (ssize_t i = 0; i < size; i += (ssize_t)sizeof(long)) {
		long word;
		memcpy(&word, code + i, sizeof(word));
		if (ptrace(PTRACE_POKETEXT, pid, at + (unsigned long)i, word))
			err(1, "poketext");
	}
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}
