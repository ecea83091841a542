// kprobe.multi with bpf_override_return: any return value, and no call is skipped when BPF is
// preempted.
#include <unordered_set>

#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"
#include "user/engine/bpf/trampolines.h"

namespace mishap::engine {
namespace {

using Link = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

Result<Link> attach_addresses(bpf_program* program, const std::vector<unsigned long>& addresses) {
  LIBBPF_OPTS(bpf_kprobe_multi_opts, options);
  options.addrs = addresses.data();
  options.cnt = addresses.size();
  Link link(bpf_program__attach_kprobe_multi_opts(program, nullptr, &options), bpf_link__destroy);
  if (!link)
    return fail_errno("this kernel does not override these system calls by kprobes", errno);
  return link;
}

class OverrideHooks : public Hooks {
 public:
  OverrideHooks(bpf_program* program, const KernelSymbols& symbols)
      : program_(program), symbols_(symbols) {}

  Result<void> attach(std::span<const Target> targets) override;
  uint64_t misses() const override { return recursion_misses(bpf_program__fd(program_)); }

 private:
  Result<unsigned long> address_of(const Target& target) const;

  bpf_program* program_;
  const KernelSymbols& symbols_;
  std::unordered_set<std::string> hooked_;  ///< Functions.
  std::vector<Link> links_;
};

Result<unsigned long> OverrideHooks::address_of(const Target& target) const {
  const uint64_t address = symbols_.address(target.function);
  if (!address) return fail("this kernel has no function " + target.function);
  if (auto owner = direct_trampoline_on(target.function))
    return fail("another BPF trampoline sits on " + target.function + " (" + *owner +
                    "), beside which an override is lost",
                "use --mechanism fmod_ret, or end the other program");
  return address;
}

Result<void> OverrideHooks::attach(std::span<const Target> targets) {
  std::vector<unsigned long> addresses;
  for (const Target& target : targets) {
    if (hooked_.contains(target.function)) continue;
    auto address = address_of(target);
    if (!address)
      return std::unexpected(std::move(address.error()).in("cannot hook " + target.syscall));
    addresses.push_back(*address);
  }
  if (addresses.empty()) return {};
  auto link = attach_addresses(program_, addresses);
  if (!link) return std::unexpected(link.error());
  links_.push_back(std::move(*link));
  for (const Target& target : targets) hooked_.insert(target.function);
  return {};
}

}  // namespace

Result<void> probe_override(const Object& object, const KernelSymbols& symbols) {
  const unsigned long umask_address = symbols.address("__x64_sys_umask");
  if (!umask_address) return fail("this kernel has no function __x64_sys_umask");
  auto link = attach_addresses(object.skeleton().progs.on_override, {umask_address});
  if (!link) return std::unexpected(link.error());
  return {};
}

std::unique_ptr<Hooks> open_override_hooks(bpf_program* program, const KernelSymbols& symbols) {
  return std::make_unique<OverrideHooks>(program, symbols);
}

}  // namespace mishap::engine
