/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Loads from the arena. The same source runs in BPF, where the masks are what tells the verifier
 * that an offset cannot leave the map, and on the host, where they change nothing.
 */
#pragma once

#include "bpf/abi.h"

#ifdef __bpf__
#define MISHAP_INLINE static inline __attribute__((always_inline))
/* Keeps the compiler from proving the mask away or splitting it. */
#define mishap_opaque(x) asm volatile("" : "+r"(x))
#else
#define MISHAP_INLINE static inline
#define mishap_opaque(x) (void)0
#endif

/* The row at an offset, of up to MISHAP_ROW_BYTES. */
#define arena_row(arena, type, offset) ((const type*)arena_bytes_at(arena, offset))
MISHAP_INLINE const u8* arena_bytes_at(const u8* arena, u32 offset) {
  u64 at = offset;
  mishap_opaque(at);
  at &= MISHAP_ARENA_BYTES - 8;
  return arena + at;
}

MISHAP_INLINE u8 arena_u8(const u8* arena, u32 offset) {
  u64 at = offset;
  mishap_opaque(at);
  at &= MISHAP_ARENA_BYTES - 1;
  return arena[at];
}

MISHAP_INLINE u16 arena_u16(const u8* arena, u32 offset) {
  u64 at = offset;
  mishap_opaque(at);
  at &= MISHAP_ARENA_BYTES - 2;
  return *(const u16*)(arena + at);
}

MISHAP_INLINE u32 arena_u32(const u8* arena, u32 offset) {
  u64 at = offset;
  mishap_opaque(at);
  at &= MISHAP_ARENA_BYTES - 4;
  return *(const u32*)(arena + at);
}

MISHAP_INLINE u64 arena_u64(const u8* arena, u32 offset) {
  u64 at = offset;
  mishap_opaque(at);
  at &= MISHAP_ARENA_BYTES - 8;
  return *(const u64*)(arena + at);
}
