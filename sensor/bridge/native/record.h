// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// What exec.bpf.c puts into the ring buffer and record.c reads: this header, then `data_len` bytes in which
// the parts lie. Both sides compile this file; a hole in a struct would leak kernel memory and is an error.
#pragma once

#define REC_NAME 256    // NAME_MAX and its NUL
#define REC_PATH 4096   // PATH_MAX
#define REC_ARGV 4096
#define REC_DEPTH 256   // components and mount crossings of one path
#define REC_ANCESTORS 8
#define REC_CGROUPS 4
#define REC_CGROUP_DEPTH 16 // ancestors looked up among the registered containers
#define REC_ANCESTOR_PATH 256
#define REC_ENVIRON 2048 // of the variables that may name code; one of them at most REC_VARIABLE
#define REC_VARIABLE 1024
#define REC_VARIABLES 1024 // looked at
// filename, interp, argv, exe path, cwd, loader path (each path may overrun by one component), cgroup names, environment; then,
// as far as there is room, the path of standard input and the ancestors' programs: 6 * 4096 + 4 * 256 + 3 * 256 + 2048 = 28,416 + 8 * 256 = 30,464. With the
// header it has to stay below the 32 KiB of a per-CPU value.
#define REC_DATA 30720

enum { REC_PATH_TRUNCATED = 1, REC_PATH_ROOTED = 2 };

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct rec_part {
  __u16 off;
  __u16 len;
};

struct rec_file {
  __u64 ino, real_ino, size;
  __s64 ctime_sec, mtime_sec;
  __u64 parent_ino, mount_root_ino;
  __u32 dev, magic, real_dev, real_magic, real_generation;
  __u32 ctime_nsec, mtime_nsec;
  __u32 mode, uid, gid, nlink;
  __s32 writers, writable_mappings;
  __u32 mount_ns;
  struct rec_part path; // components, the last one first, each with its NUL
  __u8 layer;           // enum Layer of wire.proto
  __u8 unlinked;
  __u8 internal_mount;
  __u8 path_flags;
};

struct rec_ancestor {
  __u64 start_boot_ns;
  __u32 pid;
  char comm[16];
  struct rec_part exe; // as a path of rec_file; len 0: not known, or longer than REC_ANCESTOR_PATH
};

enum { KEY_MAPPED = 1, KEY_EXECUTED = 2 };
/** What is known of a key: that it is good, or that it is for the applet which a program of many is called as. */
enum { KNOWN_GOOD = 1, KNOWN_BY_APPLET = 2 };

/** The identity under which a file is known to be good in one container. Opaque to the sensor. */
struct known_key {
  __u64 slot, generation, real_ino;
  __u64 path; // of the names from the root of the mount tree; never 0
  __u64 size;
  __s64 ctime_sec;
  __u32 ctime_nsec, dev, real_dev, real_generation;
  __u32 use; // KEY_…: what may be mapped unseen may not for that be executed unseen
  __u32 applet; // a digest of argv[0]'s base name; 0: whatever the arguments are
};

struct rec_cgroup {
  __u64 id;
  struct rec_part name;
  __u32 reserved;
};

struct rec {
  __u64 boot_ns, start_boot_ns; // CLOCK_BOOTTIME
  __u64 image_slot;
  __u64 root_ino;
  __u32 root_dev;
  __u32 pid, ppid, uid, gid;
  __u32 mnt_ns, pid_ns, user_ns;
  __u32 argc;
  __u32 data_len;
  char comm[16];
  struct rec_part filename, interp; // interp.len 0: the same as filename
  struct rec_part argv;
  struct rec_part cwd;
  struct rec_part environ;
  struct rec_part input; // path of the file on standard input, where it has one
  __u8 cwd_flags, argv_truncated, tty, has_loader;
  __u8 n_cgroups, n_ancestors;
  __u8 loader_unknown; // the loader is not known to be good: its mapping is worth looking at while the process lives
  __u8 environ_complete; // `environ` has every variable that may name code
  __u8 input_flags;
  __u8 input_stream;   // on standard input is a pipe, a socket or a file without a name
  __u8 refused;        // no exec: `filename` is what the kernel refused to execute for the process that runs `exe`
  __u8 late;           // no exec now: what a process executed before, whose exec was answered in the kernel
  __u8 reserved[4];
  struct rec_cgroup cgroups[REC_CGROUPS];
  struct rec_ancestor ancestors[REC_ANCESTORS];
  struct rec_file exe, loader;
  struct known_key key; // slot 0: there is none
};

struct rec_counters {
  __u64 sent, host, known, lost_ring;
  __u64 kicked_ns; // of the last wake-up for an mprotect
  __u64 regs;      // only while learn_regs runs
};

// --- executable mappings (mapping.bpf.h) ---------------------------------------------------------------

#define MAP_PIDS (1u << 22) // PID_MAX_LIMIT

#define MAP_PROCESSES (1u << 15) // of numbers whose lower bits are the same, the last one is noted
#define MAP_NOTED 3              // the program, its loader, the C library
#define MAP_BUCKETS (1u << 12)   // 12,288 pairs
#define MAP_BUCKET 3

struct map_noted {
  __u64 ino, value;
  __u32 dev, reserved;
};

/** A process of a container, by its number. Two lines of the processor's cache. */
struct map_process {
  __u32 changes; // odd while all of it is written
  __u32 pid;
  __u64 task; // the address of its task_struct; believed only while number and start are the same there
  __u64 start_boot_ns;
  __u64 slot;          // 0: not known yet
  __u64 cgroup_id;
  __u32 unsaid; // 1: its last exec was answered in the kernel, the sensor has not heard of it
  __u32 hosts;  // 1: it executed what it runs in the host's view: `runc init`, before it enters the container
  __u32 n_noted;
  __u32 next;
  struct map_noted noted[MAP_NOTED]; // of what it mapped last; what was noted before is in a bucket
};

/** A file and a process that mapped it. `dev` and `ino` as perf's record shows them. */
struct map_pair {
  __u64 ino, start_boot_ns;
  __u32 pid, dev;
};

// What is noted of a pair: that the process executed the file, which makes its mapping no library; else the CLOCK_BOOTTIME at
// which the mapped file was known to be good.
#define MAP_EXECUTED 0xffffffffffffffff

/** Two lines of the cache, too. The pair that was noted first is the first to be forgotten. */
struct map_bucket {
  __u32 changes; // odd while it is written
  __u32 next;
  struct {
    struct map_pair pair;
    __u64 value;
  } noted[MAP_BUCKET];
  __u64 reserved[3];
};
_Static_assert(sizeof(struct map_process) == 128 && sizeof(struct map_bucket) == 128, "two lines of the cache each");

static inline __u32 map_bucket_of(const struct map_pair *pair) {
  __u64 hash = (pair->ino + ((__u64)pair->dev << 32)) * 0x9e3779b97f4a7c15;
  hash = (hash ^ (hash >> 32) ^ pair->start_boot_ns ^ ((__u64)pair->pid << 32)) * 0x9e3779b97f4a7c15;
  return (__u32)(hash >> 52);
}
_Static_assert(MAP_BUCKETS == 1ull << (64 - 52), "the hash's upper bits are a bucket's number");

enum { MAP_KNOWN_GOOD = 1, MAP_ALIVE = 2, MAP_OF_HOST = 4, MAP_HAS_FILE = 8, MAP_UNSAID = 16, MAP_HOSTS = 32 };

/** The answer of on_mapping, in front of a struct rec whose `exe` is the mapped file, and its data. */
struct map_head {
  struct known_key key; // slot 0: there is none
  __u32 status;
  __u32 reserved;
};

/** One process of a container, as list_tasks prints them. */
struct map_listed {
  __u64 slot, start_boot_ns;
  __u32 pid;
  __u32 reserved;
};

#pragma GCC diagnostic pop
