// From syscall numbers to kernel functions.
#include "user/engine/bpf/targets.h"

#include <algorithm>

#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

/// What socketcall and ipc bundle (bpf/compat.h takes it out again).
constexpr std::string_view bundled_by_socketcall[] = {
    "socket",      "bind",       "connect", "listen",   "accept",   "getsockname",
    "getpeername", "socketpair", "sendto",  "recvfrom", "shutdown", "setsockopt",
    "getsockopt",  "sendmsg",    "recvmsg", "accept4",  "recvmmsg", "sendmmsg"};
constexpr std::string_view bundled_by_ipc[] = {"semop",  "semget", "semctl", "semtimedop",
                                               "msgsnd", "msgrcv", "msgget", "msgctl",
                                               "shmat",  "shmdt",  "shmget", "shmctl"};

/// The function behind a 32-bit call: with the table's prefix, or on a kernel without that with the
/// other one.
std::string function_of(const plan::CompatCall& call, const KernelSymbols& symbols) {
  const std::string compat = "__ia32_compat_sys_" + std::string(call.function);
  const std::string plain = "__ia32_sys_" + std::string(call.function);
  const std::string& first = call.compat_function ? compat : plain;
  return symbols.address(first) ? first : call.compat_function ? plain : compat;
}

/// Adds a function where the kernel has it and it isn't there yet. One that native programs reach
/// too is hooked for them already.
void add(std::string function, const plan::Syscall& native, const KernelSymbols& symbols,
         std::vector<Target>& targets) {
  const uint64_t address = symbols.address(function);
  if (address && address != symbols.address(syscall_function(native.name)) &&
      std::ranges::find(targets, function, &Target::function) == targets.end())
    targets.push_back({std::string(native.name), std::move(function)});
}

}  // namespace

Result<std::vector<Target>> native_targets(std::span<const uint16_t> syscalls) {
  std::vector<Target> targets;
  for (const uint16_t number : syscalls) {
    const plan::Syscall* syscall = plan::find_syscall(number);
    if (!syscall) return fail("no syscall has the number " + std::to_string(number));
    targets.push_back({std::string(syscall->name), syscall_function(syscall->name)});
  }
  return targets;
}

std::vector<Target> compat_targets(std::span<const uint16_t> syscalls,
                                   const KernelSymbols& symbols) {
  std::vector<Target> targets;
  for (const uint16_t number : syscalls) {
    const plan::Syscall* syscall = plan::find_syscall(number);
    if (!syscall) continue;
    for (const plan::CompatCall& call : plan::compat_calls())
      if (call.native == syscall->name && !call.function.empty())
        add(function_of(call, symbols), *syscall, symbols, targets);
    if (std::ranges::find(bundled_by_socketcall, syscall->name) != std::end(bundled_by_socketcall))
      add("__ia32_compat_sys_socketcall", *syscall, symbols, targets);
    if (std::ranges::find(bundled_by_ipc, syscall->name) != std::end(bundled_by_ipc))
      add("__ia32_compat_sys_ipc", *syscall, symbols, targets);
  }
  return targets;
}

}  // namespace mishap::engine
