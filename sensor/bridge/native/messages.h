// The messages of wire.proto as C structs; field for field the same, with the same units.
#pragma once

#include "wire.h"

#define WIRE_VERSION 1
#define MAX_FRAME_UP (1u << 20)
#define MAX_FRAME_DOWN (64u << 10)
#define MAX_FILES 2
#define MAX_CGROUPS 4
#define MAX_ANCESTORS 8

enum role { ROLE_EXE = 1, ROLE_SCRIPT = 2, ROLE_INTERPRETER = 3, ROLE_LOADER = 4, ROLE_LIBRARY = 5 };

struct hello {
  uint32_t version, pid;
  const char *kernel_release;
  uint32_t host_mnt_ns, host_root_dev;
  uint64_t host_root_ino;
  bool realtime;
  const char *realtime_detail;
  uint32_t ring_bytes, max_pins;
  bool loader_identity, overlay_identity, libraries;
  const char *libraries_detail;
};

struct file {
  uint32_t role, layer, dev;
  uint64_t ino;
  uint32_t magic, real_dev;
  uint64_t real_ino;
  uint32_t real_generation, real_magic;
  uint64_t size, ctime_sec;
  uint32_t ctime_nsec;
  uint64_t mtime_sec;
  uint32_t mtime_nsec, mode, uid, gid, nlink;
  int32_t writers, writable_mappings;
  struct slice path;
  bool path_truncated, unlinked, internal_mount;
  uint64_t parent_ino, mount_root_ino;
  uint32_t mount_ns;
  bool pinned;
  uint32_t fd;
  const char *pin_error;
};

struct cgroup_name {
  uint64_t id;
  struct slice name;
};

struct ancestor {
  uint32_t pid;
  uint64_t start_boot_ns;
  struct slice comm, exe;
};

struct exec {
  uint64_t id, time_unix_ns;
  uint32_t pid, ppid;
  uint64_t start_boot_ns;
  uint32_t uid, gid;
  struct cgroup_name cgroups[MAX_CGROUPS];
  unsigned n_cgroups;
  uint64_t image_slot;
  uint32_t mnt_ns, pid_ns, user_ns, root_dev;
  uint64_t root_ino;
  struct slice comm, filename, interp, argv;
  uint32_t argc;
  bool argv_truncated;
  struct slice cwd;
  bool tty;
  uint32_t root_fd, script_fd; // one more than the descriptor; 0: none
  struct file files[MAX_FILES];
  unsigned n_files;
  struct ancestor ancestors[MAX_ANCESTORS];
  unsigned n_ancestors;
  struct slice key; // of an Exec
  bool late;
  struct slice environ;
  bool environ_complete;
  bool refused;
  struct slice input;
};

struct stats {
  uint64_t execs_container, execs_host, lost_ring, lost_recursion, lost_queue;
  uint64_t pins_opened, pins_failed, pins_expired, pins_refused;
  uint32_t pins_held;
  uint64_t bad_frames, program_run_ns, program_runs, slots;
  uint64_t maps_seen, maps_host, maps_exe, maps_repeated, maps_sent, maps_unpinned, lost_maps;
  uint64_t execs_known, known_entries, known_evicted, known_refused;
};

// Each appends one whole frame. False: it did not fit, and nothing was appended.
bool encode_hello(struct encoder *e, uint64_t seq, const struct hello *hello);
bool encode_exec(struct encoder *e, uint64_t seq, const struct exec *exec);
/** A Mmap: `exec` holds who mapped it, its first file is the mapped one. `unsaid`: what runs there is nobody's Exec. `hosts`: executed in the host's view. */
bool encode_mmap(struct encoder *e, uint64_t seq, const struct exec *exec, struct slice key, bool unsaid,
                 bool hosts);
bool encode_gap(struct encoder *e, uint64_t seq, const char *place, uint64_t lost);
bool encode_stats(struct encoder *e, uint64_t seq, const struct stats *stats);

enum down_kind { DOWN_HELLO = 1, DOWN_ACK = 2, DOWN_IMAGE_SLOT = 3, DOWN_KNOWN_GOOD = 4, DOWN_GENERATION = 5, DOWN_RESERVED = 6 };

struct down {
  enum down_kind kind;
  uint32_t version, pid;         // hello
  struct slice ack;              // for each_ack
  uint64_t cgroup_id, slot;      // image_slot
  struct slice known_good;       // for each_known_good
  uint64_t generation;           // generation
};

/** Reads the body of one frame. False: malformed, or a message that this version does not know. */
bool decode_down(struct slice frame, struct down *out);
/** Calls `take` for every id of an Ack that decode_down has accepted. */
void each_ack(struct slice ack, void (*take)(void *context, uint64_t id), void *context);
/** Calls `take` for every key of a KnownGood; their lengths are not checked. `by_applet`: it is one of applet_keys. */
void each_known_good(struct slice known_good, void (*take)(void *context, struct slice key, bool by_applet), void *context);
