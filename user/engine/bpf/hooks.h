// Entry hooks on syscalls: one mechanism at a time, since a kprobe override is lost beside a
// trampoline.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "user/engine/bpf/function_ids.h"
#include "user/engine/bpf/object.h"
#include "user/engine/bpf/targets.h"
#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {

/// What is attached stays attached until the hooks go.
class Hooks {
 public:
  virtual ~Hooks() = default;
  /// Hooks functions that are not hooked yet. Errors: the kernel has no such function, or does not
  /// let it be overridden.
  virtual Result<void> attach(std::span<const Target> targets) = 0;
  /// Calls that the kernel let pass without asking our program (its recursion guard); each is a
  /// missed decision.
  virtual uint64_t misses() const = 0;
};

/// A program and a link for each function. `program` is one that the object has loaded: fmod_ret or
/// fentry. `bare`: the one for functions without arguments; nullptr when none will be hooked.
Result<std::unique_ptr<Hooks>> open_trampoline_hooks(const bpf_program* program,
                                                     const bpf_program* bare,
                                                     std::shared_ptr<const FunctionIds> ids);

/// kprobe.multi: one program, one link for each attach() call.
std::unique_ptr<Hooks> open_override_hooks(bpf_program* program, const KernelSymbols& symbols);

/// Whether this kernel takes the mechanism at all, seen by attaching the object's program to umask.
/// What is returned ends the attachment when it goes, which takes a while for fmod_ret.
Result<system::FileDescriptor> probe_fmod_ret(const Object& object);
Result<void> probe_override(const Object& object, const KernelSymbols& symbols);

}  // namespace mishap::engine
