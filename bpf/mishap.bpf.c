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
 * What both mechanisms do for a task that may be in scope: tells 32-bit callers from 64-bit ones,
 * since some kernel functions serve both (those without arguments have one body under all names).
 * What the caller gets, or PASSES. A function of its own, so that out of scope nothing is saved on
 * the stack.
 */
#define PASSES (1ll << 62)

GLOBAL s64 decide_entry(struct call* c nonnull) {
  c->abi = c->loaded = 0;
  if (!find_image(c)) return PASSES;
  const struct task_struct* task = bpf_get_current_task_btf();
  if (is_compat(task)) {
    load_compat_arguments(c);
    if (!to_native(c)) return PASSES;
  }
  u32 call = find_call(c);
  if (!call || is_owner(task)) return PASSES;
  return decide(call, c, task) ? c->value : PASSES;
}

/*
 * fmod_ret on __x64_sys_* and __ia32_*: a non-zero return is what the caller gets and the call is
 * not executed. The loader loads a copy for each function. Returns a long: an int would leak the
 * upper half of a negative errno as a positive number.
 */
SEC("fmod_ret/__x64_sys_umask")
long on_fmod_ret(u64* ctx) {
  u64 cgroup = current_cgroup();
  if (!may_be_in_scope(cgroup)) return 0;
  const struct pt_regs* regs = (const struct pt_regs*)ctx[0];
  struct call c;
  c.cgroup = cgroup;
  c.regs = (u64)regs;
  c.nr = regs->orig_ax;
  s64 value = decide_entry(&c);
  return value == PASSES ? 0 : value;
}

/* The same on functions without arguments (__do_sys_*), which have no registers to give. */
SEC("fmod_ret/__x64_sys_umask")
long on_fmod_ret_bare(u64* ctx) {
  u64 cgroup = current_cgroup();
  if (!may_be_in_scope(cgroup)) return 0;
  struct call c;
  c.cgroup = cgroup;
  c.regs = (u64)bpf_task_pt_regs(bpf_get_current_task_btf());
  c.nr = kfield32(c.regs, struct pt_regs, orig_ax);
  s64 value = decide_entry(&c);
  return value == PASSES ? 0 : value;
}

/* kprobe.multi on the same functions, whose first argument points at the user's registers. One link
 * for many. */
SEC("kprobe.multi")
int on_override(struct pt_regs* ctx) {
  u64 cgroup = current_cgroup();
  if (!may_be_in_scope(cgroup)) return 0;
  struct call c;
  c.cgroup = cgroup;
  c.regs = ctx->di;
  c.nr = kfield32(c.regs, struct pt_regs, orig_ax);
  s64 value = decide_entry(&c);
  if (value != PASSES) bpf_override_return(ctx, value);
  return 0;
}

/* The same decision without a hook, for BPF_PROG_TEST_RUN on any kernel: CO-RE is shown, not
 * assumed. */
struct trial {
  u64 args[6];
  u64 nr;
  s64 value;     /* out: what the caller would get, when it is overridden */
  u64 overrides; /* out: 0 = the call passes */
};

SEC("syscall")
int try_decision(struct trial* t) {
  struct call c = {
      .args = {t->args[0], t->args[1], t->args[2], t->args[3], t->args[4], t->args[5]},
      .nr = t->nr,
      .loaded = 1,
  };
  c.cgroup = current_cgroup();
  t->overrides = 0;
  if (!find_image(&c)) return 0;
  u32 call = find_call(&c);
  if (!call) return 0;
  t->overrides = decide(call, &c, bpf_get_current_task_btf());
  t->value = c.value;
  return 0;
}

/* mishap calls this itself, since in a pid namespace it does not know its number outside. */
SEC("syscall")
int learn_owner(void* ctx) {
  owner_tgid = bpf_get_current_pid_tgid() >> 32;
  return 0;
}
