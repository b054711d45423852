// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//
// Reading the kernel's structures. A pointer whose type the verifier knows is read as in C; any other one by a helper, whose
// call costs ten times as much (17 ns here). A tracepoint's argument has its type, and since 6.2 any address can be given one.
#pragma once

const volatile bool casts = false;         // bpf_rdonly_cast is there
const volatile bool casts_overlay = false; // and the types of overlayfs are the kernel's, not a module's

extern void *bpf_rdonly_cast(const void *at, u32 type) __ksym __weak;

#define TYPED_IF(known, pointer)                                                                                          \
  ((known) ? (typeof(pointer))bpf_rdonly_cast((const void *)(pointer), bpf_core_type_id_kernel(typeof(*(pointer)))) : (pointer))
#define TYPED(pointer) TYPED_IF(casts, pointer)

// `typed`: a constant to the compiler, or one of the above, which is a constant to the verifier.
#define READ(typed, pointer, field) ((typed) ? (pointer)->field : BPF_CORE_READ(pointer, field))
