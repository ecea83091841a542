/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What happens to a call when it returns: at="exit", and on kernels whose entry hooks can't return
 * 0 (fmod_ret) that too. The entry decides and leaves a note by thread; the return carries it out.
 *
 * A return that the kernel's probe missed (its pool of instances is bounded) leaves its note
 * behind: the thread's next call of the kind finds it, and user space those of threads that made
 * none. Each is counted as a missed decision.
 */
#pragma once

#include "bpf/scope.h"

/* Leaves a note for the current call's return. False when there is no room. */
GLOBAL int await_return(const struct mishap_pending* pending nonnull) {
  struct mishap_pending note = *pending;
  u64 thread = bpf_get_current_pid_tgid();
  if (bpf_map_delete_elem(&returns, &thread) == 0)
    __sync_fetch_and_add(&my_totals()->returns_missed, 1);
  if (bpf_map_update_elem(&returns, &thread, &note, BPF_NOEXIST) == 0) return 1;
  __sync_fetch_and_add(&my_totals()->tables_full, 1);
  return 0;
}

/* A call that is to be told nothing begins: whatever lies there was missed. */
static __always_inline void expect_no_return(void) {
  u64 thread = bpf_get_current_pid_tgid();
  if (bpf_map_delete_elem(&returns, &thread) == 0)
    __sync_fetch_and_add(&my_totals()->returns_missed, 1);
}

static __always_inline void send_signal(u32 signal) {
  if (bpf_send_signal(signal)) __sync_fetch_and_add(&my_totals()->signals_failed, 1);
}

/* The number of the current call, as its caller gave it. */
static __always_inline u16 raw_number(u64 regs) {
  return kfield32(regs, struct pt_regs, orig_ax);
}

/* Whether a result says that a signal came before the call had done anything: the kernel makes it
 * again, or tells EINTR (include/linux/errno.h: ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND; what
 * goes on in restart_syscall is over, as far as this call is concerned). */
static __always_inline bool is_interrupted(s64 result) {
  return result <= -512 && result >= -514;
}

/* Takes the note of the current call, if there is one, and sends its signal. */
static __always_inline bool take_return(struct mishap_pending* note, s64 result) {
  u32 scope = current_scope();
  if (!scope) return false;
  u64 thread = bpf_get_current_pid_tgid();
  struct mishap_pending* pending = bpf_map_lookup_elem(&returns, &thread);
  if (!pending) return false;
  *note = *pending;
  if (bpf_map_delete_elem(&returns, &thread)) return false; /* user space was first */
  if (note->syscall != raw_number((u64)bpf_task_pt_regs(bpf_get_current_task_btf()))) {
    __sync_fetch_and_add(&my_totals()->returns_missed, 1); /* of an earlier call */
    return false;
  }
  mishap_opaque(scope);
  bool rule_is_gone = !scope_image[scope & (MISHAP_SCOPES - 1)];
  if (note->executed && (rule_is_gone || is_interrupted(result))) {
    __sync_fetch_and_add(&counters[note->counter & (MISHAP_COUNTERS - 1)].unfinished, 1);
    return false;
  }
  if (note->signal) send_signal(note->signal);
  return true;
}

SEC("kretprobe.multi")
int on_return(struct pt_regs* ctx) {
  struct mishap_pending note;
  if (take_return(&note, ctx->ax) && !note.signal) bpf_override_return(ctx, note.value);
  return 0;
}

/* The same where the kernel has no override: signals alone. */
SEC("kretprobe.multi")
int on_return_signal(struct pt_regs* ctx) {
  struct mishap_pending note;
  take_return(&note, ctx->ax);
  return 0;
}
