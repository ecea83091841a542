// What is printed at the start and at the end of a run.
#pragma once

#include <string>

#include "user/report/results.h"
#include "user/report/style.h"

namespace mishap::report {

/// The first line of the report: which engine and mechanism decide, and why.
std::string engine_line(const EngineInfo& engine);

/// Matrix tables, diagnostics, and as the last line the totals: "6 passed, 2 failed".
std::string summary(const RunResult& run, const Style& style);

}  // namespace mishap::report
