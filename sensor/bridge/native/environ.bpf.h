// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// The variables of a new program's environment that may name code for an interpreter, read before the program can end.
#pragma once

/** The first eight bytes of a name and its `=` as they lie in memory; both architectures are little-endian. */
#define NAME8(a, b, c, d, e, f, g, h)                                                                                 \
  ((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | (u64)(e) << 32 | (u64)(f) << 40 | (u64)(g) << 48 |    \
   (u64)(h) << 56)

/** BASH_ENV, ENV, NODE_OPTIONS, PYTHONPATH, PYTHONSTARTUP, PERL5OPT, PERL5LIB, PERLLIB, RUBYOPT, RUBYLIB, Java's four, LUA_INIT…. */
static __always_inline bool may_name_code(u64 begin) {
  if ((u32)begin == (u32)NAME8('E', 'N', 'V', '=', 0, 0, 0, 0)) return true;
  switch (begin) {
    case NAME8('B', 'A', 'S', 'H', '_', 'E', 'N', 'V'):
    case NAME8('N', 'O', 'D', 'E', '_', 'O', 'P', 'T'):
    case NAME8('P', 'Y', 'T', 'H', 'O', 'N', 'P', 'A'):
    case NAME8('P', 'Y', 'T', 'H', 'O', 'N', 'S', 'T'):
    case NAME8('P', 'E', 'R', 'L', '5', 'O', 'P', 'T'):
    case NAME8('P', 'E', 'R', 'L', '5', 'L', 'I', 'B'):
    case NAME8('P', 'E', 'R', 'L', 'L', 'I', 'B', '='):
    case NAME8('R', 'U', 'B', 'Y', 'O', 'P', 'T', '='):
    case NAME8('R', 'U', 'B', 'Y', 'L', 'I', 'B', '='):
    case NAME8('J', 'A', 'V', 'A', '_', 'T', 'O', 'O'):
    case NAME8('J', 'D', 'K', '_', 'J', 'A', 'V', 'A'):
    case NAME8('_', 'J', 'A', 'V', 'A', '_', 'O', 'P'):
    case NAME8('C', 'L', 'A', 'S', 'S', 'P', 'A', 'T'):
    case NAME8('L', 'U', 'A', '_', 'I', 'N', 'I', 'T'):
      return true;
  }
  return false;
}

struct environ_walk {
  struct scratch *s;
  u64 at, end;
  u64 off, limit;
  bool complete;
};

static long next_variable(u32 i, struct environ_walk *walk) {
  (void)i;
  if (walk->at >= walk->end) return 1;
  u64 off = walk->off;
  barrier_var(off);
  if (off > REC_DATA - REC_VARIABLE || off > walk->limit) goto unknown;
  u8 *to = walk->s->data + off;
  // A longer one goes on as if it were the next, whose name is then in the middle of a value: a lie that harms its author only.
  long n = bpf_probe_read_user_str(to, REC_VARIABLE, (void *)walk->at);
  if (n <= 0) goto unknown;
  u64 begin = 0;
  __builtin_memcpy(&begin, to, sizeof begin);
  if (n >= (long)sizeof "ENV=" && may_name_code(begin)) {
    if (n == REC_VARIABLE) walk->complete = false;
    walk->off = off + (u64)n;
  }
  // Of one that was cut the last byte read is the NUL that was put there.
  walk->at += n == REC_VARIABLE ? n - 1 : n;
  return 0;
unknown:
  walk->complete = false;
  return 1;
}

/** From Linux 5.17 on, where there is bpf_loop. */
static __always_inline void put_environ(struct scratch *s, struct task_struct *task) {
  u64 off = used(s);
  struct environ_walk walk = {
      .s = s,
      .at = BPF_CORE_READ(task, mm, env_start),
      .end = BPF_CORE_READ(task, mm, env_end),
      .off = off,
      .limit = off + REC_ENVIRON - REC_VARIABLE,
      .complete = true,
  };
  bpf_loop(REC_VARIABLES, next_variable, &walk, 0);
  s->rec.environ.off = off;
  s->rec.environ.len = walk.off - off;
  s->rec.environ_complete = walk.complete && walk.at >= walk.end;
  set_used(s, walk.off);
}
