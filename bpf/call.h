/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The call that is decided on. Its arguments are loaded only when something looks at them: most
 * calls in scope are let pass by what one register holds.
 */
#pragma once

#include "bpf/maps.h"

struct call {
  u64 args[6];
  u64 regs; /* the caller's registers, at a kernel address */
  union {
    u64 cgroup; /* in: the id of the caller's */
    s64 value;  /* out: what the caller gets */
  };
  u32 nr;    /* of the native call, whoever makes it */
  u32 image; /* arena offset of the rules that are in force */
  u32 scope;
  u8 abi;    /* enum mishap_abi */
  u8 loaded; /* args are */
  u8 unused[2];
};

struct mishap_shape shapes[MISHAP_CALLS]; /* set by the loader from plan/syscalls */

static __always_inline const struct mishap_shape* shape_of(const struct call* c) {
  u32 nr = c->nr;
  mishap_opaque(nr);
  return &shapes[nr & (MISHAP_CALLS - 1)];
}

/* The arguments of 64-bit code, from its registers. */
static __always_inline void load_arguments(struct call* c) {
  if (c->loaded) return;
  c->loaded = 1;
  c->args[0] = kfield(c->regs, struct pt_regs, di);
  c->args[1] = kfield(c->regs, struct pt_regs, si);
  c->args[2] = kfield(c->regs, struct pt_regs, dx);
  c->args[3] = kfield(c->regs, struct pt_regs, r10);
  c->args[4] = kfield(c->regs, struct pt_regs, r8);
  c->args[5] = kfield(c->regs, struct pt_regs, r9);
}

/* Those of 32-bit code. */
static __always_inline void load_compat_arguments(struct call* c) {
  c->loaded = 1;
  c->args[0] = kfield32(c->regs, struct pt_regs, bx);
  c->args[1] = kfield32(c->regs, struct pt_regs, cx);
  c->args[2] = kfield32(c->regs, struct pt_regs, dx);
  c->args[3] = kfield32(c->regs, struct pt_regs, si);
  c->args[4] = kfield32(c->regs, struct pt_regs, di);
  c->args[5] = kfield32(c->regs, struct pt_regs, bp);
}

/* One argument, whether all are loaded or none. */
static __always_inline u64 argument_at(const struct call* c, u32 which) {
  /* The registers' places in struct pt_regs in words, which the ABI fixes (asm/ptrace.h):
   * di si dx r10 r8 r9, four bits each. */
  if (!c->loaded) return kread(c->regs + 8 * ((0x897cde >> (4 * which)) & 15));
  mishap_opaque(which);
  return which < 6 ? c->args[which] : 0;
}

/* Counts a call that some rule names and none applies to. */
static __always_inline void count_passed(const struct call* c) {
  u32 scope = c->scope;
  mishap_opaque(scope);
  __sync_fetch_and_add(
      &passed[bpf_get_smp_processor_id() & (TOTALS_SLOTS - 1)][scope & (MISHAP_SCOPES - 1)], 1);
}
