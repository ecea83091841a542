// Addresses of kernel symbols, from one reading of /proc/kallsyms.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "user/plan/error.h"

namespace mishap::engine {

/// The symbols that the engine needs: the functions of all syscalls and some data symbols.
class KernelSymbols {
 public:
  /// Fails when the kernel shows no addresses (no root, kptr_restrict=2).
  static Result<KernelSymbols> read(const std::string& file = "/proc/kallsyms");

  /// 0 when the running kernel has no such symbol.
  uint64_t address(const std::string& symbol) const;

 private:
  std::unordered_map<std::string, uint64_t> addresses_;
};

/// The kernel function behind a syscall: "write" -> "__x64_sys_write", "stat" ->
/// "__x64_sys_newstat".
std::string syscall_function(std::string_view syscall);

}  // namespace mishap::engine
