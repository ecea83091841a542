/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a rule that fires does to its call. */
#pragma once

#include "bpf/event.h"
#include "bpf/exit.h"
#include "bpf/trigger.h"

enum step {
  GO_ON,    /* with the next rule */
  PASS,     /* the call, without a look at later rules */
  OVERRIDE, /* the caller gets the call's `value` */
};

enum { BY_SECOND_PATH = 4 }; /* added to an enum holding: by which path */

enum { MISHAP_EINTR = 4, MOST_BYTES = 0x7ffff000 /* that Linux moves at once: MAX_RW_COUNT */ };

/* The caller gets a value now, or where entry hooks can't give it, at the return. */
static __always_inline int override_entry(struct call* c, s64 value, u32 counter) {
  c->value = value;
  if (value || entry_returns_zero) return OVERRIDE;
  struct mishap_pending note = {.counter = counter, .syscall = raw_number(c->regs)};
  c->value = -MISHAP_EINTR; /* replaced at the return */
  return await_return(&note) ? OVERRIDE : PASS;
}

/* The call is carried out, and told otherwise. */
static __always_inline int act_at_exit(const struct call* c, u8 action, s64 value, u32 counter) {
  struct mishap_pending note = {.counter = counter, .syscall = raw_number(c->regs), .executed = 1};
  if (action == MISHAP_CRASH)
    note.signal = value;
  else
    note.value = value;
  await_return(&note);
  return PASS;
}

static __always_inline int crash_at_entry(struct call* c, u32 signal) {
  send_signal(signal);
  c->value = -MISHAP_EINTR; /* for a program that lives on */
  return OVERRIDE;
}

/* What a call that fully succeeds returns, or SIZE_UNREADABLE, or SIZE_NONE: it can't succeed. */
static __always_inline s64 success_of(struct call* c) {
  if (!shape_of(c)->success_is_size) return 0;
  load_arguments(c);
  s64 size = size_of_call(c);
  return size > MOST_BYTES ? MOST_BYTES : size;
}

/* Carries out the action of a rule that fires; says in `o` what the caller is told. */
static __always_inline int act(const struct mishap_rule* rule, struct call* c, s64 success,
                               struct outcome* o) {
  u8 action = rule->action;
  s64 value = rule->value;
  if (action == MISHAP_TRACE) return GO_ON;
  if (action == MISHAP_ALLOW) return PASS;
  if (rule->at_exit) {
    o->value = action == MISHAP_RETURN ? value : 0;
    return act_at_exit(c, action, value, o->counter);
  }
  if (action == MISHAP_CRASH) return crash_at_entry(c, value);
  if (action == MISHAP_SKIP) {
    value = success;
    /* Of no bytes: the call itself says the same where it can't be told 0. */
    if (!value && shape_of(c)->success_is_size && !entry_returns_zero) return PASS;
  }
  o->value = value;
  return override_entry(c, value, o->counter);
}

/* Lets a rule act that fires on a call: enum step. */
GLOBAL int fire(u32 at, struct call* c nonnull, u32 path_argument) {
  const struct mishap_rule* rule = rule_at(at);
  struct outcome o = {
      .path_argument = path_argument, .counter = rule->counter, .decision = MISHAP_FIRED};
  struct mishap_counter* counter = &counters[o.counter & (MISHAP_COUNTERS - 1)];
  s64 success = rule->action == MISHAP_SKIP ? success_of(c) : 0;
  if (success < 0) { /* more vectors than there may be, or they can't be read */
    if (success == SIZE_UNREADABLE) __sync_fetch_and_add(&counter->path_unknown, 1);
    return GO_ON;
  }
  __sync_fetch_and_add(&counter->fired, 1);
  int step = act(rule, c, success, &o);
  send_event(c, &o);
  return step;
}

/* A call that a rule was meant for and lets go. */
GLOBAL int hold_back(u32 at, struct call* c nonnull, u32 path_argument) {
  struct outcome o = {.path_argument = path_argument,
                      .counter = rule_at(at)->counter,
                      .decision = MISHAP_HELD_BACK};
  send_event(c, &o);
  return GO_ON;
}

/* The trigger of a rule with per=: 1 when it admits the call. */
GLOBAL int subject_admits(u32 at, struct call* c nonnull, u32 path_argument, u64 index) {
  const struct mishap_rule* rule = rule_at(at);
  u64 subject = subject_of(c, rule->per, path_argument);
  rule = rule_at(at);
  if (subject == ~0ull && rule->per == MISHAP_PER_PATH) {
    __sync_fetch_and_add(&counters[rule->counter & (MISHAP_COUNTERS - 1)].path_unknown, 1);
    return 0;
  }
  struct mishap_tally* tally = tally_of(rule->counter, subject);
  if (!tally) {
    __sync_fetch_and_add(&my_totals()->tables_full, 1);
    return 0;
  }
  u64 n = __sync_fetch_and_add(&tally->matched, 1) + 1;
  rule = rule_at(at);
  return rule_admits(rule, &counters[rule->counter & (MISHAP_COUNTERS - 1)], index, n,
                     &tally->admitted);
}

/* The trigger of a rule that counts all calls together. */
GLOBAL int trigger_fires(u32 at, u64 index) {
  const struct mishap_rule* rule = rule_at(at);
  struct mishap_counter* counter = &counters[rule->counter & (MISHAP_COUNTERS - 1)];
  return rule_admits(rule, counter, index, index + 1, &counter->admitted);
}

/* Counts a call that a rule is meant for, and lets the rule act if it fires: enum step. `holding`:
 * enum holding, perhaps BY_SECOND_PATH. */
static __always_inline int take_rule(u32 at, struct call* c, u32 holding) {
  const struct mishap_rule* rule = rule_at(at);
  struct mishap_counter* counter = &counters[rule->counter & (MISHAP_COUNTERS - 1)];
  u32 path_argument = (holding & BY_SECOND_PATH) != 0;
  if ((holding & ~BY_SECOND_PATH) == HOLDING_UNKNOWN) {
    __sync_fetch_and_add(&counter->path_unknown, 1);
    return rule->action == MISHAP_ALLOW ? PASS : GO_ON; /* when in doubt, no fault */
  }
  bool triggered = rule->triggered, by_subject = rule->per != MISHAP_PER_RULE;
  u64 index = __sync_fetch_and_add(&counter->matched, 1);
  if (triggered && !(by_subject ? subject_admits(at, c, path_argument, index)
                                : in_range(rule, index + 1) && trigger_fires(at, index))) {
    if (index < MISHAP_TOLD) return hold_back(at, c, path_argument);
    __sync_fetch_and_add(&counter->untold, 1);
    return GO_ON;
  }
  return fire(at, c, path_argument);
}
