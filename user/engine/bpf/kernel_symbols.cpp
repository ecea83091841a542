// Reading /proc/kallsyms, and which function implements which syscall.
#include "user/engine/bpf/kernel_symbols.h"

#include <cinttypes>
#include <cstdio>
#include <memory>
#include <string_view>

namespace mishap::engine {
namespace {

constexpr std::string_view syscall_prefix = "__x64_sys_";

bool is_wanted(std::string_view symbol) {
  return symbol.starts_with(syscall_prefix) || symbol.starts_with("__ia32_sys_") ||
         symbol.starts_with("__ia32_compat_sys_") || symbol == "rename_lock" ||
         symbol == "mount_lock" || symbol == "__fput" || symbol == "preempt_dynamic_mode" ||
         symbol == "__traceiter_io_uring_submit_req";
}

/// A weak syscall function is the stand-in for one that the kernel was built without
/// (kernel/sys_ni.c).
bool is_weak(char type) {
  return type == 'W' || type == 'w';
}

}  // namespace

Result<KernelSymbols> KernelSymbols::read(const std::string& file) {
  std::unique_ptr<FILE, int (*)(FILE*)> input(std::fopen(file.c_str(), "re"), std::fclose);
  if (!input) return fail_errno("cannot read " + file, errno);
  KernelSymbols symbols;
  char line[512], name[256], type = 0;
  uint64_t address = 0;
  bool any_address = false;
  while (std::fgets(line, sizeof line, input.get())) {
    if (std::sscanf(line, "%" SCNx64 " %c %255s", &address, &type, name) != 3) continue;
    any_address |= address != 0;
    if (is_wanted(name) && !is_weak(type)) symbols.addresses_.emplace(name, address);
  }
  if (!any_address)
    return fail(file + " shows no addresses", "run as root, with kernel.kptr_restrict at 0 or 1");
  return symbols;
}

uint64_t KernelSymbols::address(const std::string& symbol) const {
  auto found = addresses_.find(symbol);
  return found == addresses_.end() ? 0 : found->second;
}

// Where the table of syscalls (arch/x86/entry/syscalls/syscall_64.tbl) names an entry point unlike
// the syscall.
std::string syscall_function(std::string_view syscall) {
  static constexpr std::pair<std::string_view, std::string_view> renamed[] = {
      {"stat", "newstat"},   {"fstat", "newfstat"},      {"lstat", "newlstat"},
      {"uname", "newuname"}, {"sendfile", "sendfile64"}, {"umount2", "umount"},
  };
  for (const auto& [name, entry] : renamed)
    if (name == syscall) return std::string(syscall_prefix).append(entry);
  return std::string(syscall_prefix).append(syscall);
}

}  // namespace mishap::engine
