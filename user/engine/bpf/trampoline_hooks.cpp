// fmod_ret (and fentry) on syscall functions: 52 guest instructions cheaper a call than
// kprobe.multi, and a trampoline can't be lost beside other trampolines. Each function needs a copy
// of the program, bound to its BTF id.
#include <cerrno>
#include <optional>
#include <unordered_map>

#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/program_copy.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

class TrampolineHooks : public Hooks {
 public:
  TrampolineHooks(ProgramCopy copy, std::optional<ProgramCopy> bare,
                  std::shared_ptr<const FunctionIds> ids)
      : copy_(std::move(copy)), bare_(std::move(bare)), ids_(std::move(ids)) {}

  Result<void> attach(std::span<const Target> targets) override;
  uint64_t misses() const override;

 private:
  struct Hook {
    system::FileDescriptor program, link;
  };
  Result<Hook> attach_one(const Target& target) const;
  ProgramCopy copy_;
  std::optional<ProgramCopy> bare_;  ///< For functions without arguments.
  std::shared_ptr<const FunctionIds> ids_;
  std::unordered_map<std::string, Hook> hooks_;  ///< By function.
};

Result<TrampolineHooks::Hook> TrampolineHooks::attach_one(const Target& target) const {
  const FunctionIds::Function function = ids_->find(target.function);
  if (!function.id) return fail("this kernel has no function " + target.function);
  if (!function.has_arguments && !bare_) return fail(target.function + " has no arguments");
  const ProgramCopy& copy = function.has_arguments ? copy_ : *bare_;
  auto program = copy.load("on_" + target.syscall.substr(0, 12), function.id);
  if (!program) return std::unexpected(program.error());
  const int link = bpf_raw_tracepoint_open(nullptr, program->get());
  if (link < 0) return fail_errno("cannot attach to " + target.function, errno);
  return Hook{std::move(*program), system::FileDescriptor(link)};
}

Result<void> TrampolineHooks::attach(std::span<const Target> targets) {
  for (const Target& target : targets) {
    if (hooks_.contains(target.function)) continue;
    auto hook = attach_one(target);
    if (!hook) return std::unexpected(std::move(hook.error()).in("cannot hook " + target.syscall));
    hooks_.emplace(target.function, std::move(*hook));
  }
  return {};
}

uint64_t TrampolineHooks::misses() const {
  uint64_t sum = 0;
  for (const auto& [function, hook] : hooks_) sum += recursion_misses(hook.program.get());
  return sum;
}

}  // namespace

Result<system::FileDescriptor> probe_fmod_ret(const Object& object) {
  system::FileDescriptor link(
      bpf_raw_tracepoint_open(nullptr, bpf_program__fd(object.skeleton().progs.on_fmod_ret)));
  if (!link.valid()) return fail_errno("this kernel does not attach fmod_ret programs", errno);
  return link;
}

Result<std::unique_ptr<Hooks>> open_trampoline_hooks(const bpf_program* program,
                                                     const bpf_program* bare,
                                                     std::shared_ptr<const FunctionIds> ids) {
  auto copy = ProgramCopy::of(program);
  if (!copy) return std::unexpected(copy.error());
  std::optional<ProgramCopy> bare_copy;
  if (bare) {
    auto made = ProgramCopy::of(bare);
    if (!made) return std::unexpected(made.error());
    bare_copy = std::move(*made);
  }
  return std::make_unique<TrampolineHooks>(std::move(*copy), std::move(bare_copy), std::move(ids));
}

}  // namespace mishap::engine
