#include "kernel.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exec.skel.h"
#include "record.h"

// Five thousand execs while nobody reads: 1 MiB lost 258 of them, 8 MiB none (measured). Shared out among the CPUs.
#define RINGS_BYTES (8u << 20)
#define LEAST_RING_BYTES (1u << 20)
#define MAX_KNOWN 32768 // programs and libraries of a hundred containers with 320 each: 88 bytes here, some 150 in the kernel
#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

static char last_warning[512];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args) {
  char line[512];
  if (level != LIBBPF_WARN) return 0;
  vsnprintf(line, sizeof line, format, args);
  // libbpf takes every EPERM for a lack of locked memory; the first true sentence is worth more than the advice.
  if (!last_warning[0] && !strstr(line, "RLIMIT_MEMLOCK")) memcpy(last_warning, line, sizeof line);
  return 0;
}

bool have_btf(void) {
  return access(VMLINUX_BTF, R_OK) == 0;
}

static bool knows_overlay(void) {
  struct btf *kernel = btf__load_vmlinux_btf();
  if (!kernel) return false;
  bool known = btf__find_by_name_kind(kernel, "ovl_inode", BTF_KIND_STRUCT) > 0;
  if (!known) {
    struct btf *module = btf__load_module_btf("overlay", kernel);
    known = module && btf__find_by_name_kind(module, "ovl_inode", BTF_KIND_STRUCT) > 0;
    btf__free(module);
  }
  btf__free(kernel);
  return known;
}

static bool refuse(struct refusal *why, int error, const char *stage) {
  if (error == -EPERM || error == -EACCES)
    why->code = "no_permission";
  else if (!have_btf())
    why->code = "no_btf";
  else
    why->code = stage;
  last_warning[strcspn(last_warning, "\n")] = 0;
  snprintf(why->detail, sizeof why->detail, "%s: %s%s%s", stage, strerror(-error), last_warning[0] ? "; " : "",
           last_warning);
  return false;
}

/** One ring for each CPU, of a power of two bytes as the kernel wants. */
static int make_rings(struct kernel *k) {
  uint32_t bytes = RINGS_BYTES;
  int outer = bpf_map__fd(k->skeleton->maps.rings);
  while (bytes > LEAST_RING_BYTES && (uint64_t)bytes * k->cpus > RINGS_BYTES) bytes /= 2;
  k->ring_fd = calloc(k->cpus, sizeof *k->ring_fd);
  if (!k->ring_fd) return -ENOMEM;
  for (__u32 cpu = 0; cpu < k->cpus; cpu++) {
    k->ring_fd[cpu] = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "drift_ring", 0, 0, bytes, NULL);
    if (k->ring_fd[cpu] < 0) return k->ring_fd[cpu];
    if (bpf_map_update_elem(outer, &cpu, &k->ring_fd[cpu], BPF_ANY)) return -errno;
  }
  k->ring_bytes = bytes * k->cpus;
  return 0;
}

static bool knows(const char *name, __u32 kind) {
  struct btf *kernel = btf__load_vmlinux_btf();
  bool known = kernel && btf__find_by_name_kind(kernel, name, kind) > 0;
  btf__free(kernel);
  return known;
}

static bool has_tracepoint(const char *name) {
  return knows(name, BTF_KIND_TYPEDEF);
}

/** Chooses the programs for libraries and gives their maps their sizes; those that stay out take no memory. */
static void choose_libraries(struct kernel *k, bool libraries) {
  struct exec_bpf *s = k->skeleton;
  k->wakes = libraries && has_tracepoint("btf_trace_mmap_lock_released");
  bpf_program__set_autoload(s->progs.on_fork, libraries);
  bpf_program__set_autoload(s->progs.on_mapping, libraries);
  bpf_program__set_autoattach(s->progs.on_mapping, false);
  bpf_program__set_autoload(s->progs.list_tasks, libraries);
  bpf_program__set_autoload(s->progs.on_mmap_unlock, k->wakes);
  s->rodata->libraries = libraries;
  s->rodata->exec_prepared = libraries && has_tracepoint("btf_trace_sched_prepare_exec");
  bpf_program__set_autoload(s->progs.on_prepare_exec, s->rodata->exec_prepared);
  s->rodata->list_slot = k->cpus;
  if (!libraries) return;
  bpf_map__set_max_entries(s->maps.containers, MAP_PIDS / 64);
  bpf_map__set_max_entries(s->maps.processes, MAP_PROCESSES);
  bpf_map__set_max_entries(s->maps.pairs, MAP_BUCKETS);
  bpf_map__set_max_entries(s->maps.map_slots, k->cpus + 1);
}

static const void *map_memory(const struct bpf_map *map) {
  size_t bytes = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);
  void *at = mmap(NULL, bytes, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0);
  return at == MAP_FAILED ? NULL : at;
}

static int try_load(struct kernel *k, const struct host *host, const struct options *options, bool with_loader,
                    bool libraries, bool casts) {
  k->skeleton = exec_bpf__open();
  if (!k->skeleton) return -errno;
  k->skeleton->rodata->host_mnt_ns = host->mnt_ns;
  k->skeleton->rodata->host_root_dev = host->root_dev;
  k->skeleton->rodata->host_root_ino = host->root_ino;
  k->skeleton->rodata->casts = casts;
  k->skeleton->rodata->casts_overlay = casts && knows("ovl_inode", BTF_KIND_STRUCT);
  bpf_program__set_autoload(k->skeleton->progs.on_exec, with_loader);
  bpf_program__set_autoload(k->skeleton->progs.on_exec_no_loader, !with_loader);
  int cpus = libbpf_num_possible_cpus();
  k->cpus = cpus > 0 ? (unsigned)cpus : 1;
  bpf_map__set_max_entries(k->skeleton->maps.rings, k->cpus);
  choose_libraries(k, libraries);
  k->skeleton->rodata->verdicts = options->verdicts;
  unsigned max_known = options->verdicts || libraries ? MAX_KNOWN : 1;
  bpf_map__set_max_entries(k->skeleton->maps.known_good, max_known);
  int error = exec_bpf__load(k->skeleton);
  if (!error && !known_open(&k->known, bpf_map__fd(k->skeleton->maps.known_good), max_known)) error = -ENOMEM;
  if (!error && libraries) {
    k->containers = map_memory(k->skeleton->maps.containers);
    k->map_slots = map_memory(k->skeleton->maps.map_slots);
    k->map_slot_bytes = bpf_map__value_size(k->skeleton->maps.map_slots);
    k->mapping_fd = bpf_program__fd(k->skeleton->progs.on_mapping);
    if (!k->containers || !k->map_slots) error = -ENOMEM;
  }
  if (error) kernel_close(k);
  k->loader_identity = with_loader && !error;
  k->libraries = libraries && !error;
  k->verdicts = options->verdicts && !error;
  return error;
}

static int load(struct kernel *k, const struct host *host, const struct options *options, bool with_loader, bool libraries) {
  int error = -ENOTSUP;
  if (knows("bpf_rdonly_cast", BTF_KIND_FUNC)) error = try_load(k, host, options, with_loader, libraries, true);
  if (!error) return 0;
  last_warning[0] = 0;
  return try_load(k, host, options, with_loader, libraries, false);
}

bool kernel_open(struct kernel *k, const struct host *host, const struct options *options, struct refusal *why) {
  bool libraries = options->libraries;
  *k = (struct kernel){.program_fd = -1};
  last_warning[0] = 0;
  libbpf_set_print(keep_warning);
  // Asked of a raw tracepoint, since libbpf cannot ask it of a tracing program; an unclear answer is tried out.
  int helper = libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_find_vma, NULL);
  int error = helper == 0 || !libraries ? -ENOTSUP : load(k, host, options, true, true);
  if (libraries && error) {
    struct refusal without;
    refuse(&without, error, "load_failed");
    snprintf(k->libraries_refused, sizeof k->libraries_refused, "%.255s", without.detail);
    last_warning[0] = 0;
  }
  if (error && helper != 0) error = load(k, host, options, true, false);
  if (error && error != -EPERM) error = load(k, host, options, false, false);
  if (error) return refuse(why, error, "load_failed");

  struct bpf_program *program = k->loader_identity ? k->skeleton->progs.on_exec : k->skeleton->progs.on_exec_no_loader;
  error = make_rings(k);
  if (!error) error = exec_bpf__attach(k->skeleton);
  if (error) {
    kernel_close(k);
    return refuse(why, error, "attach_failed");
  }
  k->program_fd = bpf_program__fd(program);
  k->overlay_identity = knows_overlay();
  return true;
}

void kernel_close(struct kernel *k) {
  for (unsigned cpu = 0; k->ring_fd && cpu < k->cpus; cpu++)
    if (k->ring_fd[cpu] > 0) close(k->ring_fd[cpu]);
  free(k->ring_fd);
  known_close(&k->known);
  exec_bpf__destroy(k->skeleton);
  k->ring_fd = NULL;
  k->skeleton = NULL;
}

bool kernel_mapping(const struct kernel *k, uint32_t index, uint32_t pid, int fd, struct mapping_answer *out) {
  uint64_t context[3] = {index, pid, (uint64_t)(int64_t)fd};
  LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = context, .ctx_size_in = sizeof context);
  if (bpf_prog_test_run_opts(k->mapping_fd, &run)) return false;
  const char *at = k->map_slots + index * k->map_slot_bytes;
  *out = (struct mapping_answer){(const void *)at, at + sizeof(struct map_head)};
  return true;
}

bool kernel_list(const struct kernel *k, void (*take)(void *context, const struct map_listed *), void *context) {
  struct map_listed listed[256];
  int fd = bpf_iter_create(bpf_link__fd(k->skeleton->links.list_tasks));
  if (fd < 0) return false;
  ssize_t n;
  // The kernel hands out whole records while the buffer holds a multiple of them.
  while ((n = read(fd, listed, sizeof listed)) > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)))
    for (ssize_t i = 0; i < n / (ssize_t)sizeof *listed; i++) take(context, &listed[i]);
  close(fd);
  return n == 0;
}

bool kernel_add_known_good(struct kernel *k, const void *key, size_t len, bool by_applet) {
  return (k->libraries || k->verdicts) && known_add(&k->known, key, len, by_applet);
}

void kernel_set_generation(struct kernel *k, uint64_t generation) {
  // First the number, so that nothing is matched any more; the entries only take room.
  __atomic_store_n(&k->skeleton->bss->generation, generation, __ATOMIC_SEQ_CST);
  known_forget(&k->known, 0);
}

bool kernel_set_slot(struct kernel *k, uint64_t cgroup_id, uint64_t slot, _Atomic uint64_t *registered) {
  int fd = bpf_map__fd(k->skeleton->maps.slots);
  uint64_t before;
  bool known = !bpf_map_lookup_elem(fd, &cgroup_id, &before);
  if (!slot && !known) return true;
  if (known && before != slot) known_forget(&k->known, before);
  if (slot ? bpf_map_update_elem(fd, &cgroup_id, &slot, BPF_ANY) : bpf_map_delete_elem(fd, &cgroup_id)) return false;
  if (slot && !known) ++*registered;
  if (!slot) --*registered;
  return true;
}

static void add_program(const struct bpf_program *program, struct stats *out) {
  struct bpf_prog_info info = {0};
  __u32 size = sizeof info;
  int fd = bpf_program__fd(program);
  if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size)) return;
  out->program_run_ns += info.run_time_ns;
}

void kernel_stats(struct kernel *k, struct stats *out) {
  struct bpf_prog_info info = {0};
  __u32 size = sizeof info, zero = 0;
  struct rec_counters *each = calloc(k->cpus, sizeof *each);
  if (each && !bpf_map_lookup_elem(bpf_map__fd(k->skeleton->maps.counters), &zero, each)) {
    for (unsigned i = 0; i < k->cpus; i++) {
      out->execs_container += each[i].sent;
      out->execs_host += each[i].host;
      out->execs_known += each[i].known;
      out->lost_ring += each[i].lost_ring;
    }
  }
  free(each);
  out->known_entries = k->known.entries;
  out->known_evicted = k->known.evicted;
  out->known_refused = k->known.refused;
  if (!bpf_obj_get_info_by_fd(k->program_fd, &info, &size)) {
    out->lost_recursion = info.recursion_misses;
    out->program_runs = info.run_cnt;
  }
  struct bpf_program *program;
  bpf_object__for_each_program(program, k->skeleton->obj) add_program(program, out);
}
