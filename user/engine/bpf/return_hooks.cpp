// Up to Linux 6.13 a return probe has a pool of so many calls in flight as it has functions, times
// twice the number of CPUs (kernel/trace/fprobe.c, fprobe_init_rethook); a blocking call holds its
// place until it returns, and beyond the pool returns are missed. So the probe sits on the
// functions of all 32-bit calls as well, which hardly anything calls: hundreds of them make room
// for thousands of blocked threads.
#include "user/engine/bpf/return_hooks.h"

#include <algorithm>
#include <cerrno>

#include "user/engine/bpf/skeleton.h"
#include "user/engine/bpf/targets.h"
#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

Result<KprobeLink> attach_kprobe(const bpf_program* program, const std::set<unsigned long>& at,
                                 bool at_return) {
  const std::vector<unsigned long> addresses(at.begin(), at.end());
  LIBBPF_OPTS(bpf_kprobe_multi_opts, options);
  options.addrs = addresses.data();
  options.cnt = addresses.size();
  options.retprobe = at_return;
  KprobeLink link(bpf_program__attach_kprobe_multi_opts(program, nullptr, &options),
                  bpf_link__destroy);
  if (!link) return fail_errno("this kernel does not attach a return probe", errno);
  return link;
}

void add_addresses(const std::vector<Target>& targets, const KernelSymbols& symbols,
                   std::set<unsigned long>& addresses) {
  for (const Target& target : targets)
    if (const unsigned long address = symbols.address(target.function)) addresses.insert(address);
}

/// For a pool as large as the map of notes; its memory grows with the square of the CPUs.
size_t enough_functions() {
  constexpr int notes = 16384;
  return static_cast<size_t>(notes / 2 / std::max(1, libbpf_num_possible_cpus()));
}

std::set<unsigned long> functions_of_32_bit_calls(const KernelSymbols& symbols) {
  std::vector<uint16_t> all;
  for (const plan::Syscall& each : plan::all_syscalls()) all.push_back(each.number);
  std::set<unsigned long> addresses;
  add_addresses(compat_targets(all, symbols), symbols, addresses);
  return addresses;
}

}  // namespace

Result<KprobeLink> ReturnHooks::link(const std::set<unsigned long>& addresses) const {
  const auto& programs = object_.skeleton().progs;
  const bpf_program* program =
      object_.overrides_returns() ? programs.on_return : programs.on_return_signal;
  std::set<unsigned long> roomy = addresses;
  for (const unsigned long address : functions_of_32_bit_calls(symbols_))
    if (roomy.size() < enough_functions()) roomy.insert(address);
  if (auto link = attach_kprobe(program, roomy, true)) return link;
  return attach_kprobe(program, addresses, true);
}

Result<void> ReturnHooks::attach(std::span<const compile::ReturnAction> actions,
                                 const std::string& what) {
  std::vector<uint16_t> fresh;
  for (const compile::ReturnAction& each : actions) {
    if (each.overrides && !object_.overrides_returns())
      return std::unexpected(
          Error{what + " needs bpf_override_return, which this kernel does not have",
                "it takes a kernel with CONFIG_BPF_KPROBE_OVERRIDE=y",
                each.place,
                {}});
    if (!hooked_.contains(each.syscall)) fresh.push_back(each.syscall);
  }
  if (fresh.empty()) return {};
  const auto native = native_targets(fresh);
  if (!native) return std::unexpected(native.error());
  std::set<unsigned long> addresses;
  add_addresses(*native, symbols_, addresses);
  add_addresses(compat_targets(fresh, symbols_), symbols_, addresses);
  auto made = link(addresses);
  if (!made) return std::unexpected(made.error());
  links_.push_back(std::move(*made));
  hooked_.insert(fresh.begin(), fresh.end());
  return {};
}

Result<KprobeLink> hook_file_ends(const Object& object, const KernelSymbols& symbols) {
  const unsigned long address = symbols.address("__fput");
  if (!address) return fail("per=\"fd\" needs the kernel function __fput, which is not there");
  return attach_kprobe(object.skeleton().progs.on_file_end, {address}, false);
}

}  // namespace mishap::engine
