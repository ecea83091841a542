/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether a rule that a call met fires: counted exactly, drawn from a hash that the seed alone
 * determines. */
#pragma once

#include "bpf/tally.h"

/* The INDEX-th draw of a rule: splitmix64 over its salt. */
static __always_inline u64 draw(u64 salt, u64 index) {
  return mix(salt + (index + 1) * 0x9e3779b97f4a7c15ull);
}

static __always_inline const struct mishap_rule* rule_at(u32 offset) {
  return arena_row(arena, struct mishap_rule, offset);
}

static __always_inline bool in_range(const struct mishap_rule* rule, u64 n) {
  return n >= rule->first && n <= rule->last;
}

/* True when the trigger lets call number N (from 1) fire. */
static __always_inline bool trigger_admits(const struct mishap_rule* rule, u64 n) {
  u64 step = rule->step;
  return in_range(rule, n) && (step <= 1 || (n - rule->first) % step == 0);
}

/* True for the first `times` calls that get here. Exact on any number of CPUs. */
static __always_inline bool takes_turn(const struct mishap_rule* rule, u64* admitted) {
  u64 times = rule->times;
  return times == ~0ull || __sync_fetch_and_add(admitted, 1) < times;
}

/* Whether call number INDEX (from 0) of a rule fires, N-th (from 1) of those that its trigger
 * counts together. */
static __always_inline bool rule_admits(const struct mishap_rule* rule,
                                        const struct mishap_counter* counter, u64 index, u64 n,
                                        u64* admitted) {
  if (!trigger_admits(rule, n)) return false;
  u64 probability = rule->probability;
  if (probability != ~0ull && draw(counter->salt, index) >= probability) return false;
  return takes_turn(rule, admitted);
}
