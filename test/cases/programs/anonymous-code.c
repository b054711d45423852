// anonymous-code [FILE]: makes code in anonymous memory executable and calls it: its own, as a JIT does, or what FILE holds, as a
// loader into memory does.
#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
static const unsigned char nothing[] = { 0xc3 };
#else
static const unsigned char nothing[] = { 0xc0, 0x03, 0x5f, 0xd6 };
#endif

int main(int argc, char **argv)
{
	char *code = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (code == MAP_FAILED)
		err(1, "mmap");
	memcpy(code, nothing, sizeof(nothing));
	if (argc > 1) {
		int fd = open(argv[1], O_RDONLY);
		if (fd < 0 || read(fd, code, 1 << 16) <= 0)
			err(1, "%s", argv[1]);
	}
	__builtin___clear_cache(code, code + (1 << 16));
	if (mprotect(code, 1 << 16, PROT_READ | PROT_EXEC))
		err(1, "mprotect");
	((void (*)(void))code)();
	return 0;
}
