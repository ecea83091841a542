// Entry hooks on syscalls: one mechanism at a time, since a kprobe override is lost beside a
// trampoline.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "user/engine/bpf/object.h"
#include "user/plan/error.h"

namespace mishap::engine {

/// What is attached stays attached until the hooks go.
class Hooks {
 public:
  virtual ~Hooks() = default;
  /// Hooks syscalls that are not hooked yet. Errors: the kernel has no such syscall, or does not
  /// let it be overridden.
  virtual Result<void> attach(std::span<const uint16_t> syscalls) = 0;
  /// Calls that the kernel let pass without asking our program (its recursion guard); each is a
  /// missed decision.
  virtual uint64_t misses() const = 0;
};

/// fmod_ret: a program and a link for each syscall. Fails when the kernel does not let fmod_ret
/// change syscalls.
Result<std::unique_ptr<Hooks>> open_fmod_ret_hooks(const Object& object);

/// kprobe.multi with bpf_override_return: one program, one link for each attach() call.
Result<std::unique_ptr<Hooks>> open_override_hooks(const Object& object,
                                                   const KernelSymbols& symbols);

}  // namespace mishap::engine
