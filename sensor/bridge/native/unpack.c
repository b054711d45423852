#include "unpack.h"

#include <string.h>

struct text {
  const char *data;
  size_t len;
};

static bool part(struct text text, struct rec_part part, struct slice *out) {
  if (part.off > text.len || part.len > text.len - part.off) return false;
  *out = (struct slice){text.data + part.off, part.len};
  return true;
}

static struct slice c_text(const char *data, size_t max) {
  return (struct slice){data, strnlen(data, max)};
}

/** Turns components, the last one first and each with its NUL, into a path. */
static bool path(struct text text, struct rec_part where, unsigned flags, char **space, struct slice *out) {
  struct slice parts;
  if (!part(text, where, &parts) || parts.len > REC_PATH + REC_NAME) return false;
  const char *from = parts.data;
  char *start = *space, *to = start;
  if (flags & REC_PATH_ROOTED) *to++ = '/';
  for (size_t end = parts.len; end > 0;) {
    size_t begin = --end; // of the component whose NUL lies at `end`
    while (begin > 0 && from[begin - 1]) begin--;
    if (to != start && to[-1] != '/') *to++ = '/';
    memcpy(to, from + begin, end - begin);
    to += end - begin;
    end = begin;
  }
  *out = (struct slice){start, (size_t)(to - start)};
  *space = to;
  return true;
}

static bool file(struct text text, const struct rec_file *in, enum role role, char **space, struct file *out) {
  *out = (struct file){
      .role = role,
      .layer = in->layer,
      .dev = in->dev,
      .ino = in->ino,
      .magic = in->magic,
      .real_dev = in->real_dev,
      .real_ino = in->real_ino,
      .real_generation = in->real_generation,
      .real_magic = in->real_magic,
      .size = in->size,
      .ctime_sec = (uint64_t)in->ctime_sec,
      .ctime_nsec = in->ctime_nsec,
      .mtime_sec = (uint64_t)in->mtime_sec,
      .mtime_nsec = in->mtime_nsec,
      .mode = in->mode,
      .uid = in->uid,
      .gid = in->gid,
      .nlink = in->nlink,
      .writers = in->writers,
      .writable_mappings = in->writable_mappings,
      .path_truncated = in->path_flags & REC_PATH_TRUNCATED,
      .unlinked = in->unlinked,
      .internal_mount = in->internal_mount,
      .parent_ino = in->parent_ino,
      .mount_root_ino = in->mount_root_ino,
      .mount_ns = in->mount_ns,
  };
  return path(text, in->path, in->path_flags, space, &out->path);
}

static uint32_t count_nuls(struct slice text) {
  const char *at = text.data;
  uint32_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += !at[i];
  return count;
}

bool unpack(const void *record, size_t len, char *space, struct exec *out) {
  const struct rec *r = record;
  if (len < sizeof *r || r->data_len > len - sizeof *r) return false;
  if (r->n_cgroups > REC_CGROUPS || r->n_ancestors > REC_ANCESTORS) return false;
  struct text text = {(const char *)record + sizeof *r, r->data_len};

  *out = (struct exec){
      .pid = r->pid,
      .ppid = r->ppid,
      .start_boot_ns = r->start_boot_ns,
      .uid = r->uid,
      .gid = r->gid,
      .n_cgroups = r->n_cgroups,
      .image_slot = r->image_slot,
      .mnt_ns = r->mnt_ns,
      .pid_ns = r->pid_ns,
      .user_ns = r->user_ns,
      .root_dev = r->root_dev,
      .root_ino = r->root_ino,
      .comm = c_text(r->comm, sizeof r->comm),
      .argc = r->argc,
      .argv_truncated = r->argv_truncated,
      .tty = r->tty,
      .late = r->late,
      .refused = r->refused,
      .environ_complete = r->environ_complete,
      .n_files = r->has_loader ? 2 : 1,
      .n_ancestors = r->n_ancestors,
  };
  for (unsigned i = 0; i < r->n_cgroups; i++) {
    out->cgroups[i].id = r->cgroups[i].id;
    if (!part(text, r->cgroups[i].name, &out->cgroups[i].name)) return false;
  }
  for (unsigned i = 0; i < r->n_ancestors; i++) {
    const struct rec_ancestor *a = &r->ancestors[i];
    out->ancestors[i] = (struct ancestor){a->pid, a->start_boot_ns, c_text(a->comm, sizeof a->comm), {0}};
    if (a->exe.len && !path(text, a->exe, REC_PATH_ROOTED, &space, &out->ancestors[i].exe)) return false;
  }
  if (!part(text, r->filename, &out->filename) || !part(text, r->interp, &out->interp) ||
      !part(text, r->argv, &out->argv) || !part(text, r->environ, &out->environ))
    return false;
  if (r->input_stream) out->input = c_text("|", 1);
  if (r->input.len && !path(text, r->input, r->input_flags, &space, &out->input)) return false;
  if (!out->interp.len) out->interp = out->filename;
  if (r->late) out->argc = count_nuls(out->argv);
  if (r->key.slot) out->key = (struct slice){&r->key, sizeof r->key};
  // "NUL-separated": the last argument's own NUL separates nothing.
  const char *argv = out->argv.data;
  if (out->argv.len && !argv[out->argv.len - 1]) out->argv.len--;
  return path(text, r->cwd, r->cwd_flags, &space, &out->cwd) &&
         file(text, &r->exe, ROLE_EXE, &space, &out->files[0]) &&
         (!r->has_loader || file(text, &r->loader, ROLE_LOADER, &space, &out->files[1]));
}
