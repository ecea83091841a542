/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether a rule that a call met fires: counted exactly, drawn from a hash that the seed alone
 * determines. */
#pragma once

#include "bpf/maps.h"

/* The INDEX-th draw of a rule: splitmix64's finalizer (Steele, Lea, Flood 2014) over its salt. */
static __always_inline u64 draw(u64 salt, u64 index) {
  u64 z = salt + (index + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/* Counts the call against the rule and says whether the rule fires. */
static __always_inline bool rule_fires(struct mishap_counter* counter, u64 probability) {
  u64 index = __sync_fetch_and_add(&counter->matched, 1);
  if (probability != ~0ull && draw(counter->salt, index) >= probability) return false;
  __sync_fetch_and_add(&counter->fired, 1);
  return true;
}
