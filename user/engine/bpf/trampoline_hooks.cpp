// fmod_ret (and fentry) on syscall functions: 52 guest instructions cheaper a call than
// kprobe.multi, and a trampoline can't be lost beside other trampolines. Each function needs a copy
// of the program, bound to its BTF id.
#include <cerrno>
#include <unordered_map>

#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/program_copy.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

class TrampolineHooks : public Hooks {
 public:
  TrampolineHooks(ProgramCopy copy, std::shared_ptr<const FunctionIds> ids)
      : copy_(std::move(copy)), ids_(std::move(ids)) {}

  Result<void> attach(std::span<const Target> targets) override;
  uint64_t misses() const override;

 private:
  struct Hook {
    system::FileDescriptor program, link;
  };
  Result<Hook> attach_one(const Target& target) const;
  ProgramCopy copy_;
  std::shared_ptr<const FunctionIds> ids_;
  std::unordered_map<std::string, Hook> hooks_;  ///< By function.
};

Result<TrampolineHooks::Hook> TrampolineHooks::attach_one(const Target& target) const {
  const uint32_t id = ids_->id(target.function);
  if (!id) return fail("this kernel has no function " + target.function);
  auto program = copy_.load("on_" + target.syscall.substr(0, 12), id);
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
                                                     std::shared_ptr<const FunctionIds> ids) {
  auto copy = ProgramCopy::of(program);
  if (!copy) return std::unexpected(copy.error());
  return std::make_unique<TrampolineHooks>(std::move(*copy), std::move(ids));
}

}  // namespace mishap::engine
