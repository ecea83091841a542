/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What rules ask of a call besides its path: what is behind the descriptor, how many bytes,
 * which peer. A call's facts are gathered once, and only those that some rule of the call asks for.
 */
#pragma once

#include "bpf/peer.h"
#include "bpf/size.h"

/* Whether what a rule asks of a call holds. */
enum holding { DOES_NOT_HOLD, HOLDS, HOLDING_UNKNOWN };

struct facts {
  struct peer peer;
  u64 size;
  u8 has_size;
  u8 kind;    /* enum mishap_file_kind, 0 = none of them */
  u8 unknown; /* MISHAP_ASKS_* that could not be read */
};

/* What is behind a descriptor, by the type bits of its inode's mode. */
static __always_inline u8 kind_of(u64 file) {
  u64 inode = kfield(file, struct file, f_inode);
  switch ((u16)kfield(inode, struct inode, i_mode) & 0170000) {
    case 0140000:
      return MISHAP_KIND_SOCKET;
    case 0100000:
    case 0040000:
      return file && inode ? MISHAP_KIND_FILE : 0;
    case 0010000:
      return MISHAP_KIND_PIPE;
  }
  return 0;
}

static __always_inline u64 file_of_call(const struct call* c) {
  u8 arg = shape_of(c)->descriptor;
  return arg < 6 ? file_of(argument_at(c, arg)) : 0;
}

/* Gathers what NEEDS (MISHAP_ASKS_*) names. */
GLOBAL int find_facts(u32 image, const struct call* c nonnull, u32 needs,
                      struct facts* facts nonnull) {
  if (needs & MISHAP_ASKS_KIND) facts->kind = kind_of(file_of_call(c));
  if (needs & MISHAP_ASKS_SIZE) {
    s64 size = size_of_call(c);
    facts->has_size = size >= 0;
    facts->size = size;
    if (size == SIZE_UNREADABLE) facts->unknown |= MISHAP_ASKS_SIZE;
  }
  if (needs & MISHAP_ASKS_PEER) {
    u64 file = file_of_call(c);
    if (kind_of(file) == MISHAP_KIND_SOCKET && find_peer(image, c, file, &facts->peer))
      facts->unknown |= MISHAP_ASKS_PEER;
  }
  return 0;
}

/* True when the call is meant by one of a predicate's peers. */
GLOBAL int peer_holds(u32 image, u32 predicate, const struct facts* facts nonnull) {
  if (!facts->peer.kind) return 0;
  u32 count = arena_u16(arena, predicate + offsetof(struct mishap_predicate, peer_count));
  u32 at = image + arena_u32(arena, image + offsetof(struct mishap_image, peers)) +
           arena_u32(arena, predicate + offsetof(struct mishap_predicate, first_peer)) *
               (u32)sizeof(struct mishap_peer);
  for (u32 i = unknown_zero; i < count; i++, at += sizeof(struct mishap_peer)) {
    loop_may_end;
    if (arena_u8(arena, at + offsetof(struct mishap_peer, kind)) != facts->peer.kind) continue;
    if (facts->peer.kind != MISHAP_PEER_INET) {
      u8 bit = arena_u8(arena, at + offsetof(struct mishap_peer, path_bit));
      if (facts->peer.path_bits & 1ull << (bit & 63)) return 1;
      continue;
    }
    u16 port = arena_u16(arena, at + offsetof(struct mishap_peer, port));
    u64 high = facts->peer.address[0] & arena_u64(arena, at + offsetof(struct mishap_peer, mask));
    u64 low =
        facts->peer.address[1] & arena_u64(arena, at + offsetof(struct mishap_peer, mask) + 8);
    if (high == arena_u64(arena, at + offsetof(struct mishap_peer, address)) &&
        low == arena_u64(arena, at + offsetof(struct mishap_peer, address) + 8) &&
        (!port || port == facts->peer.port))
      return 1;
  }
  return 0;
}

/* Whether predicate number INDEX of the image, counted from 1, holds for the call. */
GLOBAL int predicate_holds(u32 image, u32 index, const struct facts* facts nonnull) {
  u32 at = image + arena_u32(arena, image + offsetof(struct mishap_image, predicates)) +
           (index - 1) * (u32)sizeof(struct mishap_predicate);
  u8 asks = arena_u8(arena, at + offsetof(struct mishap_predicate, asks));
  if (asks & MISHAP_ASKS_KIND &&
      facts->kind != arena_u8(arena, at + offsetof(struct mishap_predicate, kind)))
    return DOES_NOT_HOLD;
  u8 known = asks & ~facts->unknown;
  if (known & MISHAP_ASKS_SIZE &&
      (!facts->has_size ||
       facts->size < arena_u64(arena, at + offsetof(struct mishap_predicate, size_min)) ||
       facts->size > arena_u64(arena, at + offsetof(struct mishap_predicate, size_max))))
    return DOES_NOT_HOLD;
  if (known & MISHAP_ASKS_PEER && !peer_holds(image, at, facts)) return DOES_NOT_HOLD;
  return known == asks ? HOLDS : HOLDING_UNKNOWN;
}
