// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The attach stubs: each takes the syscall number and arguments out of its own kind of context and
 * asks decide.h. The loader loads one of the two entry mechanisms, never both: a kprobe override is
 * lost beside a trampoline.
 */
#include "bpf/calls.h"
#include "bpf/touch.h"
#include "bpf/uring.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/*
 * fmod_ret on __x64_sys_*: a non-zero return is what the caller gets and the call is not executed.
 * The loader loads a copy for each syscall. Returns a long: an int would leak the upper half of a
 * negative errno as a positive number.
 */
SEC("fmod_ret/__x64_sys_umask")
long on_fmod_ret(u64* ctx) {
  const struct pt_regs* regs = (const struct pt_regs*)ctx[0];
  u32 nr = regs->orig_ax;
  struct candidate found = find_candidate(nr);
  if (!found.call_index || is_owner()) return 0;
  struct call c = {
      .args = {regs->di, regs->si, regs->dx, regs->r10, regs->r8, regs->r9},
      .nr = nr,
  };
  return decide(&found, &c);
}

/* kprobe.multi on __x64_sys_*, whose first argument points at the user's registers. One link for
 * all syscalls. */
SEC("kprobe.multi")
int on_override(struct pt_regs* ctx) {
  u64 regs = ctx->di;
  u32 nr = kfield(regs, struct pt_regs, orig_ax);
  struct candidate found = find_candidate(nr);
  if (!found.call_index || is_owner()) return 0;
  struct call c = {.nr = nr};
  read_arguments(&c, regs);
  s64 value = decide(&found, &c);
  if (value) bpf_override_return(ctx, value);
  return 0;
}

/* A call of 32-bit code; 0 = it passes. */
static __always_inline s64 decide_compat(u64 regs) {
  if (!image_of(current_scope())) return 0;
  struct call c = {.nr = kfield32(regs, struct pt_regs, orig_ax)};
  read_compat_arguments(&c, regs);
  if (!to_native(&c)) return 0;
  struct candidate found = find_candidate(c.nr);
  return found.call_index && !is_owner() ? decide(&found, &c) : 0;
}

/* The same two on __ia32_sys_* and __ia32_compat_sys_*. */
SEC("fmod_ret/__ia32_sys_umask")
long on_compat_fmod_ret(u64* ctx) {
  return decide_compat(ctx[0]);
}

SEC("kprobe.multi")
int on_compat_override(struct pt_regs* ctx) {
  s64 value = decide_compat(ctx->di);
  if (value) bpf_override_return(ctx, value);
  return 0;
}

/* The same decision without a hook, for BPF_PROG_TEST_RUN on any kernel: CO-RE is shown, not
 * assumed. */
struct trial {
  u64 args[6];
  u64 nr;
  s64 value; /* out: what the caller would get, 0 = the call passes */
};

SEC("syscall")
int try_decision(struct trial* t) {
  struct candidate found = find_candidate(t->nr);
  t->value = 0;
  if (!found.call_index) return 0;
  struct call c = {
      .args = {t->args[0], t->args[1], t->args[2], t->args[3], t->args[4], t->args[5]},
      .nr = t->nr,
  };
  t->value = decide(&found, &c);
  return 0;
}

/* mishap calls this itself, since in a pid namespace it does not know its number outside. */
SEC("syscall")
int learn_owner(void* ctx) {
  owner_tgid = bpf_get_current_pid_tgid() >> 32;
  return 0;
}
