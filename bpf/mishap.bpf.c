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
 * What both mechanisms do once the scope has an image: tells 32-bit callers from 64-bit ones, since
 * some kernel functions serve both (those without arguments have one body under all names).
 */
static __always_inline s64 decide_entry(struct candidate* found, u64 regs) {
  struct call c = {.nr = kfield32(regs, struct pt_regs, orig_ax)};
  if (is_compat()) {
    read_compat_arguments(&c, regs);
    if (!to_native(&c)) return 0;
  }
  find_rules(found, c.nr);
  if (!found->call_index || is_owner()) return 0;
  if (c.abi == MISHAP_NATIVE) read_arguments(&c, regs);
  return decide(found, &c);
}

/*
 * fmod_ret on __x64_sys_* and __ia32_*: a non-zero return is what the caller gets and the call is
 * not executed. The loader loads a copy for each function. Returns a long: an int would leak the
 * upper half of a negative errno as a positive number. The registers are not taken from the
 * arguments, since functions of calls without arguments have none.
 */
SEC("fmod_ret/__x64_sys_umask")
long on_fmod_ret(u64* ctx) {
  struct candidate found = find_image();
  if (!found.image) return 0;
  return decide_entry(&found, (u64)bpf_task_pt_regs(bpf_get_current_task_btf()));
}

/* kprobe.multi on the same functions, whose first argument points at the user's registers. One link
 * for many. */
SEC("kprobe.multi")
int on_override(struct pt_regs* ctx) {
  struct candidate found = find_image();
  if (!found.image) return 0;
  s64 value = decide_entry(&found, ctx->di);
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
  struct candidate found = find_image();
  t->value = 0;
  find_rules(&found, t->nr);
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
