// Why a rule that was in force never fired, as far as is known.
#pragma once

#include <string>

#include "user/report/results.h"

namespace mishap::run {

/// One sentence on a rule that never fired; `result` is one of test.rules.
std::string why_unfired(const report::TestResult& test, const report::RuleResult& result);

/// What of a call the kernel side reads from the program's memory to decide, or to tell how much a
/// skipped call would have done: "path", "path or peer", "size".
std::string read_from_memory(const plan::Rule& rule);

}  // namespace mishap::run
