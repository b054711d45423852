// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Which container an exec belongs to, as far as the kernel can tell: the cgroup, its ancestors, and whether one
// of them was registered.
#pragma once

#define CONTAINER_ID_HEX 64

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 65536);
  __type(key, u64);   // cgroup id
  __type(value, u64); // image slot
} slots SEC(".maps");

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *kn) {
  struct kernfs_node___until_6_14 *old = (void *)kn;
  if (bpf_core_field_exists(old->parent)) return BPF_CORE_READ(old, parent);
  return BPF_CORE_READ(kn, __parent);
}

static __always_inline struct kernfs_node *v1_node(struct css_set *set, u64 controller) {
  struct cgroup_subsys_state *css = 0;
  void *at = (void *)set + bpf_core_field_offset(struct css_set, subsys) + controller * sizeof css;
  bpf_probe_read_kernel(&css, sizeof css, at);
  return css ? BPF_CORE_READ(css, cgroup, kn) : 0;
}

/** The task's node in the default hierarchy; where it is that one's root (v1-only hosts), in a v1 hierarchy. */
static __always_inline struct kernfs_node *cgroup_node(struct task_struct *task) {
  struct css_set *set = BPF_CORE_READ(task, cgroups);
  struct kernfs_node *kn = BPF_CORE_READ(set, dfl_cgrp, kn);
  if (kn && kernfs_parent(kn)) return kn;
#define TRY_V1(controller)                                                                        \
  if (bpf_core_enum_value_exists(enum cgroup_subsys_id, controller)) {                            \
    struct kernfs_node *v1 = v1_node(set, bpf_core_enum_value(enum cgroup_subsys_id, controller)); \
    if (v1 && kernfs_parent(v1)) return v1;                                                       \
  }
  TRY_V1(memory_cgrp_id)
  TRY_V1(cpu_cgrp_id)
  TRY_V1(pids_cgrp_id)
#undef TRY_V1
  return kn;
}

// Masks by byte. A comparison is a branch on BPF, and 255 of them in a row are too many paths for the verifier.
static const u8 hex_mask[256] = {['0' ... '9'] = 0xff, ['a' ... 'f'] = 0xff};
static const u8 text_mask[256] = {[1 ... 255] = 0xff};

/** True when the name holds a run of 64 hex digits. */
static __always_inline bool has_container_id(struct scratch *s, struct rec_part *name) {
  u64 run = 0, seen = 0, text = 0xff, off = name->off;
  if (name->len < CONTAINER_ID_HEX) return false;
  barrier_var(off);
  if (off > REC_DATA - REC_NAME) return false;
  for (u32 i = 0; i < REC_NAME - 1; i++) {
    u64 c = s->data[off + i];
    text &= text_mask[c]; // nothing counts behind the NUL
    run = (run + 1) & hex_mask[c] & text;
    seen |= run; // a run that gets to 64 passes through 64..127, which have the bit of 64
  }
  return seen & CONTAINER_ID_HEX;
}

/**
 * Fills the record's cgroups and image slot. True when an ancestor was registered or one of the nearest four bears
 * the name of a container.
 */
static __always_inline bool put_cgroups(struct scratch *s, struct task_struct *task) {
  struct rec *rec = &s->rec;
  struct kernfs_node *kn = cgroup_node(task);
  bool container = false;

  for (int i = 0; i < REC_CGROUP_DEPTH; i++) {
    struct kernfs_node *up = kn ? kernfs_parent(kn) : 0;
    if (!up) break;
    u64 id = BPF_CORE_READ(kn, id);
    u64 *slot = bpf_map_lookup_elem(&slots, &id);
    if (slot && !rec->image_slot) {
      rec->image_slot = *slot;
      container = true;
    }
    if (i < REC_CGROUPS) {
      rec->cgroups[i].id = id;
      put_str(s, REC_NAME, BPF_CORE_READ(kn, name), &rec->cgroups[i].name);
      rec->n_cgroups = i + 1;
      if (has_container_id(s, &rec->cgroups[i].name)) container = true;
    }
    kn = up;
  }
  return container;
}

static __always_inline u64 slot_of(u64 cgroup_id) {
  u64 *slot = bpf_map_lookup_elem(&slots, &cgroup_id);
  return slot ? *slot : 0;
}

/** As put_cgroups, only the slot: 0 when no ancestor was registered. The verifier knows the type of `task`. */
static __always_inline u64 nearest_slot(struct task_struct *task) {
  u64 slot = slot_of(task->cgroups->dfl_cgrp->kn->id); // mostly it is the task's own
  struct kernfs_node *kn = slot ? 0 : cgroup_node(task);
  for (int i = 0; i < REC_CGROUP_DEPTH && kn; i++) {
    slot = slot_of(BPF_CORE_READ(kn, id));
    if (slot) break;
    kn = kernfs_parent(kn);
  }
  return slot;
}
