// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// As what a program of many (busybox) is called: it goes by the base name of argv[0].
#pragma once

#define APPLET_BYTES 64 // of argv[0] with its directories; a longer one is asked about

/** As the first bytes of a name, in memory's order of a little-endian machine. */
#define NAMED_BUSYBOX 0x786f6279737562ULL // "busybox"
#define NAMED_TOYBOX 0x786f62796f74ULL // "toybox"

/**
 * FNV-1a of the base name of argv[0]; 0: none, or too long. Nor has a name one that begins with the program's own, after a login
 * shell's dash, too: then the next argument names the applet, and what follows could be chosen for the digest. `buffer` has
 * APPLET_BYTES.
 */
static __always_inline u32 applet_of(char *buffer, struct task_struct *task) {
  struct mm_struct *mm = task->mm;
  u64 start = mm->arg_start, len = mm->arg_end - start;
  u32 hash = 0x811c9dc5;
  u64 first = 0, base = start;
  bool ended = false;
  // What follows argv[0] in memory is an argument, or where there is none a variable.
  if (!len) return 0;
  long read = bpf_probe_read_user_str(buffer, APPLET_BYTES, (void *)start);
  if (read <= 0 || read == APPLET_BYTES) return 0; // one that was cut goes on with what nobody looked at: `…/true/sh`
  for (int i = 0; i < APPLET_BYTES; i++) {
    u8 c = buffer[i];
    ended |= !c;
    u32 next = c == '/' ? 0x811c9dc5 : (hash ^ c) * 0x01000193;
    hash = ended ? hash : next;
    base = !ended && c == '/' ? start + i + 1 : base;
  }
  if (bpf_probe_read_user(&first, sizeof first, (void *)base)) return 0;
  if (buffer[0] == '-' || (first & 0xff) == '-') return 0;
  if ((first & 0xffffffffffffff) == NAMED_BUSYBOX || (first & 0xffffffffffff) == NAMED_TOYBOX) return 0;
  return ended ? hash : 0;
}
