/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs that decide can't wait for memory, so that they can be waited out; but a path
 * argument may lie on a page that the program has never touched (a literal of its first call). This
 * one may sleep. It runs before the decision on the same function, brings the page in, and decides
 * nothing.
 *
 * It exists for fmod_ret only: beside an override a trampoline must not be.
 */
#pragma once

#include "bpf/decide.h"

/* Faults the page of a user address in. */
static __always_inline bool touch(u64 user) {
  char byte;
  return bpf_copy_from_user(&byte, 1, (const void*)user) == 0;
}

/* True when the whole text at a user address can be read without waiting. */
GLOBAL int is_resident(u64 user) {
  u32 page = claim_scratch();
  if (page == NO_PAGE) return 1; /* the decision will say so */
  u64 text;
  s32 length = read_text(page, user, &text);
  release_scratch(page);
  return length >= 0;
}

SEC("fentry.s/__x64_sys_umask")
int on_path_argument(u64* ctx) {
  enum { PAGE_MASK = 4095 };
  const struct pt_regs* regs = (const struct pt_regs*)ctx[0];
  struct call c = {.regs = (u64)regs, .nr = regs->orig_ax, .cgroup = current_cgroup()};
  if (!find_image(&c) || !find_call(&c)) return 0;
  for (u32 which = 0; which < 2; which++) {
    struct argument a = argument_of(&c, which);
    if (a.source < MISHAP_SOURCE_PATH || !a.value || is_resident(a.value) || !touch(a.value))
      continue;
    if (!is_resident(a.value)) touch((a.value | PAGE_MASK) + 1); /* it goes on on the next page */
  }
  return 0;
}
