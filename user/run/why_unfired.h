// Why a rule that was in force never fired, as far as is known.
#pragma once

#include <string>

#include "user/report/results.h"

namespace mishap::run {

/// One sentence on a rule that never fired; `result` is one of test.rules.
std::string why_unfired(const report::TestResult& test, const report::RuleResult& result);

/// What of a call the kernel side reads from the program's memory to decide: "path", "path or
/// peer".
std::string read_from_memory(const plan::Predicates& where);

}  // namespace mishap::run
