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
#include <unistd.h>

#include "exec.skel.h"
#include "record.h"

// Five thousand execs while nobody reads: 1 MiB lost 258 of them, 8 MiB none (measured). Shared out among the CPUs.
#define RINGS_BYTES (8u << 20)
#define LEAST_RING_BYTES (1u << 20)
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

static int load(struct kernel *k, const struct host *host, bool with_loader) {
  k->skeleton = exec_bpf__open();
  if (!k->skeleton) return -errno;
  k->skeleton->rodata->host_mnt_ns = host->mnt_ns;
  k->skeleton->rodata->host_root_dev = host->root_dev;
  k->skeleton->rodata->host_root_ino = host->root_ino;
  bpf_program__set_autoload(k->skeleton->progs.on_exec, with_loader);
  bpf_program__set_autoload(k->skeleton->progs.on_exec_no_loader, !with_loader);
  int cpus = libbpf_num_possible_cpus();
  k->cpus = cpus > 0 ? (unsigned)cpus : 1;
  bpf_map__set_max_entries(k->skeleton->maps.rings, k->cpus);
  int error = exec_bpf__load(k->skeleton);
  if (error) kernel_close(k);
  k->loader_identity = with_loader && !error;
  return error;
}

bool kernel_open(struct kernel *k, const struct host *host, struct refusal *why) {
  *k = (struct kernel){.program_fd = -1};
  last_warning[0] = 0;
  libbpf_set_print(keep_warning);
  // Asked of a raw tracepoint, since libbpf cannot ask it of a tracing program; an unclear answer is tried out.
  int helper = libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_find_vma, NULL);
  int error = helper == 0 ? -ENOTSUP : load(k, host, true);
  if (error && error != -EPERM) error = load(k, host, false);
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
  exec_bpf__destroy(k->skeleton);
  k->ring_fd = NULL;
  k->skeleton = NULL;
}

bool kernel_set_slot(struct kernel *k, uint64_t cgroup_id, uint64_t slot, _Atomic uint64_t *registered) {
  int fd = bpf_map__fd(k->skeleton->maps.slots);
  uint64_t before;
  bool known = !bpf_map_lookup_elem(fd, &cgroup_id, &before);
  if (!slot && !known) return true;
  if (slot ? bpf_map_update_elem(fd, &cgroup_id, &slot, BPF_ANY) : bpf_map_delete_elem(fd, &cgroup_id)) return false;
  if (slot && !known) ++*registered;
  if (!slot) --*registered;
  return true;
}

void kernel_stats(struct kernel *k, struct stats *out) {
  struct bpf_prog_info info = {0};
  __u32 size = sizeof info, zero = 0;
  struct rec_counters *each = calloc(k->cpus, sizeof *each);
  if (each && !bpf_map_lookup_elem(bpf_map__fd(k->skeleton->maps.counters), &zero, each)) {
    for (unsigned i = 0; i < k->cpus; i++) {
      out->execs_container += each[i].sent;
      out->execs_host += each[i].host;
      out->lost_ring += each[i].lost_ring;
    }
  }
  free(each);
  if (!bpf_obj_get_info_by_fd(k->program_fd, &info, &size)) {
    out->lost_recursion = info.recursion_misses;
    out->program_run_ns = info.run_time_ns;
    out->program_runs = info.run_cnt;
  }
}
