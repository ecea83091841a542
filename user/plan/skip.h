// skip(): which calls can be left out while the caller is told that they fully succeeded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "user/plan/error.h"

namespace mishap::plan {

/// What a call that fully succeeded returns.
enum class Success : uint8_t {
  zero,  ///< fsync, close, unlink, rename, ...
  size,  ///< As many bytes as it was given: write and its like. At most what Linux moves at once.
};

/// What skip() returns for a syscall. The error says why it can't be skipped: its result is
/// something that only the kernel can make (a descriptor, data), or is not known beforehand.
Result<Success> skip_result(std::string_view syscall);

}  // namespace mishap::plan
