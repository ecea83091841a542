// fmod_ret on __x64_sys_*: 52 guest instructions cheaper a call than kprobe.multi, and a trampoline
// can't be lost beside other trampolines. Each function needs a copy of the program, bound to its
// BTF id.
#include <thread>
#include <unordered_map>

#include <bpf/btf.h>

#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/last_words.h"
#include "user/engine/bpf/program_copy.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"
#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

/// BTF ids of all syscall functions, from one pass: libbpf looks a name up by a linear search each
/// time.
std::unordered_map<std::string, uint32_t> syscall_btf_ids(const btf* types) {
  std::unordered_map<std::string, uint32_t> ids;
  for (uint32_t id = 1; id < btf__type_cnt(types); id++) {
    const btf_type* type = btf__type_by_id(types, id);
    if (!btf_is_func(type)) continue;
    const char* name = btf__name_by_offset(types, type->name_off);
    if (std::string_view(name).starts_with("__x64_sys_")) ids.emplace(name, id);
  }
  return ids;
}

class FmodRetHooks : public Hooks {
 public:
  FmodRetHooks(ProgramCopy copy, std::unordered_map<std::string, uint32_t> ids,
               system::FileDescriptor probe)
      : copy_(std::move(copy)),
        ids_(std::move(ids)),
        probe_end_([link = std::move(probe)]() mutable { link.reset(); }) {}

  Result<void> attach(std::span<const uint16_t> syscalls) override;
  uint64_t misses() const override;
  Result<void> attach_one(const plan::Syscall& syscall);

 private:
  struct Hook {
    system::FileDescriptor program, link;
  };
  ProgramCopy copy_;
  std::unordered_map<std::string, uint32_t> ids_;
  std::unordered_map<uint16_t, Hook> hooks_;
  std::jthread probe_end_;  ///< Detaching waits out a grace period of some 100 ms: nobody needs to
                            ///< wait with it.
};

Result<void> FmodRetHooks::attach_one(const plan::Syscall& syscall) {
  const std::string function = syscall_function(syscall.name);
  const auto id = ids_.find(function);
  if (id == ids_.end()) return fail("this kernel has no function " + function);
  auto program = copy_.load("on_" + std::string(syscall.name).substr(0, 12), id->second);
  if (!program) return std::unexpected(program.error());
  const int link = bpf_raw_tracepoint_open(nullptr, program->get());
  if (link < 0) return fail_errno("cannot attach to " + function, errno);
  hooks_.emplace(syscall.number, Hook{std::move(*program), system::FileDescriptor(link)});
  return {};
}

Result<void> FmodRetHooks::attach(std::span<const uint16_t> syscalls) {
  for (uint16_t number : syscalls) {
    if (hooks_.contains(number)) continue;
    const plan::Syscall* syscall = plan::find_syscall(number);
    if (!syscall) return fail("no syscall has the number " + std::to_string(number));
    if (auto attached = attach_one(*syscall); !attached)
      return std::unexpected(
          std::move(attached.error()).in("cannot hook " + std::string(syscall->name)));
  }
  return {};
}

uint64_t FmodRetHooks::misses() const {
  uint64_t sum = 0;
  for (const auto& [number, hook] : hooks_) sum += recursion_misses(hook.program.get());
  return sum;
}

}  // namespace

Result<std::unique_ptr<Hooks>> open_fmod_ret_hooks(const Object& object) {
  // The object's own program is bound to umask: attaching it shows whether this kernel takes
  // fmod_ret at all.
  system::FileDescriptor probe(
      bpf_raw_tracepoint_open(nullptr, bpf_program__fd(object.skeleton().progs.on_fmod_ret)));
  if (!probe.valid()) return fail_errno("this kernel does not attach fmod_ret programs", errno);
  auto copy = ProgramCopy::of(object.skeleton().progs.on_fmod_ret);
  if (!copy) return std::unexpected(copy.error());
  btf* types = btf__load_vmlinux_btf();
  if (!types) return fail_errno("cannot read the kernel's BTF", errno);
  auto ids = syscall_btf_ids(types);
  btf__free(types);
  return std::make_unique<FmodRetHooks>(std::move(*copy), std::move(ids), std::move(probe));
}

}  // namespace mishap::engine
