// What is printed at the start and at the end of a run.
#pragma once

#include <string>

#include "user/report/results.h"
#include "user/report/style.h"

namespace mishap::report {

/// The first line of the report: which engine and mechanism decide, and why. The engine opens with
/// the first fault, so that a run may begin with "none" and say it again later.
std::string engine_line(const EngineInfo& engine);

/// Matrix tables, diagnostics, and as the last line the totals: "6 passed, 2 failed".
std::string summary(const RunResult& run, const Style& style);

}  // namespace mishap::report
