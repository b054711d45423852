// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// As what a program of many (busybox) is called: it goes by the base name of argv[0].
#pragma once

#define APPLET_BYTES 64 // of argv[0] with its directories; a longer one is asked about

/** FNV-1a of the base name of argv[0]; 0: none, or too long. `buffer` has APPLET_BYTES. */
static __always_inline u32 applet_of(char *buffer, struct task_struct *task) {
  struct mm_struct *mm = task->mm;
  u64 start = mm->arg_start, len = mm->arg_end - start;
  u32 hash = 0x811c9dc5;
  bool ended = false;
  // What follows argv[0] in memory is an argument, or where there is none a variable.
  if (!len || bpf_probe_read_user_str(buffer, APPLET_BYTES, (void *)start) <= 0) return 0;
  for (int i = 0; i < APPLET_BYTES; i++) {
    u8 c = buffer[i];
    ended |= !c;
    u32 next = c == '/' ? 0x811c9dc5 : (hash ^ c) * 0x01000193;
    hash = ended ? hash : next;
  }
  // Of one that was cut the last byte is the NUL that was put there.
  return ended ? hash : 0;
}
