// kprobe.multi with bpf_override_return: any return value, and no call is skipped when BPF is
// preempted.
#include <unordered_set>

#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"
#include "user/engine/bpf/trampolines.h"
#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

using Link = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

class OverrideHooks : public Hooks {
 public:
  OverrideHooks(bpf_program* program, const KernelSymbols& symbols)
      : program_(program), symbols_(symbols) {}

  Result<void> attach(std::span<const uint16_t> syscalls) override;
  uint64_t misses() const override { return recursion_misses(bpf_program__fd(program_)); }
  Result<Link> attach_addresses(const std::vector<unsigned long>& addresses);
  Result<unsigned long> address_of(const plan::Syscall& syscall) const;

 private:
  bpf_program* program_;
  const KernelSymbols& symbols_;
  std::unordered_set<uint16_t> hooked_;
  std::vector<Link> links_;
};

Result<unsigned long> OverrideHooks::address_of(const plan::Syscall& syscall) const {
  const std::string function = syscall_function(syscall.name);
  const uint64_t address = symbols_.address(function);
  if (!address) return fail("this kernel has no function " + function);
  if (auto owner = direct_trampoline_on(function))
    return fail("another BPF trampoline sits on " + function + " (" + *owner +
                    "), beside which an override is lost",
                "use --mechanism fmod_ret, or end the other program");
  return address;
}

Result<Link> OverrideHooks::attach_addresses(const std::vector<unsigned long>& addresses) {
  LIBBPF_OPTS(bpf_kprobe_multi_opts, options);
  options.addrs = addresses.data();
  options.cnt = addresses.size();
  Link link(bpf_program__attach_kprobe_multi_opts(program_, nullptr, &options), bpf_link__destroy);
  if (!link)
    return fail_errno("this kernel does not override these system calls by kprobes", errno);
  return link;
}

Result<void> OverrideHooks::attach(std::span<const uint16_t> syscalls) {
  std::vector<unsigned long> addresses;
  for (uint16_t number : syscalls) {
    if (hooked_.contains(number)) continue;
    const plan::Syscall* syscall = plan::find_syscall(number);
    if (!syscall) return fail("no syscall has the number " + std::to_string(number));
    auto address = address_of(*syscall);
    if (!address)
      return std::unexpected(
          std::move(address.error()).in("cannot hook " + std::string(syscall->name)));
    addresses.push_back(*address);
  }
  if (addresses.empty()) return {};
  auto link = attach_addresses(addresses);
  if (!link) return std::unexpected(link.error());
  links_.push_back(std::move(*link));
  hooked_.insert(syscalls.begin(), syscalls.end());
  return {};
}

}  // namespace

Result<std::unique_ptr<Hooks>> open_override_hooks(const Object& object,
                                                   const KernelSymbols& symbols) {
  auto hooks = std::make_unique<OverrideHooks>(object.skeleton().progs.on_override, symbols);
  // Attaching to umask shows whether this kernel overrides syscalls at all; one link detaches
  // quickly.
  const unsigned long umask_address = symbols.address("__x64_sys_umask");
  if (!umask_address) return fail("this kernel has no function __x64_sys_umask");
  if (auto probe = hooks->attach_addresses({umask_address}); !probe)
    return std::unexpected(probe.error());
  return hooks;
}

}  // namespace mishap::engine
