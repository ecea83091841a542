// What --summary prints at the end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "user/live/feed.h"
#include "user/live/request.h"
#include "user/report/results.h"

namespace mishap::live {

struct Summary {
  report::EngineInfo engine;
  std::optional<uint64_t> seed;  ///< When something was left to chance.
  /// Of LiveRules, in their order; rules that mishap added by itself only when they fired.
  std::vector<report::RuleResult> rules;
  std::vector<bool> watches;  ///< For each rule: it is an operation without a fault.
  std::map<std::string, CallTotals> calls;
  /// Calls that some rule could have been about, and none applied to; when rules were armed.
  std::optional<uint64_t> calls_passed;
  engine::Losses losses;
  std::vector<engine::Bypass> bypassed;  ///< What may have gone past some fault, each once.
};

/// Tables of operations and of calls; an empty one is left out.
std::string summary_text(const Summary& summary);
/// One line, `{"type":"summary", ...}`.
std::string summary_json(const Summary& summary);

}  // namespace mishap::live
