// What makes a session worth less than it looks.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/report/diagnostic.h"
#include "user/report/results.h"

namespace mishap::live {

/// Traces with gaps.
std::vector<report::Diagnostic> lost_events(const engine::Losses& losses);
/// Faults that held back more calls than the trace has.
std::vector<report::Diagnostic> untold_calls(std::span<const report::RuleResult> results);
/// Calls that passed without a decision: of the engine as a whole, then rule by rule.
std::vector<report::Diagnostic> missed_decisions(const engine::Losses& losses,
                                                 const std::string& mechanism,
                                                 std::span<const report::RuleResult> results);
/// Faults that io_uring submissions may have gone past.
std::vector<report::Diagnostic> seen_bypasses(std::span<const report::RuleResult> results);
/// Programs whose calls this kernel does not let mishap fault.
std::vector<report::Diagnostic> uncovered_calls(std::span<const std::string> gaps);

/// `mishap: warning: [CODE] MESSAGE`, and the suggestion in a line of its own.
std::string warning_text(const report::Diagnostic& diagnostic);

}  // namespace mishap::live
