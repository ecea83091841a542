/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which scope the current task is in, by its cgroup; and how cgroups made later inherit it. */
#pragma once

#include "bpf/arena.h"
#include "bpf/maps.h"

static __always_inline struct mishap_cgroup_row* row_at(u32 row) {
  mishap_opaque(row); /* or the compiler hoists the bounds check out of the verifier's sight */
  return &rows[row & (MISHAP_CGROUPS - 1)];
}

/* The row of a cgroup, or 0. */
GLOBAL u32 find_row(u64 cgroup_id) {
  u32 row = slot[cgroup_id & (MISHAP_SLOTS - 1)];
  for (u32 i = unknown_zero; i < MISHAP_ROW_CHAIN && row; i++) {
    loop_may_end;
    if (row_at(row)->cgroup_id == cgroup_id) return row;
    row = row_at(row)->next;
  }
  return 0;
}

/* A process as a key of the same table, apart from all cgroup ids. */
static __always_inline u64 process_key(u32 tgid) {
  return 1ull << 62 | tgid;
}

static __always_inline u32 scope_of_key(u64 key) {
  u32 first = slot[key & (MISHAP_SLOTS - 1)];
  if (!first) return 0;
  const struct mishap_cgroup_row* row = row_at(first);
  mishap_opaque(row); /* or the compiler works out its address twice */
  if (row->cgroup_id != key) {
    row = row_at(find_row(key)); /* row 0 has scope 0 */
    mishap_opaque(row);
  }
  return row->scope;
}

/* The id of the current task's cgroup. The members on the way are loaded plainly, as the verifier
 * trusts them (its SAFE_RCU lists). */
static __always_inline u64 current_cgroup(void) {
  return bpf_get_current_task_btf()->cgroups->dfl_cgrp->kn->id;
}

/* Whether it is worth looking further for a task in this cgroup: one table load for all but a few
 * out of scope. */
static __always_inline bool may_be_in_scope(u64 cgroup) {
  return process_scopes || slot[cgroup & (MISHAP_SLOTS - 1)];
}

/* The scope of the current task, which is in this cgroup; 0 = none. */
static __always_inline u32 scope_in(u64 cgroup) {
  u32 scope = scope_of_key(cgroup);
  if (!scope && process_scopes) scope = scope_of_key(process_key(bpf_get_current_task_btf()->tgid));
  return scope;
}

static __always_inline u32 current_scope(void) {
  return scope_in(current_cgroup());
}

static __always_inline u32* slot_of(u64 cgroup_id) {
  mishap_opaque(cgroup_id);
  return &slot[cgroup_id & (MISHAP_SLOTS - 1)];
}

/* Claims a free row for a cgroup. 0 when the table is full. */
GLOBAL u32 claim_row(u64 cgroup_id) {
  for (u32 row = unknown_zero + 1; row < MISHAP_CGROUPS; row++) {
    loop_may_end;
    if (__sync_val_compare_and_swap(&row_at(row)->cgroup_id, 0, cgroup_id) == 0) return row;
  }
  return 0;
}

/* Puts a cgroup into a scope. 0 when the table is full. User space adds rows at the same time,
 * hence the swap. */
GLOBAL u32 add_row(u64 cgroup_id, u32 scope) {
  u32 row = claim_row(cgroup_id);
  if (!row) return 0;
  row_at(row)->scope = scope;
  for (;;) {
    loop_may_end;
    u32 head = *(volatile u32*)slot_of(cgroup_id);
    row_at(row)->next = head;
    if (__sync_val_compare_and_swap(slot_of(cgroup_id), head, row) == head) break;
  }
  return row;
}

/* Unlinks and frees a cgroup's row. */
static __noinline void remove_row(u64 cgroup_id) {
  enum { TOMBSTONE = ~0ull };
  u32 gone = find_row(cgroup_id);
  /* Threads that exit together see the end of their process together: one of them removes. */
  if (!gone ||
      __sync_val_compare_and_swap(&row_at(gone)->cgroup_id, cgroup_id, TOMBSTONE) != cgroup_id)
    return;
  u32 after = row_at(gone)->next;
  u32 row = __sync_val_compare_and_swap(slot_of(cgroup_id), gone, after);
  for (int i = 0; i < MISHAP_ROW_CHAIN && row != gone && row; i++) {
    u32 next = row_at(row)->next;
    if (next == gone) row_at(row)->next = after;
    row = next;
  }
  row_at(gone)->scope = 0;
  row_at(gone)->cgroup_id = 0;
}

/* Only the default (v2) hierarchy counts: kernfs ids of other hierarchies may be equal. */
static __always_inline bool in_default_hierarchy(const struct cgroup* cgroup) {
  return cgroup->root->hierarchy_id == 0;
}

/*
 * A new cgroup below one in scope is in scope before anything can enter it: the tracepoint runs
 * before the directory is activated (kernel/cgroup/cgroup.c, cgroup_mkdir).
 */
SEC("tp_btf/cgroup_mkdir")
int on_cgroup_mkdir(u64* ctx) {
  const struct cgroup* cgroup = (const struct cgroup*)ctx[0];
  if (!in_default_hierarchy(cgroup)) return 0;
  /* A cgroup's `self` is its first member: the parent's address is that of its own cgroup. */
  u64 parent = (u64)cgroup->self.parent;
  if (!parent) return 0;
  u64 parent_id = kfield(kfield(parent, struct cgroup, kn), struct kernfs_node, id);
  u32 scope = row_at(find_row(parent_id))->scope;
  if (scope && !add_row(cgroup->kn->id, scope)) __sync_fetch_and_add(&my_totals()->rows_full, 1);
  return 0;
}

SEC("tp_btf/cgroup_rmdir")
int on_cgroup_rmdir(u64* ctx) {
  const struct cgroup* cgroup = (const struct cgroup*)ctx[0];
  if (in_default_hierarchy(cgroup)) remove_row(cgroup->kn->id);
  return 0;
}

/* A new process of one in scope is in scope before it runs: the tracepoint comes before it is woken
 * (kernel/fork.c, kernel_clone). */
SEC("tp_btf/sched_process_fork")
int on_process_fork(u64* ctx) {
  const struct task_struct* parent = (const struct task_struct*)ctx[0];
  const struct task_struct* child = (const struct task_struct*)ctx[1];
  if (parent->tgid == child->tgid) return 0; /* a thread */
  u32 scope = scope_of_key(process_key(parent->tgid));
  /* One whose end user space has missed may have left its row to the number's next owner. */
  u32 known = find_row(process_key(child->tgid)); /* user space was first */
  if (known)
    row_at(known)->scope = scope;
  else if (scope && !add_row(process_key(child->tgid), scope))
    __sync_fetch_and_add(&my_totals()->rows_full, 1);
  return 0;
}

/* No rule holds any more, and no call is told. The step is unknown to the verifier, or it would go
 * through every round. */
static __noinline void void_all(void) {
  for (u32 scope = unknown_zero; scope < MISHAP_SCOPES; scope += 1 + unknown_zero) {
    loop_may_end;
    u32 index = scope;
    mishap_opaque(index);
    scope_image[index & (MISHAP_SCOPES - 1)] = 0;
    scope_traced[index & (MISHAP_SCOPES - 1)] = 0;
  }
}

/* When the last thread of the owner goes, by whatever death, no rule holds any more. */
SEC("tp_btf/sched_process_exit")
int on_process_exit(u64* ctx) {
  const struct task_struct* task = (const struct task_struct*)ctx[0];
  if (task->signal->live.counter != 0) return 0;
  if ((u32)task->tgid == owner_tgid) void_all();
  if (process_scopes) remove_row(process_key(task->tgid));
  return 0;
}
