/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Running the backwards automaton. Dentries come leaf first, so the automaton reads a path from its
 * last byte to its first: most files are rejected at their last byte, and no string is built.
 * user/compile/ makes the tables.
 *
 * One source for BPF and for the host, where it is fuzzed and property-tested.
 */
#pragma once

#include "bpf/arena.h"

/* What the loops below need of struct mishap_automaton, loaded once. */
struct glob {
  u32 class_of; /* arena offset */
  u32 table;    /* arena offset */
  u32 classes;
  u32 absorbing;
  u32 state;
};

MISHAP_INLINE void glob_start(struct glob* g, const u8* arena, u32 image, u32 automaton) {
  u32 at = image + automaton;
  g->classes = arena_u32(arena, at + __builtin_offsetof(struct mishap_automaton, classes));
  g->absorbing = arena_u32(arena, at + __builtin_offsetof(struct mishap_automaton, absorbing));
  g->state = arena_u32(arena, at + __builtin_offsetof(struct mishap_automaton, start));
  g->table = image + arena_u32(arena, at + __builtin_offsetof(struct mishap_automaton, table));
  g->class_of = at + __builtin_offsetof(struct mishap_automaton, class_of);
}

/* True when no further byte can change the result. */
MISHAP_INLINE int glob_settled(const struct glob* g) {
  return g->state < g->absorbing;
}

MISHAP_INLINE void glob_step(struct glob* g, const u8* arena, u8 byte) {
  u32 cls = arena_u8(arena, g->class_of + byte);
  g->state = arena_u16(arena, g->table + 2 * (g->state * g->classes + cls));
}

/* Result id of the path read so far, if it ends here. */
MISHAP_INLINE u32 glob_result(const struct glob* g, const u8* arena, u32 image, u32 automaton) {
  u32 results =
      arena_u32(arena, image + automaton + __builtin_offsetof(struct mishap_automaton, results));
  return arena_u16(arena, image + results + 2 * g->state);
}
