/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one decision behind every hook: does a rule fire on this call? It leaves early at each step:
 * scope, armed image, syscall, path, then the rules in declaration order, of which the first that
 * fires decides.
 */
#pragma once

#include "bpf/action.h"
#include "bpf/predicates.h"
#include "bpf/scope.h"

/* The first step: is anything armed for the current task? */
static __always_inline bool find_image(struct call* c) {
  u32 scope = current_scope();
  c->scope = scope;
  mishap_opaque(scope);
  if (!scope || !live) return false;
  c->image = scope_image[scope & (MISHAP_SCOPES - 1)];
  return c->image != 0;
}

/* The second: the arena offset of what the rules need to know of this syscall, 0 = none names it.
 */
static __always_inline u32 find_call(const struct call* c) {
  u32 nr = c->nr;
  if (nr >= MISHAP_CALLS) return 0;
  u32 at = arena_u16(arena, c->image + offsetof(struct mishap_image, call_at) + 2 * nr);
  return at ? c->image + 8 * at : 0;
}

/* mishap itself, when its own cgroup is in scope on purpose: it has to stay able to lift the rules.
 * Asked by the hooks; the trial runs in mishap. */
static __always_inline bool is_owner(void) {
  return (u32)bpf_get_current_task_btf()->tgid == owner_tgid;
}

/*
 * mishap's own child between fork and exec: it sits in the service's cgroup already, but is not the
 * service yet. The leader is asked, since every thread has the flag from its birth and its
 * process's parent.
 */
static __always_inline bool is_launch(void) {
  enum { PF_FORKNOEXEC = 0x40 };
  const struct task_struct* leader = bpf_get_current_task_btf()->group_leader;
  return (leader->flags & PF_FORKNOEXEC) && (u32)leader->real_parent->tgid == owner_tgid;
}

/* Where a call stands in the list of its rules. */
struct course {
  u64 left; /* the rules that can still hold: by their place, or ~0 when there are too many for bits
             */
  u32 place;         /* of the next one, then */
  u32 applied;       /* 1: some rule was meant */
  u32 path_argument; /* of the rule found: which path met it */
  u32 unused;
};

/* Whether what a rule asks of the call holds: enum holding. */
static __always_inline int rule_holds(const struct mishap_rule* rule, const struct call* c,
                                      const struct paths* paths, const struct facts* facts,
                                      u32* argument) {
  u8 bit = rule->path_bit;
  u32 predicate = rule->predicate;
  bool path = true;
  *argument = 0;
  if (bit != MISHAP_NO_PATH) {
    u64 met = paths->by_argument[0] >> (bit & 63) & 1;
    u64 other = paths->by_argument[1] >> (bit & 63) & 1;
    *argument = !met;
    path = met | other;
    if (!path && !paths->unknown) return DOES_NOT_HOLD;
  }
  int rest = predicate ? predicate_holds(c->image, predicate, c, facts) : HOLDS;
  return rest == HOLDS && !path ? HOLDING_UNKNOWN : rest;
}

/* The rules, as bits by their place in the call's list, that can hold for the paths met. */
static __always_inline u64 candidates(const struct mishap_call* row, u32 image,
                                      const struct paths* paths) {
  u64 rules = row->always;
  u32 by_path = row->by_path;
  if (!by_path) return rules;
  u64 mask = row->path_mask;
  if (!paths->unknown) mask &= paths->by_argument[0] | paths->by_argument[1];
  for (;;) {
    loop_may_end;
    if (!mask) break;
    rules |= arena_u64(arena, image + by_path + 8 * lowest_bit(mask));
    mask &= mask - 1;
  }
  return rules;
}

/* Goes on to the next rule that holds: its arena offset, or 0 at the end. Rules that could not be
 * told are counted on the way. */
GLOBAL u32 next_rule(u32 call, const struct call* c nonnull, const struct paths* paths nonnull,
                     const struct facts* facts nonnull, struct course* course nonnull) {
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  const struct mishap_image* image = arena_row(arena, struct mishap_image, c->image);
  u32 list = c->image + image->lists + 2 * row->list;
  u32 rules = c->image + image->rules;
  u32 count = row->count;
  for (;;) {
    loop_may_end;
    if (!course->left || course->place >= count) return 0;
    u32 place = course->place;
    if (count <= MISHAP_GLOBS) {
      place = lowest_bit(course->left);
      course->left &= course->left - 1;
    } else {
      course->place++;
    }
    u32 at = rules + arena_u16(arena, list + 2 * place) * (u32)sizeof(struct mishap_rule);
    int holding = rule_holds(rule_at(at), c, paths, facts, &course->path_argument);
    if (holding == DOES_NOT_HOLD) continue;
    course->applied = 1;
    if (holding == HOLDS) return at;
    __sync_fetch_and_add(&counters[rule_at(at)->counter & (MISHAP_COUNTERS - 1)].path_unknown, 1);
  }
  return 0;
}

/* Goes through the rules of a call. True when the caller gets c->value. */
GLOBAL int apply_rules(u32 call, struct call* c nonnull, const struct paths* paths nonnull) {
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  struct course course = {.left = candidates(row, c->image, paths)};
  struct facts facts = {};
  u32 needs = row->needs;
  if (needs) {
    load_arguments(c);
    find_facts(c->image, c, needs, &facts);
  }
  int step = GO_ON;
  for (;;) {
    loop_may_end;
    u32 rule = next_rule(call, c, paths, &facts, &course);
    if (!rule) break;
    step = take_rule(rule, c, course.path_argument);
    if (step != GO_ON) break;
  }
  if (!course.applied) count_passed(c);
  return step == OVERRIDE;
}

/* True when the caller gets c->value. Calls whose only path is that of a descriptor, by far the
 * most frequent, are let pass here when no rule can hold. */
static __always_inline bool decide(u32 call, struct call* c) {
  if (is_launch()) return false;
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  if (row->acts_at_exit) expect_no_return();
  u32 descriptor = row->descriptor;
  u64 path_mask = row->path_mask;
  u64 can_hold = row->always;
  struct paths paths = {};
  if (descriptor) {
    s64 ids = file_ids(c->image, file_of(argument_at(c, descriptor - 1)));
    if (ids > 0) paths.by_argument[0] = mask_of_ids(c->image, ids);
    paths.unknown = ids < 0;
  } else if (path_mask) {
    load_arguments(c);
    find_paths(c, 0, &paths);
    find_paths(c, 1, &paths);
  }
  can_hold |= (paths.by_argument[0] | paths.by_argument[1]) & path_mask;
  if (can_hold || paths.unknown) return apply_rules(call, c, &paths);
  count_passed(c);
  return false;
}
