/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one decision behind every hook: does a rule fire on this call? It leaves early at each step:
 * scope, armed image, syscall, path, then the rules in declaration order, of which the first that
 * fires decides.
 *
 * Where the instructions go (ci/bench, fmod_ret on 6.12, x86 instructions beyond an empty program):
 *
 *   out of scope            24   the task's cgroup id and one table load
 *   no rule on the call    120   a function of its own, the exact id, image, call; 32-bit or not
 *   fd= says no             74   more: the call's row, and the descriptor's number before any rule
 *   cached verdict         344   more: descriptor -> file (60), what its path depends on: 13 loads
 *                                of kernel memory, of which each is checked by 7 instructions that
 *                                the JIT adds (150), their hash (50), the rest is bookkeeping
 *   a trigger that holds   140   more: which rules can hold, the rule's row, its counter
 *   rejected by its name   627   more: the walk's beginning, one name, and whether all is still as
 *                                it was when the walk began (190), before it is remembered
 *   a walk of 31 bytes    1600   more: 25 a byte for the automaton, 150 a component
 *
 * Rules that can't hold cost nothing each: path bits lead to the candidates. No loop is without
 * loop_may_end, nothing is allocated but counts by subject when a subject is new, and no lock is
 * shared but that of the event ring, which only calls take that have an event.
 */
#pragma once

#include "bpf/action.h"
#include "bpf/predicates.h"
#include "bpf/scope.h"

/* The first step: is anything armed for the current task? */
static __always_inline bool find_image(struct call* c) {
  u32 scope = scope_in(c->cgroup);
  c->scope = scope;
  mishap_opaque(scope);
  if (!scope) return false;
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
static __always_inline bool is_owner(const struct task_struct* task) {
  return (u32)task->tgid == owner_tgid;
}

/*
 * mishap's own child between fork and exec: it sits in the service's cgroup already, but is not the
 * service yet. The leader is asked, since every thread has the flag from its birth and its
 * process's parent. Daemons that mishap adopts as pid 1 have the flag as well, but are of a program
 * that was started since: each exec has a number more.
 */
static __always_inline bool is_launch(const struct task_struct* task) {
  enum { PF_FORKNOEXEC = 0x40 };
  const struct task_struct* leader = task->group_leader;
  if (!(leader->flags & PF_FORKNOEXEC)) return false;
  const struct task_struct* parent = leader->real_parent;
  return (u32)parent->tgid == owner_tgid && leader->self_exec_id == parent->self_exec_id;
}

enum { NO_NUMBER = -1 }; /* none that a rule can ask for */

/* The descriptor that a call is about, where some rule asks for its number. */
static __always_inline s32 number_of_call(const struct mishap_call* row, const struct call* c) {
  u32 numbered = row->numbered;
  return numbered ? (s32)argument_at(c, numbered - 1) : NO_NUMBER;
}

static __always_inline bool number_holds(const struct mishap_rule* rule, s32 number) {
  return !rule->by_number || rule->number == number;
}

/* Whether what a rule asks of the call holds: enum holding, and which path met it. */
GLOBAL int rule_holds(u32 at, u32 image, const struct paths* paths nonnull,
                      const struct facts* facts nonnull, s32 number) {
  const struct mishap_rule* rule = rule_at(at);
  u32 bit = rule->path_bit, predicate = rule->predicate;
  if (!number_holds(rule, number)) return DOES_NOT_HOLD;
  u32 by = 0;
  bool path = true;
  if (bit != MISHAP_NO_PATH) {
    u64 first = paths->by_argument[0] >> (bit & 63) & 1;
    path = first | (paths->by_argument[1] >> (bit & 63) & 1);
    if (!path && !paths->unknown) return DOES_NOT_HOLD;
    by = first ? 0 : BY_SECOND_PATH;
  }
  u32 rest = predicate ? predicate_holds(image, predicate, facts) : HOLDS;
  if (rest == DOES_NOT_HOLD) return DOES_NOT_HOLD;
  return (path ? rest : HOLDING_UNKNOWN) | by;
}

/* The rules, as bits by their place in the call's list, that ask for one of the path bits met. */
static __always_inline u64 rules_by_path(const struct mishap_call* row, u32 image, u64 met) {
  u64 rules = 0;
  if (row->count == 1) return met != 0;
  for (u32 by_path = image + row->by_path; met;) {
    loop_may_end;
    rules |= arena_u64(arena, by_path + 8 * lowest_bit(met));
    met &= met - 1;
  }
  return rules;
}

/* The rules that can hold for the paths met. */
static __always_inline u64 candidates(const struct mishap_call* row, u32 image,
                                      const struct paths* paths) {
  if (!row->by_path) return row->always;
  u64 met = row->path_mask;
  if (!paths->unknown) met &= paths->by_argument[0] | paths->by_argument[1];
  return row->always | rules_by_path(row, image, met);
}

/* Goes through the rules of any call. True when the caller gets c->value. */
GLOBAL int apply_any(u32 call, struct call* c nonnull, const struct paths* paths nonnull,
                     const struct facts* facts nonnull) {
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  const struct mishap_image* image = arena_row(arena, struct mishap_image, c->image);
  u32 list = c->image + image->lists + 2 * row->list;
  u32 rules = c->image + image->rules;
  u32 count = row->count;
  u64 left = candidates(row, c->image, paths);
  s32 number = number_of_call(row, c);
  mishap_opaque(number);
  bool applied = false;
  int step = GO_ON;
  for (u32 next = unknown_zero; left && next < count;) {
    loop_may_end;
    u32 place = next;
    if (count <= MISHAP_GLOBS) {
      place = lowest_bit(left);
      left &= left - 1;
    } else {
      next++;
    }
    u32 at = rules + arena_u16(arena, list + 2 * place) * (u32)sizeof(struct mishap_rule);
    u32 holding = rule_holds(at, c->image, paths, facts, number);
    if (holding == DOES_NOT_HOLD) continue;
    applied = true;
    step = take_rule(at, c, holding);
    if (step != GO_ON) break;
  }
  if (!applied) count_passed(c);
  return step == OVERRIDE;
}

/* The same where all that can be asked besides the path, which is told by `left`, is the
 * descriptor's number. */
static __always_inline int apply_simple(const struct mishap_call* row, struct call* c, u64 left) {
  const struct mishap_image* image = arena_row(arena, struct mishap_image, c->image);
  u32 list = c->image + image->lists + 2 * row->list;
  u32 rules = c->image + image->rules;
  bool applied = false;
  int step = GO_ON;
  s32 number = number_of_call(row, c);
  for (;;) {
    loop_may_end;
    if (!left) break;
    u32 at =
        rules + arena_u16(arena, list + 2 * lowest_bit(left)) * (u32)sizeof(struct mishap_rule);
    left &= left - 1;
    if (!number_holds(rule_at(at), number)) continue;
    applied = true;
    step = take_rule(at, c, HOLDS);
    if (step != GO_ON) break;
  }
  if (!applied) count_passed(c);
  return step == OVERRIDE;
}

/* Any call, by all that its rules ask for. */
static __always_inline bool decide_any(u32 call, struct call* c, s64 ids, bool by_arguments) {
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  struct paths paths = {.unknown = ids < 0};
  if (by_arguments) {
    load_arguments(c);
    find_paths(c, 0, &paths);
    find_paths(c, 1, &paths);
  } else if (ids > 0) {
    paths.by_argument[0] = mask_of_ids(c->image, ids);
  }
  u64 met = (paths.by_argument[0] | paths.by_argument[1]) & row->path_mask;
  if (!met && !paths.unknown && !row->always) {
    count_passed(c);
    return false;
  }
  struct facts facts = {};
  u32 needs = row->needs;
  if (needs) {
    load_arguments(c);
    find_facts(c->image, c, needs, &facts);
  }
  return apply_any(call, c, &paths, &facts);
}

/* True when the caller gets c->value. Calls whose only path is that of a descriptor are by far the
 * most frequent; most of them are decided here. */
static __always_inline bool decide(u32 call, struct call* c, const struct task_struct* task) {
  if (is_launch(task)) return false;
  const struct mishap_call* row = arena_row(arena, struct mishap_call, call);
  if (row->flags &
      (entry_returns_zero ? MISHAP_ACTS_AT_EXIT : MISHAP_ACTS_AT_EXIT | MISHAP_TELLS_ZERO))
    expect_no_return();
  if ((row->flags & MISHAP_ONE_NUMBER) && number_of_call(row, c) != row->number) {
    count_passed(c);
    return false;
  }
  u32 descriptor = row->descriptor;
  u64 path_mask = row->path_mask;
  s64 ids = 0;
  u64 met = 0;
  if (descriptor) {
    ids = file_ids(c->image, file_of(argument_at(c, descriptor - 1)));
    if (ids > 0) met = mask_of_ids(c->image, ids) & path_mask;
  }
  u64 rules = row->always;
  bool by_arguments = path_mask && !descriptor;
  if (!met && !rules && !by_arguments && ids >= 0) {
    count_passed(c);
    return false;
  }
  if (by_arguments || row->needs || ids < 0 || row->count > MISHAP_GLOBS)
    return decide_any(call, c, ids, by_arguments);
  return apply_simple(row, c, rules | rules_by_path(row, c->image, met));
}
