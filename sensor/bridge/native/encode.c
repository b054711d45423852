#include "messages.h"

struct frame_mark {
  size_t before, frame, body;
};

static struct frame_mark begin(struct encoder *e, uint64_t seq, unsigned body) {
  struct frame_mark mark = {.before = e->len};
  mark.frame = begin_frame(e);
  put_f64(e, 1, seq);
  mark.body = begin_message(e, body);
  return mark;
}

static bool end(struct encoder *e, struct frame_mark mark) {
  end_message(e, mark.body);
  end_frame(e, mark.frame);
  if (!e->overflow) return true;
  e->len = mark.before;
  e->overflow = false;
  return false;
}

bool encode_hello(struct encoder *e, uint64_t seq, const struct hello *hello) {
  struct frame_mark mark = begin(e, seq, 2);
  put_u32(e, 1, hello->version);
  put_u32(e, 2, hello->pid);
  put_text(e, 3, hello->kernel_release);
  put_u32(e, 4, hello->host_mnt_ns);
  put_u32(e, 5, hello->host_root_dev);
  put_f64(e, 6, hello->host_root_ino);
  put_bool(e, 7, hello->realtime);
  put_text(e, 8, hello->realtime_detail);
  put_u32(e, 9, hello->ring_bytes);
  put_u32(e, 10, hello->max_pins);
  put_bool(e, 11, hello->loader_identity);
  put_bool(e, 12, hello->overlay_identity);
  put_bool(e, 13, hello->libraries);
  put_text(e, 14, hello->libraries_detail);
  return end(e, mark);
}

static void put_file(struct encoder *e, unsigned field, const struct file *file) {
  size_t begun = begin_message(e, field);
  put_u32(e, 1, file->role);
  put_u32(e, 2, file->layer);
  put_u32(e, 3, file->dev);
  put_f64(e, 4, file->ino);
  put_u32(e, 5, file->magic);
  put_u32(e, 6, file->real_dev);
  put_f64(e, 7, file->real_ino);
  put_u32(e, 8, file->real_generation);
  put_u32(e, 9, file->real_magic);
  put_f64(e, 10, file->size);
  put_f64(e, 11, file->ctime_sec);
  put_u32(e, 12, file->ctime_nsec);
  put_f64(e, 13, file->mtime_sec);
  put_u32(e, 14, file->mtime_nsec);
  put_u32(e, 15, file->mode);
  put_u32(e, 16, file->uid);
  put_u32(e, 17, file->gid);
  put_u32(e, 18, file->nlink);
  put_s32(e, 19, file->writers);
  put_s32(e, 20, file->writable_mappings);
  put_bytes(e, 21, file->path);
  put_bool(e, 22, file->path_truncated);
  put_bool(e, 23, file->unlinked);
  put_bool(e, 24, file->internal_mount);
  put_f64(e, 25, file->parent_ino);
  put_f64(e, 26, file->mount_root_ino);
  put_u32(e, 27, file->mount_ns);
  put_bool(e, 28, file->pinned);
  put_u32(e, 29, file->fd);
  put_text(e, 30, file->pin_error);
  end_message(e, begun);
}

static void put_cgroup(struct encoder *e, unsigned field, const struct cgroup_name *cgroup) {
  size_t begun = begin_message(e, field);
  put_f64(e, 1, cgroup->id);
  put_bytes(e, 2, cgroup->name);
  end_message(e, begun);
}

static void put_ancestor(struct encoder *e, unsigned field, const struct ancestor *ancestor) {
  size_t begun = begin_message(e, field);
  put_u32(e, 1, ancestor->pid);
  put_f64(e, 2, ancestor->start_boot_ns);
  put_bytes(e, 3, ancestor->comm);
  put_bytes(e, 4, ancestor->exe);
  end_message(e, begun);
}

/** Fields 1 to 15, which Exec and Mmap have in common. */
static void put_process(struct encoder *e, const struct exec *exec) {
  put_f64(e, 1, exec->id);
  put_f64(e, 2, exec->time_unix_ns);
  put_u32(e, 3, exec->pid);
  put_u32(e, 4, exec->ppid);
  put_f64(e, 5, exec->start_boot_ns);
  put_u32(e, 6, exec->uid);
  put_u32(e, 7, exec->gid);
  for (unsigned i = 0; i < exec->n_cgroups; i++) put_cgroup(e, 8, &exec->cgroups[i]);
  put_f64(e, 9, exec->image_slot);
  put_u32(e, 10, exec->mnt_ns);
  put_u32(e, 11, exec->pid_ns);
  put_u32(e, 12, exec->user_ns);
  put_u32(e, 13, exec->root_dev);
  put_f64(e, 14, exec->root_ino);
  put_bytes(e, 15, exec->comm);
}

bool encode_exec(struct encoder *e, uint64_t seq, const struct exec *exec) {
  struct frame_mark mark = begin(e, seq, 3);
  put_process(e, exec);
  put_bytes(e, 16, exec->filename);
  put_bytes(e, 17, exec->interp);
  put_bytes(e, 18, exec->argv);
  put_u32(e, 19, exec->argc);
  put_bool(e, 20, exec->argv_truncated);
  put_bytes(e, 21, exec->cwd);
  put_bool(e, 22, exec->tty);
  for (unsigned i = 0; i < exec->n_files; i++) put_file(e, 23, &exec->files[i]);
  for (unsigned i = 0; i < exec->n_ancestors; i++) put_ancestor(e, 24, &exec->ancestors[i]);
  put_u32(e, 25, exec->root_fd);
  put_u32(e, 26, exec->script_fd);
  put_bytes(e, 27, exec->key);
  put_bool(e, 28, exec->late);
  put_bytes(e, 29, exec->environ);
  put_bool(e, 30, exec->environ_complete);
  put_bool(e, 31, exec->refused);
  put_bytes(e, 32, exec->input);
  return end(e, mark);
}

bool encode_mmap(struct encoder *e, uint64_t seq, const struct exec *exec, struct slice key, bool unsaid,
                 bool hosts) {
  struct frame_mark mark = begin(e, seq, 4);
  put_process(e, exec);
  put_file(e, 16, &exec->files[0]);
  for (unsigned i = 0; i < exec->n_ancestors; i++) put_ancestor(e, 17, &exec->ancestors[i]);
  put_bool(e, 18, exec->tty);
  put_bytes(e, 19, key);
  put_bool(e, 20, unsaid);
  put_bool(e, 21, hosts);
  return end(e, mark);
}

bool encode_gap(struct encoder *e, uint64_t seq, const char *place, uint64_t lost) {
  struct frame_mark mark = begin(e, seq, 6);
  put_text(e, 1, place);
  put_f64(e, 2, lost);
  return end(e, mark);
}

bool encode_stats(struct encoder *e, uint64_t seq, const struct stats *stats) {
  struct frame_mark mark = begin(e, seq, 7);
  put_f64(e, 1, stats->execs_container);
  put_f64(e, 2, stats->execs_host);
  put_f64(e, 3, stats->lost_ring);
  put_f64(e, 4, stats->lost_recursion);
  put_f64(e, 5, stats->lost_queue);
  put_f64(e, 6, stats->pins_opened);
  put_f64(e, 7, stats->pins_failed);
  put_f64(e, 8, stats->pins_expired);
  put_f64(e, 9, stats->pins_refused);
  put_u32(e, 10, stats->pins_held);
  put_f64(e, 11, stats->bad_frames);
  put_f64(e, 12, stats->program_run_ns);
  put_f64(e, 13, stats->program_runs);
  put_f64(e, 14, stats->slots);
  put_f64(e, 15, stats->maps_seen);
  put_f64(e, 16, stats->maps_host);
  put_f64(e, 17, stats->maps_exe);
  put_f64(e, 18, stats->maps_repeated);
  put_f64(e, 19, stats->maps_sent);
  put_f64(e, 20, stats->maps_unpinned);
  put_f64(e, 21, stats->lost_maps);
  put_f64(e, 22, stats->execs_known);
  put_f64(e, 23, stats->known_entries);
  put_f64(e, 24, stats->known_evicted);
  put_f64(e, 25, stats->known_refused);
  return end(e, mark);
}
