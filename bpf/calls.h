/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tracing every call of a scope: one record when it enters, with its paths as they are then, one
 * when it returns. User space joins them by thread. The tracepoints are attached only while calls
 * are traced, since they cost every call on the machine.
 *
 * A path argument whose memory is not resident at entry can't be read there; the kernel has read it
 * when the call returns, so it is read then.
 */
#pragma once

#include "bpf/compat.h"
#include "bpf/decide.h"

enum { UNREAD_SLOTS = 4096 };

/* Threads whose last entry had an unreadable path, by hash; one that is pushed out by another stays
 * without. */
u32 unread[UNREAD_SLOTS];

static __always_inline bool is_traced(u32 scope) {
  mishap_opaque(scope);
  return scope && scope_traced[scope & (MISHAP_SCOPES - 1)];
}

static __always_inline u32* unread_mark(u64 tid) {
  mishap_opaque(tid);
  return &unread[tid & (UNREAD_SLOTS - 1)];
}

static __always_inline struct call entered_call(u64 regs, u64 number, u32 scope) {
  struct call c = {.regs = regs, .nr = number, .scope = scope};
  if (is_compat(bpf_get_current_task_btf())) {
    load_compat_arguments(&c);
    to_native(&c);
  } else {
    load_arguments(&c);
  }
  return c;
}

/* Sends one record, with the path of argument WHICH of the call (2: with none). False when it has
 * an argument that could not be read. */
GLOBAL int send_call(const struct call* c nonnull, const struct outcome* o nonnull, u32 which) {
  u32 page = claim_scratch();
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (!scratch) {
    __sync_fetch_and_add(&my_totals()->calls_dropped, 1);
    return 1;
  }
  fill_event(&scratch->event, c, o);
  bool readable = which > 1 || c->abi == MISHAP_COMPAT_UNKNOWN || record_path(c, which, page);
  if (send_record(&call_ring, scratch)) __sync_fetch_and_add(&my_totals()->calls_dropped, 1);
  release_scratch(page);
  return readable;
}

SEC("tp_btf/sys_enter")
int on_call_entered(u64* ctx) {
  u32 scope = current_scope();
  if (!is_traced(scope) || is_owner(bpf_get_current_task_btf())) return 0;
  struct call c = entered_call(ctx[0], ctx[1], scope);
  enum { EXECVE = 59 };
  if (is_launch(bpf_get_current_task_btf()) && c.nr != EXECVE) return 0;
  struct outcome o = {.decision = MISHAP_ENTERED};
  bool all_read = send_call(&c, &o, 0);
  if (c.abi != MISHAP_COMPAT_UNKNOWN && shape_of(&c)->source[1] != MISHAP_SOURCE_NONE) {
    o.decision = MISHAP_SECOND_PATH;
    o.path_argument = 1;
    all_read &= send_call(&c, &o, 1);
  }
  u32 tid = bpf_get_current_pid_tgid();
  if (!all_read) *unread_mark(tid) = tid;
  return 0;
}

/* Calls that change what their own path is relative to, or that leave no registers to read. */
static __always_inline bool moves_its_path(u32 nr) {
  enum { EXECVE = 59, CHDIR = 80, PIVOT_ROOT = 155, CHROOT = 161, EXECVEAT = 322 };
  return nr == EXECVE || nr == CHDIR || nr == PIVOT_ROOT || nr == CHROOT || nr == EXECVEAT;
}

/* A path that came late: with the registers of the return, which still hold the arguments. */
static __always_inline void send_late_path(u64 regs, struct outcome* o, u32 scope) {
  struct call c = entered_call(regs, kfield(regs, struct pt_regs, orig_ax), scope);
  if (moves_its_path(c.nr)) return;
  o->decision = MISHAP_SECOND_PATH;
  for (u32 which = 0; which < 2; which++)
    if (c.abi != MISHAP_COMPAT_UNKNOWN && shape_of(&c)->source[which] >= MISHAP_SOURCE_PATH) {
      o->path_argument = which;
      send_call(&c, o, which);
    }
}

SEC("tp_btf/sys_exit")
int on_call_returned(u64* ctx) {
  u32 scope = current_scope();
  if (!is_traced(scope) || is_owner(bpf_get_current_task_btf())) return 0;
  struct outcome o = {};
  u32 tid = bpf_get_current_pid_tgid();
  if (*unread_mark(tid) == tid) {
    *unread_mark(tid) = 0;
    send_late_path(ctx[0], &o, scope);
  }
  o.decision = MISHAP_RETURNED;
  o.value = ctx[1];
  struct call c = {.scope = scope};
  send_call(&c, &o, 2);
  return 0;
}
