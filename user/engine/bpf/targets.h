// Which kernel functions stand behind a syscall: one for native programs, and on kernels that run
// 32-bit programs some more.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "user/engine/bpf/kernel_symbols.h"

namespace mishap::engine {

/// A kernel function to hook.
struct Target {
  std::string syscall;   ///< For messages, and the name of its program.
  std::string function;  ///< "__x64_sys_write"
};

/// The functions that 64-bit programs reach. Fails on numbers that the table does not have.
Result<std::vector<Target>> native_targets(std::span<const uint16_t> syscalls);
/// The functions that 32-bit programs reach for the same, as far as this kernel has them.
std::vector<Target> compat_targets(std::span<const uint16_t> syscalls,
                                   const KernelSymbols& symbols);

}  // namespace mishap::engine
