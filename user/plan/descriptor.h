// fd= as specs write it.
#pragma once

#include <string>
#include <string_view>

#include "user/plan/error.h"
#include "user/plan/predicates.h"

namespace mishap::plan {

/// "socket", "file" (a regular file or a directory), "pipe" (FIFOs too), or a number in digits.
Result<DescriptorPredicate> parse_descriptor(std::string_view text);

/// "socket", "7".
std::string descriptor_text(const DescriptorPredicate& predicate);

}  // namespace mishap::plan
