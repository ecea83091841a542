// What was lost during a test, and whether its verdict may depend on it.
#include "user/run/account.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/engine/losses.h"
#include "user/run/why_unfired.h"

namespace mishap::run {
namespace {

using engine::Loss;
using engine::Losses;
using report::Diagnostic;
using report::Level;
using report::RuleResult;

constexpr const char* narrow = "narrow the fault (path=, fewer syscalls) or make the test do less";
constexpr const char* again = "the trace has gaps; run it again";

/// The causes that `wanted` picks, added up.
template <typename Predicate>
Losses only(const Losses& losses, const Predicate& wanted) {
  Losses picked;
  for (const Loss& cause : losses.causes) {
    if (!wanted(cause)) continue;
    (cause.of == Loss::Of::events ? picked.events_dropped : picked.decisions_missed) += cause.count;
    picked.causes.push_back(cause);
  }
  return picked;
}

Losses missed_decisions(const Losses& losses) {
  return only(losses, [](const Loss& cause) { return cause.of == Loss::Of::decisions; });
}

bool has_machine_wide(const Losses& losses) {
  return std::ranges::any_of(losses.causes, &Loss::machine_wide);
}

std::string lost_text(uint64_t events, const std::string& when) {
  return fmt::format("{} events were lost{}: the trace has gaps, counters are right", events, when);
}

/// Whether the rule is there for its events alone, and decides nothing.
bool is_trace(const RuleResult& rule) {
  return rule.rule.action.kind == plan::ActionKind::trace;
}

/// Empty for a rule that could read all that it asked about.
std::string unread_text(const RuleResult& rule) {
  if (rule.path_unknown == 0) return {};
  return fmt::format(
      "{} calls of {} on '{}' {}, since the memory of their {} argument was not resident",
      rule.path_unknown, rule.rule.keyword, rule.rule.service,
      is_trace(rule) ? "may be missing from the trace" : "passed undecided", read_from_memory(rule.rule));
}

std::string joined(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + "; " + b;
}

/// What `test` lost by what its rules could not read: those that trace, or those that decide.
std::string unread_texts(const report::TestResult& test, bool of_traces) {
  std::string all;
  for (const RuleResult& each : test.rules)
    if (is_trace(each) == of_traces) all = joined(all, unread_text(each));
  return all;
}

/// Why the decisions of a test are in doubt; empty when they are not.
std::string doubt_of_decisions(const report::TestResult& test, const Losses& missed) {
  const std::string unread = unread_texts(test, false);
  if (missed.decisions_missed == 0) return unread;
  return joined(missed_text(missed, " while faults were in force"), unread);
}

/// Why the events that a test asks for may not be all; empty when they are.
std::string doubt_of_events(const report::TestResult& test, const Losses& while_traced) {
  const std::string unread = unread_texts(test, true);
  if (while_traced.events_dropped == 0) return unread;
  return joined(fmt::format("{} events were lost while trace() was in force, which asks for them",
                            while_traced.events_dropped),
                unread);
}

void fail_test(report::TestResult& test, const char* type, std::string reason, std::string hint) {
  test.outcome = report::Outcome::fail;
  test.failure_type = type;
  test.reason = std::move(reason);
  test.hint = std::move(hint);
}

}  // namespace

std::string missed_text(const Losses& losses, const std::string& when) {
  const Losses missed = missed_decisions(losses);
  std::string text = fmt::format("{} decisions were missed{}", losses.decisions_missed, when);
  if (!missed.causes.empty()) text += ": " + engine::causes_text(missed);
  if (has_machine_wide(missed))
    text += " (counted machine-wide, so they may be of other processes)";
  return text;
}

std::string missed_advice(const Losses& losses, const std::string& mechanism) {
  if (mechanism == "fmod_ret" && has_machine_wide(losses))
    return "--mechanism override has no such guard, on kernels that have it";
  return "a fault may have been left out; run it again";
}

Losses decisions_that_count(const report::TestResult& test, const Account& account) {
  const bool was_armed = std::ranges::any_of(
      test.rules, [](const RuleResult& each) { return !each.rule.implicit && each.armings > 0; });
  if (!was_armed) return {};
  Losses counts = only(account.lost, [](const Loss& cause) {
    return cause.of == Loss::Of::decisions && !cause.machine_wide;
  });
  engine::add_losses(counts, only(account.while_armed, [](const Loss& cause) {
                       return cause.of == Loss::Of::decisions && cause.machine_wide;
                     }));
  return counts;
}

void apply_losses(report::TestResult& test, const Account& account) {
  if (!test.passed()) return;
  const Losses missed = decisions_that_count(test, account);
  if (std::string doubt = doubt_of_decisions(test, missed); !doubt.empty())
    return fail_test(test, "decisions_missed", std::move(doubt),
                     missed_advice(missed, account.mechanism));
  if (std::string doubt = doubt_of_events(test, account.while_traced); !doubt.empty())
    fail_test(test, "events_lost", std::move(doubt),
              account.while_traced.events_dropped > 0 ? narrow : again);
}

std::vector<Diagnostic> test_losses(const report::TestResult& test, const Account& account) {
  std::vector<Diagnostic> found;
  const auto add = [&](Level level, std::string_view code, std::string message,
                       std::string advice) {
    found.push_back({level, std::string(code), std::move(message), std::move(advice), {}, {}});
  };
  const Losses& lost = account.lost;
  if (lost.events_dropped > 0)
    add(Level::error, report::codes::events_lost, lost_text(lost.events_dropped, ""), narrow);
  if (lost.decisions_missed == 0) return found;
  const bool counts = decisions_that_count(test, account).decisions_missed > 0;
  add(counts ? Level::error : Level::warning, report::codes::decisions_missed,
      missed_text(lost, counts ? "" : " while no fault was in force"),
      counts ? missed_advice(lost, account.mechanism) : "");
  return found;
}

std::vector<Diagnostic> unread_paths(const report::TestResult& test) {
  std::vector<Diagnostic> found;
  for (const RuleResult& each : test.rules) {
    std::string text = unread_text(each);
    if (text.empty()) continue;
    const auto code = is_trace(each) ? report::codes::events_lost : report::codes::decisions_missed;
    found.push_back({Level::error, std::string(code), std::move(text),
                     is_trace(each) ? again : missed_advice({}, {}), each.rule.service,
                     each.rule.keyword});
  }
  return found;
}

std::vector<Diagnostic> untold_losses(const Losses& told, const Losses& total) {
  const Losses lost = engine::losses_between(told, total);
  constexpr const char* when = " between the tests, or in one that did not count";
  std::vector<Diagnostic> found;
  if (lost.events_dropped > 0)
    found.push_back({Level::warning,
                     std::string(report::codes::events_lost),
                     lost_text(lost.events_dropped, when),
                     {},
                     {},
                     {}});
  if (lost.decisions_missed > 0)
    found.push_back({Level::warning,
                     std::string(report::codes::decisions_missed),
                     missed_text(lost, when),
                     {},
                     {},
                     {}});
  return found;
}

}  // namespace mishap::run
