// size= as specs write it.
#pragma once

#include <string_view>

#include "user/plan/error.h"
#include "user/plan/predicates.h"

namespace mishap::plan {

/// ">=4096", ">4K", "<100", "<=1M", "=0" or "==0" or "0", "4K..64K" (both included): bytes, where
/// K, M and G are powers of 1024. Errors: other texts, ranges that no size is in.
Result<SizeRange> parse_size(std::string_view text);

}  // namespace mishap::plan
