/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one decision behind every hook: does a rule fire on this call? It leaves early at each step:
 * scope, armed image, syscall, path, then the rules in declaration order, of which the first that
 * fires decides.
 */
#pragma once

#include "bpf/event.h"
#include "bpf/predicates.h"
#include "bpf/scope.h"
#include "bpf/trigger.h"

/* What the steps before the rules found. call_index 0: nothing names this call. */
struct candidate {
  u32 image;
  u32 call_index;
  u32 scope;
};

/* The first step, inlined in each hook: is anything armed for the current task? */
static __always_inline struct candidate find_image(void) {
  struct candidate found = {.scope = current_scope()};
  if (found.scope && live) found.image = scope_image[found.scope & (MISHAP_SCOPES - 1)];
  return found;
}

/* The second: is there any rule for this syscall? */
static __always_inline void find_rules(struct candidate* found, u32 nr) {
  const u8* arena = arena_bytes();
  if (arena && found->image && nr < MISHAP_CALLS)
    found->call_index =
        arena_u16(arena, found->image + offsetof(struct mishap_image, call_index) + 2 * nr);
}

/* mishap itself, when its own cgroup is in scope on purpose: it has to stay able to lift the rules.
 * Asked by the hooks; the trial runs in mishap. */
static __always_inline bool is_owner(void) {
  return bpf_get_current_pid_tgid() >> 32 == owner_tgid;
}

/*
 * mishap's own child between fork and exec: it sits in the service's cgroup already, but is not the
 * service yet. The leader is asked, since every thread has the flag from its birth and its
 * process's parent.
 */
static __always_inline bool is_launch(void) {
  enum { PF_FORKNOEXEC = 0x40 };
  u64 task = kfield(bpf_get_current_task(), struct task_struct, group_leader);
  return (kfield32(task, struct task_struct, flags) & PF_FORKNOEXEC) &&
         kfield32(kfield(task, struct task_struct, real_parent), struct task_struct, tgid) ==
             owner_tgid;
}

/* True when the rule's path predicate holds; says by which argument. */
static __always_inline bool path_holds(const struct paths* paths, u8 path_bit, u8* argument) {
  *argument = 0;
  if (path_bit == MISHAP_NO_PATH) return true;
  u64 bit = 1ull << (path_bit & 63);
  if (paths->by_argument[0] & bit) return true;
  *argument = 1;
  return paths->by_argument[1] & bit;
}

/* What is known of a call when its rules are gone through. */
struct known {
  struct paths paths;
  struct facts facts;
};

/* Whether what a rule asks of the call holds, its path and the rest: enum holding. Says in `o` by
 * which path argument. */
GLOBAL int rule_holds(u32 image, u32 rule, const struct call* c nonnull,
                      const struct known* known nonnull, struct outcome* o nonnull) {
  const u8* arena = arena_bytes();
  if (!arena) return DOES_NOT_HOLD;
  u8 bit = arena_u8(arena, rule + offsetof(struct mishap_rule, path_bit));
  bool path = path_holds(&known->paths, bit, &o->path_argument);
  if (!path && !known->paths.unknown) return DOES_NOT_HOLD;
  u32 predicate = arena_u16(arena, rule + offsetof(struct mishap_rule, predicate));
  int rest = predicate ? predicate_holds(image, predicate, c, &known->facts) : HOLDS;
  return rest == HOLDS && !path ? HOLDING_UNKNOWN : rest;
}

/* Arena offset of a rule's trigger, or 0. */
static __always_inline u32 trigger_of(const u8* arena, u32 image, u32 rule) {
  u32 index = arena_u16(arena, rule + offsetof(struct mishap_rule, trigger));
  if (!index) return 0;
  return image + arena_u32(arena, image + offsetof(struct mishap_image, triggers)) +
         (index - 1) * (u32)sizeof(struct mishap_trigger);
}

/* Counts a call that a rule holds for, and says in `o` what becomes of it. */
GLOBAL int take_rule(u32 image, u32 rule, int holding, struct outcome* o nonnull) {
  const u8* arena = arena_bytes();
  if (!arena) return 0;
  o->counter = arena_u32(arena, rule + offsetof(struct mishap_rule, counter));
  struct mishap_counter* counter = &counters[o->counter & (MISHAP_COUNTERS - 1)];
  if (holding == HOLDING_UNKNOWN) {
    __sync_fetch_and_add(&counter->path_unknown, 1);
    return 0;
  }
  bool fires =
      rule_fires(arena, trigger_of(arena, image, rule),
                 arena_u64(arena, rule + offsetof(struct mishap_rule, probability)), counter);
  o->decision = fires ? MISHAP_FIRED : MISHAP_HELD_BACK;
  o->value = fires ? -(s64)arena_u16(arena, rule + offsetof(struct mishap_rule, error)) : 0;
  return 0;
}

/* Goes through the rules of a call. 0 = it passes, else the negative errno that it gets. */
GLOBAL s64 apply_rules(const struct candidate* found nonnull, const struct call* c nonnull,
                       u32 call, const struct known* known nonnull) {
  const u8* arena = arena_bytes();
  if (!arena) return 0;
  u32 image = found->image;
  u32 list = image + arena_u32(arena, image + offsetof(struct mishap_image, lists)) +
             2 * arena_u16(arena, call + offsetof(struct mishap_call, first));
  u32 count = arena_u16(arena, call + offsetof(struct mishap_call, count));
  u32 rules = image + arena_u32(arena, image + offsetof(struct mishap_image, rules));
  for (u32 i = unknown_zero; i < count; i++) {
    loop_may_end;
    u32 rule = rules + arena_u16(arena, list + 2 * i) * (u32)sizeof(struct mishap_rule);
    struct outcome o = {.scope = found->scope};
    int holding = rule_holds(image, rule, c, known, &o);
    if (holding == DOES_NOT_HOLD) continue;
    take_rule(image, rule, holding, &o);
    if (!o.decision) continue;
    send_event(image, c, &o);
    if (o.decision == MISHAP_FIRED) return o.value;
  }
  return 0;
}

/* Learns what the rules of a call ask for, and goes through them unless none can hold. */
GLOBAL s64 decide(const struct candidate* found nonnull, const struct call* c nonnull) {
  const u8* arena = arena_bytes();
  if (!arena || is_launch()) return 0;
  u32 image = found->image;
  u32 call = image + arena_u32(arena, image + offsetof(struct mishap_image, calls)) +
             (found->call_index - 1) * (u32)sizeof(struct mishap_call);
  struct known known = {};
  u64 path_mask = arena_u64(arena, call + offsetof(struct mishap_call, path_mask));
  if (path_mask) {
    struct paths* paths = &known.paths;
    find_paths(image, c, 0, paths);
    find_paths(image, c, 1, paths);
    if (!((paths->by_argument[0] | paths->by_argument[1]) & path_mask) && !paths->unknown &&
        !arena_u8(arena, call + offsetof(struct mishap_call, unconditional)))
      return 0;
  }
  u32 needs = arena_u8(arena, call + offsetof(struct mishap_call, needs));
  if (needs) find_facts(image, c, needs, &known.facts);
  return apply_rules(found, c, call, &known);
}
