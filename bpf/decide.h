/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one decision behind every hook: does a rule fire on this call? It leaves early at each step:
 * scope, armed image, syscall, path, then the rules in declaration order, of which the first that
 * fires decides.
 */
#pragma once

#include "bpf/event.h"
#include "bpf/scope.h"
#include "bpf/trigger.h"

/* What the steps before the rules found. call_index 0: nothing names this call. */
struct candidate {
  u32 image;
  u32 call_index;
  u32 scope;
};

/* The cheap part, inlined in each hook: is there any rule for (current scope, syscall)? */
static __always_inline struct candidate find_candidate(u32 nr) {
  struct candidate found = {};
  found.scope = current_scope();
  if (!found.scope || !live || nr >= MISHAP_CALLS) return found;
  found.image = scope_image[found.scope & (MISHAP_SCOPES - 1)];
  if (!found.image) return found;
  const u8* arena = arena_bytes();
  if (arena)
    found.call_index =
        arena_u16(arena, found.image + offsetof(struct mishap_image, call_index) + 2 * nr);
  return found;
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

/* Goes through the rules of a call. 0 = the call passes, else the negative errno that it gets. */
GLOBAL s64 decide(const struct candidate* found nonnull, const struct call* c nonnull) {
  const u8* arena = arena_bytes();
  if (!arena || is_launch()) return 0;
  u32 image = found->image;
  u32 call = image + arena_u32(arena, image + offsetof(struct mishap_image, calls)) +
             (found->call_index - 1) * (u32)sizeof(struct mishap_call);
  u64 path_mask = arena_u64(arena, call + offsetof(struct mishap_call, path_mask));
  bool unconditional = arena_u8(arena, call + offsetof(struct mishap_call, unconditional));

  struct paths paths = {};
  if (path_mask) {
    find_paths(image, c, 0, &paths);
    find_paths(image, c, 1, &paths);
    if (!((paths.by_argument[0] | paths.by_argument[1]) & path_mask) && !unconditional &&
        !paths.unknown)
      return 0;
  }
  u32 list = image + arena_u32(arena, image + offsetof(struct mishap_image, lists)) +
             2 * arena_u16(arena, call + offsetof(struct mishap_call, first));
  u32 count = arena_u16(arena, call + offsetof(struct mishap_call, count));
  u32 rules = image + arena_u32(arena, image + offsetof(struct mishap_image, rules));
  for (u32 i = unknown_zero; i < count; i++) {
    loop_may_end;
    u32 rule = rules + arena_u16(arena, list + 2 * i) * (u32)sizeof(struct mishap_rule);
    u32 slot_of_counter = arena_u32(arena, rule + offsetof(struct mishap_rule, counter));
    struct mishap_counter* counter = &counters[slot_of_counter & (MISHAP_COUNTERS - 1)];
    struct outcome o = {.counter = slot_of_counter, .scope = found->scope};
    if (!path_holds(&paths, arena_u8(arena, rule + offsetof(struct mishap_rule, path_bit)),
                    &o.path_argument)) {
      if (paths.unknown) __sync_fetch_and_add(&counter->path_unknown, 1);
      continue;
    }
    bool fires =
        rule_fires(counter, arena_u64(arena, rule + offsetof(struct mishap_rule, probability)));
    o.decision = fires ? MISHAP_FIRED : MISHAP_HELD_BACK;
    o.value = fires ? -(s64)arena_u16(arena, rule + offsetof(struct mishap_rule, error)) : 0;
    send_event(image, c, &o);
    if (fires) return o.value;
  }
  return 0;
}
