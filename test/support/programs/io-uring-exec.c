// io-uring-exec SOURCE TARGET: copies SOURCE to TARGET by io_uring alone (openat, read, write, close are never called) and runs it.
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static int ring;
static struct io_uring_params params;
static char *sq, *cq;
static struct io_uring_sqe *sqes;

static void *region(size_t bytes, long offset)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, offset);
	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

// One request, and its result.
static int ask(struct io_uring_sqe request)
{
	unsigned mask = *(unsigned *)(sq + params.sq_off.ring_mask);
	unsigned *tail = (unsigned *)(sq + params.sq_off.tail);
	sqes[*tail & mask] = request;
	((unsigned *)(sq + params.sq_off.array))[*tail & mask] = *tail & mask;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		err(1, "io_uring_enter");
	unsigned *head = (unsigned *)(cq + params.cq_off.head);
	struct io_uring_cqe *cqes = (struct io_uring_cqe *)(cq + params.cq_off.cqes);
	int result = cqes[*head & *(unsigned *)(cq + params.cq_off.ring_mask)].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	if (result < 0) {
		errno = -result;
		err(1, "request %d", request.opcode);
	}
	return result;
}

static int opened(const char *path, unsigned flags)
{
	return ask((struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)path,
		.len = 0755, .open_flags = flags });
}

static int moved(unsigned char opcode, int fd, void *buffer, unsigned bytes)
{
	return ask((struct io_uring_sqe){ .opcode = opcode, .fd = fd, .addr = (unsigned long)buffer, .len = bytes,
		.off = (unsigned long)-1 });
}

int main(int argc, char **argv)
{
	static char buffer[1 << 16];
	if (argc != 3)
		errx(2, "usage: io-uring-exec SOURCE TARGET");
	ring = (int)syscall(SYS_io_uring_setup, 4, &params);
	if (ring < 0)
		err(1, "io_uring_setup");
	sq = region(params.sq_off.array + params.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
	cq = region(params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
	sqes = region(params.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
	int in = opened(argv[1], O_RDONLY);
	int out = opened(argv[2], O_WRONLY | O_CREAT | O_EXCL);
	for (int n; (n = moved(IORING_OP_READ, in, buffer, sizeof(buffer))) > 0;)
		if (moved(IORING_OP_WRITE, out, buffer, (unsigned)n) != n)
			errx(1, "short write");
	ask((struct io_uring_sqe){ .opcode = IORING_OP_CLOSE, .fd = in });
	ask((struct io_uring_sqe){ .opcode = IORING_OP_CLOSE, .fd = out });
	char *args[] = { argv[2], NULL };
	execve(argv[2], args, environ);
	err(1, "execve");
}
