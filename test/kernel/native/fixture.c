#include "fixture.h"

#include "check.h"

#define TEXT(literal) ((struct slice){literal, sizeof literal - 1})
#define LARGE 9007199254740993ull // 2^53 + 1, the first integer that a double cannot hold

static const struct hello hello = {
    .version = 1,
    .pid = 4194303,
    .kernel_release = "6.1.0-fixture",
    .host_mnt_ns = 4026531841,
    .host_root_dev = 266338304,
    .host_root_ino = LARGE,
    .realtime = true,
    .realtime_detail = "both are never set at once",
    .ring_bytes = 8388608,
    .max_pins = 8192,
    .loader_identity = true,
    .overlay_identity = true,
    .libraries = true,
    .libraries_detail = "perf_event_open: EACCES",
};

static const struct file loader = {
    .role = ROLE_LOADER,
    .layer = 2,
    .dev = 39,
    .ino = 70,
    .magic = 0x794c7630,
    .real_dev = 266338304,
    .real_ino = 70,
    .size = 210968,
    .mode = 0100755,
    .nlink = 1,
    .path = TEXT("/lib64/ld-linux-x86-64.so.2"),
    .pin_error = "not_tried",
};

static const struct exec exec = {
    .id = 18446744073709551615ull,
    .time_unix_ns = 1795249591567864702ull,
    .pid = 1234,
    .ppid = 1,
    .start_boot_ns = 2411045545397ull,
    .uid = 4294967294,
    .gid = 65534,
    .n_cgroups = 4,
    .cgroups = {{LARGE, TEXT("docker-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.scope")},
                {3, TEXT("pod\xff\xfe")},
                {2, TEXT("kubepods.slice")},
                {1, TEXT("x")}},
    .image_slot = LARGE + 2,
    .mnt_ns = 4026532178,
    .pid_ns = 4026532181,
    .user_ns = 4026531837,
    .root_dev = 39,
    .root_ino = 18446744073709551557ull,
    .comm = TEXT("na\xefve"),
    .filename = TEXT("./run\nme\xc3\x28"),
    .interp = TEXT("/bin/sh"),
    .argv = TEXT("/bin/sh\0-e\0\0\xed\xa0\x80"),
    .argc = 4,
    .argv_truncated = true,
    .cwd = TEXT("/tmp/\x80"),
    .tty = true,
    .n_files = 2,
    .files =
        {
            {
                .role = ROLE_EXE,
                .layer = 1,
                .dev = 39,
                .ino = LARGE,
                .magic = 0x794c7630,
                .real_dev = 266338304,
                .real_ino = 18446744073709551614ull,
                .real_generation = 4294967295,
                .real_magic = 0xff534d42,
                .size = 4294967297,
                .ctime_sec = (uint64_t)-2,
                .ctime_nsec = 999999999,
                .mtime_sec = 1795249591,
                .mtime_nsec = 1,
                .mode = 0104755,
                .uid = 1000,
                .gid = 1001,
                .nlink = 2,
                .writers = -2147483647 - 1,
                .writable_mappings = 2147483647,
                .path = TEXT("/tmp/\xff\n\"name"),
                .path_truncated = true,
                .unlinked = true,
                .internal_mount = true,
                .parent_ino = LARGE + 4,
                .mount_root_ino = LARGE + 6,
                .mount_ns = 4026532178,
                .pinned = true,
                .fd = 300,
                .pin_error = "EACCES",
            },
        },
    .n_ancestors = 2,
    .ancestors = {{1233, 2411045545396ull, TEXT("sh"), TEXT("/bin/\xfes")}, {1, 246587283, TEXT("\xff"), {0}}},
};

static const struct stats stats = {
    .execs_container = LARGE,
    .execs_host = 2,
    .lost_ring = 3,
    .lost_recursion = 4,
    .lost_queue = 5,
    .pins_opened = 6,
    .pins_failed = 7,
    .pins_expired = 8,
    .pins_refused = 9,
    .pins_held = 10,
    .bad_frames = 11,
    .program_run_ns = 12,
    .program_runs = 13,
    .slots = 18446744073709551615ull,
    .maps_seen = 21,
    .maps_host = 1,
    .maps_exe = 2,
    .maps_repeated = LARGE + 8,
    .maps_sent = 4,
    .maps_unpinned = 5,
    .lost_maps = 6,
    .execs_known = LARGE + 10,
    .known_entries = 7,
    .known_evicted = 8,
    .known_refused = 9,
};

void make_fixture(struct encoder *out) {
  struct exec full = exec, mapped = exec;
  mapped.id = 7;
  mapped.files[0].role = ROLE_LIBRARY;
  mapped.files[0].path = TEXT("/usr/lib/libx\xfe.so");
  struct exec empty = {.id = 1, .n_files = 1};
  full.files[1] = loader;
  full.key = TEXT("\0exec\xff");
  full.late = true;
  full.environ = TEXT("ENV=/tmp/\xff\0");
  full.environ_complete = true;
  full.refused = true;
  CHECK(encode_hello(out, 1, &hello));
  CHECK(encode_exec(out, 2, &full));
  CHECK(encode_gap(out, 3, "kernel_ring", LARGE));
  CHECK(encode_stats(out, LARGE, &stats));
  CHECK(encode_exec(out, LARGE + 1, &empty));
  CHECK(encode_mmap(out, LARGE + 2, &mapped, TEXT("\0key\xff"), true, true));
}

static void slot(struct encoder *out, uint64_t cgroup_id, uint64_t value) {
  size_t frame = begin_frame(out), body = begin_message(out, 3);
  put_f64(out, 1, cgroup_id);
  put_f64(out, 2, value);
  end_message(out, body);
  end_frame(out, frame);
}

void make_down_fixture(struct encoder *out) {
  static const uint8_t ids[] = {1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 0, // 1, 2^53 + 1
                                0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  size_t frame = begin_frame(out), body = begin_message(out, 1);
  put_u32(out, 1, WIRE_VERSION);
  put_u32(out, 2, 4194303);
  end_message(out, body);
  end_frame(out, frame);

  frame = begin_frame(out), body = begin_message(out, 2);
  put_bytes(out, 1, (struct slice){ids, sizeof ids});
  end_message(out, body);
  end_frame(out, frame);

  slot(out, LARGE, 18446744073709551615ull);
  slot(out, 595, 0);

  frame = begin_frame(out), body = begin_message(out, 4);
  put_bytes(out, 3, TEXT("\0key\xff"));
  put_bytes(out, 3, TEXT("second"));
  put_bytes(out, 4, TEXT("applet"));
  end_message(out, body);
  end_frame(out, frame);

  frame = begin_frame(out), body = begin_message(out, 5);
  put_f64(out, 1, LARGE);
  end_message(out, body);
  end_frame(out, frame);
}
