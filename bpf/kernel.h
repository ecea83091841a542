/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading kernel memory cheaply. Addresses are plain numbers here, so that code can walk, compare
 * and hash them without the verifier's pointer types in the way; every load is a PROBE_MEM one: a
 * bad address reads as 0, it never faults.
 */
#pragma once

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "vmlinux/vmlinux.h"

/* Inlined to one move by the verifier (Linux 6.2, a35b9af4ec2c "bpf: Add a kfunc for generic type
 * cast"). */
extern void* bpf_rdonly_cast(const void* obj, __u32 btf_id) __ksym;

/*
 * Eight bytes at a kernel address, as a scalar. The load is written out, since the compiler would
 * merge it with loads through other kinds of pointers, which the verifier refuses ("same insn
 * cannot be used with different pointers").
 */
static __always_inline __u64 kread(__u64 address) {
  const void* word =
      bpf_rdonly_cast((const void*)address, bpf_core_type_id_kernel(struct timespec64));
  __u64 value;
  asm volatile("%0 = *(u64 *)(%1 + 0)" : "=r"(value) : "r"(word));
  return value;
}

static __always_inline __u32 kread32(__u64 address) {
  return (__u32)kread(address);
}

/* kread(ADDRESS of a TYPE, MEMBER): the member, eight bytes of it. */
#define kfield(address, type, member) kread((address) + bpf_core_field_offset(type, member))
#define kfield32(address, type, member) ((__u32)kfield(address, type, member))

/* Zero, which the verifier takes for unknown (a read-only one it would look up), so that loops that
 * count from it converge. */
static volatile __u32 unknown_zero;

/*
 * Leaves the enclosing loop when the program has run for very long (8 million rounds): the verifier
 * then accepts any loop. Linux 6.9, 011832b97b31 "bpf: Introduce may_goto instruction"; older
 * assemblers have no name for it.
 */
#define loop_may_end                                                                    \
  ({                                                                                    \
    __label__ l_break, l_continue;                                                      \
    asm volatile goto(                                                                  \
        "1: .byte 0xe5; .byte 0; .long ((%l[l_break] - 1b - 8) / 8) & 0xffff; .short 0" \
        :                                                                               \
        :                                                                               \
        :                                                                               \
        : l_break);                                                                     \
    goto l_continue;                                                                    \
  l_break:                                                                              \
    break;                                                                              \
  l_continue:;                                                                          \
  })

/*
 * A function that the verifier checks once, by itself, instead of anew for each state of each
 * caller: without it the walk alone passes a million instructions. Pointer arguments are marked, so
 * that callees need not test for null (Linux 6.8, 94e1c70a3452 "bpf: support 'arg:xxx'
 * btf_decl_tag-based hints for global subprog args").
 */
#define GLOBAL __attribute__((noinline))
#define nonnull __attribute__((btf_decl_tag("arg:nonnull")))

/* The number of the lowest bit that is set (Leiserson, Prokop, Randall 1998: a de Bruijn sequence
 * shifted by a multiplication). */
static __always_inline __u32 lowest_bit(__u64 bits) {
  static const __u8 place[64] = {0,  1,  48, 2,  57, 49, 28, 3,  61, 58, 50, 42, 38, 29, 17, 4,
                                 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
                                 63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11,
                                 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9,  13, 8,  7,  6};
  return place[((bits & -bits) * 0x03f79d71b4cb0a89ull) >> 58];
}
