/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which scope the current task is in, by its cgroup; and how cgroups made later inherit it. */
#pragma once

#include "bpf/maps.h"

/* Rows whose ids share their low 16 bits are chained; kernfs ids are cyclic, so chains of more than two are rare. */
enum { ROW_CHAIN = 8 };

/* The row of a cgroup, or 0. */
static __always_inline u32 find_row(u64 cgroup_id) {
  u32 row = slot[cgroup_id & (MISHAP_SLOTS - 1)];
  for (int i = 0; i < ROW_CHAIN && row; i++) {
    row &= MISHAP_CGROUPS - 1;
    if (rows[row].cgroup_id == cgroup_id)
      return row;
    row = rows[row].next;
  }
  return 0;
}

/* The scope of the current task, 0 = none. Out of scope costs one table load. */
static __always_inline u32 current_scope(void) {
  u64 id = bpf_get_current_cgroup_id();
  if (!slot[id & (MISHAP_SLOTS - 1)])
    return 0;
  return rows[find_row(id)].scope; /* row 0 has scope 0 */
}

/* Claims a free row for a cgroup and publishes it. False when the table is full. */
static __noinline bool add_row(u64 cgroup_id, u32 scope) {
  for (u32 row = unknown_zero + 1; row < MISHAP_CGROUPS; row++) {
    loop_may_end;
    struct mishap_cgroup_row *free_row = &rows[row & (MISHAP_CGROUPS - 1)];
    if (__sync_val_compare_and_swap(&free_row->cgroup_id, 0, cgroup_id) != 0)
      continue;
    free_row->scope = scope;
    free_row->next = slot[cgroup_id & (MISHAP_SLOTS - 1)];
    slot[cgroup_id & (MISHAP_SLOTS - 1)] = row;
    return true;
  }
  return false;
}

/* Unlinks and frees a cgroup's row. */
static __noinline void remove_row(u64 cgroup_id) {
  u32 gone = find_row(cgroup_id);
  if (!gone)
    return;
  u16 *link = &slot[cgroup_id & (MISHAP_SLOTS - 1)];
  u32 row = *link & (MISHAP_CGROUPS - 1);
  if (row == gone) {
    *link = rows[gone].next;
  } else {
    for (int i = 0; i < ROW_CHAIN && row; i++) {
      u32 next = rows[row].next & (MISHAP_CGROUPS - 1);
      if (next == gone) {
        rows[row].next = rows[gone].next;
        break;
      }
      row = next;
    }
  }
  rows[gone].scope = 0;
  rows[gone].cgroup_id = 0;
}

/* Only the default (v2) hierarchy counts: kernfs ids of other hierarchies may be equal. */
static __always_inline bool in_default_hierarchy(const struct cgroup *cgroup) {
  return cgroup->root->hierarchy_id == 0;
}

/*
 * A new cgroup below one in scope is in scope before anything can enter it: the tracepoint runs before the directory is
 * activated (kernel/cgroup/cgroup.c, cgroup_mkdir).
 */
SEC("tp_btf/cgroup_mkdir")
int on_cgroup_mkdir(u64 *ctx) {
  const struct cgroup *cgroup = (const struct cgroup *)ctx[0];
  if (!in_default_hierarchy(cgroup))
    return 0;
  /* `self` is the first member, so a parent's subsystem state is its cgroup. */
  const struct cgroup *parent = (const struct cgroup *)cgroup->self.parent;
  if (!parent)
    return 0;
  u64 parent_id = kfield(kfield((u64)0 + (u64)parent, struct cgroup, kn), struct kernfs_node, id);
  u32 scope = rows[find_row(parent_id)].scope;
  if (scope && !add_row(cgroup->kn->id, scope))
    __sync_fetch_and_add(&my_totals()->rows_full, 1);
  return 0;
}

SEC("tp_btf/cgroup_rmdir")
int on_cgroup_rmdir(u64 *ctx) {
  const struct cgroup *cgroup = (const struct cgroup *)ctx[0];
  if (in_default_hierarchy(cgroup))
    remove_row(cgroup->kn->id);
  return 0;
}

/* When the last thread of the owner goes, by whatever death, no rule holds any more. */
SEC("tp_btf/sched_process_exit")
int on_process_exit(u64 *ctx) {
  const struct task_struct *task = (const struct task_struct *)ctx[0];
  if ((u32)task->tgid == owner_tgid && task->signal->live.counter == 0)
    live = 0;
  return 0;
}
