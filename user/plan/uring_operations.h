// The operations of io_uring, and the syscalls that each does the work of.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mishap::plan {

struct UringOperation {
  uint8_t number;         ///< IORING_OP_*.
  std::string_view name;  ///< Without IORING_OP_: "WRITEV".
  /// Families and syscalls that a program calls for the same; empty when there is none.
  std::vector<std::string_view> calls;

  /// Whether the operation does what this syscall does.
  bool stands_for(std::string_view syscall) const;
};

/// All that Linux 6.18 has, ordered by number, without gaps.
std::span<const UringOperation> uring_operations();
/// Null for a number that the table does not know.
const UringOperation* find_uring_operation(uint8_t number);

}  // namespace mishap::plan
