/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether a rule that a call met fires: counted exactly, drawn from a hash that the seed alone
 * determines. */
#pragma once

#include "bpf/arena.h"
#include "bpf/maps.h"

/* The INDEX-th draw of a rule: splitmix64's finalizer (Steele, Lea, Flood 2014) over its salt. */
static __always_inline u64 draw(u64 salt, u64 index) {
  u64 z = salt + (index + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/* True when the trigger at an arena offset lets call number N (from 1) fire. */
static __always_inline bool trigger_admits(const u8* arena, u32 trigger, u64 n) {
  u64 first = arena_u64(arena, trigger + offsetof(struct mishap_trigger, first));
  u64 step = arena_u64(arena, trigger + offsetof(struct mishap_trigger, step));
  if (n < first || n > arena_u64(arena, trigger + offsetof(struct mishap_trigger, last)))
    return false;
  return step == 1 || !step || (n - first) % step == 0;
}

/* True for the first `times` calls that get here. Exact on any number of CPUs. */
static __always_inline bool takes_turn(const u8* arena, u32 trigger,
                                       struct mishap_counter* counter) {
  u64 times = arena_u64(arena, trigger + offsetof(struct mishap_trigger, times));
  return times == ~0ull || __sync_fetch_and_add(&counter->admitted, 1) < times;
}

/* Counts the call against the rule and says whether the rule fires. `trigger`: its arena offset, or
 * 0. */
static __always_inline bool rule_fires(const u8* arena, u32 trigger, u64 probability,
                                       struct mishap_counter* counter) {
  u64 index = __sync_fetch_and_add(&counter->matched, 1);
  if (trigger && !trigger_admits(arena, trigger, index + 1)) return false;
  if (probability != ~0ull && draw(counter->salt, index) >= probability) return false;
  if (trigger && !takes_turn(arena, trigger, counter)) return false;
  __sync_fetch_and_add(&counter->fired, 1);
  return true;
}
