// Diagnostics of a session: docs/diagnostics.md explains each.
#include "user/live/diagnose.h"

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/uring_operations.h"
#include "user/run/account.h"

namespace mishap::live {
namespace {

using report::Diagnostic;
using report::Level;

Diagnostic make(std::string_view code, std::string message, std::string suggestion) {
  return {Level::warning, std::string(code), std::move(message), std::move(suggestion), {}, {}};
}

}  // namespace

std::vector<Diagnostic> lost_events(const engine::Losses& losses) {
  if (losses.events_dropped == 0) return {};
  return {make(report::codes::events_lost,
               fmt::format("{} records were lost: the trace has gaps, counters of operations are "
                           "right",
                           losses.events_dropped),
               "trace less: name the operations of interest by --op, or write the trace to a file "
               "by -o")};
}

std::vector<Diagnostic> untold_calls(std::span<const report::RuleResult> results) {
  std::vector<Diagnostic> found;
  for (const report::RuleResult& each : results)
    if (each.held_back_untold > 0)
      found.push_back(make(report::codes::held_back_untold,
                           fmt::format("{} of the {} calls that the {} fault held back are not in "
                                       "the trace",
                                       each.held_back_untold, each.held_back(), each.rule.keyword),
                           "it has the first ones of each fault; --summary counts all"));
  return found;
}

std::vector<Diagnostic> missed_decisions(const engine::Losses& losses, const std::string& mechanism,
                                         std::span<const report::RuleResult> results) {
  std::vector<Diagnostic> found;
  if (losses.decisions_missed > 0)
    found.push_back(make(report::codes::decisions_missed, run::missed_text(losses, ""),
                         run::missed_advice(losses, mechanism)));
  for (const report::RuleResult& each : results)
    if (each.path_unknown > 0)
      found.push_back(make(report::codes::decisions_missed,
                           fmt::format("{} calls of {} passed undecided, since the memory of an "
                                       "argument was not resident",
                                       each.path_unknown, each.rule.keyword),
                           ""));
  return found;
}

std::vector<Diagnostic> seen_bypasses(std::span<const report::RuleResult> results) {
  std::vector<Diagnostic> found;
  for (const report::RuleResult& each : results) {
    const uint64_t submissions = report::submissions(each.bypassed);
    if (submissions == 0) continue;
    std::vector<std::string> names;
    for (const engine::Bypass& bypass : each.bypassed)
      names.emplace_back(plan::find_uring_operation(bypass.operation)->name);
    found.push_back(make(report::codes::bypass_seen,
                         fmt::format("{} submissions to io_urings ({}) may have gone past the {} "
                                     "fault: they make no system call",
                                     submissions, starlark::join_names(names), each.rule.keyword),
                         "a ring is refused unless it is older than the fault, or "
                         "--io-uring=allow is given"));
  }
  return found;
}

std::vector<Diagnostic> uncovered_calls(std::span<const std::string> gaps) {
  std::vector<Diagnostic> found;
  for (const std::string& gap : gaps)
    found.push_back(make(report::codes::calls_not_covered, gap, ""));
  return found;
}

std::string warning_text(const Diagnostic& diagnostic) {
  std::string text = fmt::format("mishap: warning: [{}] {}\n", diagnostic.code, diagnostic.message);
  if (!diagnostic.suggestion.empty()) text += "  " + diagnostic.suggestion + "\n";
  return text;
}

}  // namespace mishap::live
