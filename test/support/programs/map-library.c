// map-library LIBRARY: maps it as dlopen(3) does, says so, and waits for its end.
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	puts("mapped");
	fflush(stdout);
	for (;;)
		pause();
}
