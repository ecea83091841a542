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

/// Empty for a rule that could read all that it asked about.
std::string unread_text(const RuleResult& rule) {
  if (rule.path_unknown == 0) return {};
  return fmt::format(
      "{} calls of {} on '{}' passed undecided, since the memory of their {} argument was not "
      "resident",
      rule.path_unknown, rule.rule.keyword, rule.rule.service, read_from_memory(rule.rule.where));
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

bool depends_on_events(const report::TestResult& test) {
  return std::ranges::any_of(test.rules, [](const RuleResult& each) {
    return each.rule.action.kind == plan::ActionKind::trace && each.armings > 0;
  });
}

void apply_losses(report::TestResult& test, const Account& account) {
  if (!test.passed()) return;
  const Losses missed = decisions_that_count(test, account);
  std::string reason;
  if (missed.decisions_missed > 0) reason = missed_text(missed, " while faults were in force");
  for (const RuleResult& each : test.rules) {
    if (each.rule.action.kind == plan::ActionKind::trace) continue;  // It decides nothing.
    const std::string unread = unread_text(each);
    if (!unread.empty()) reason += (reason.empty() ? "" : "; ") + unread;
  }
  if (!reason.empty())
    return fail_test(test, "decisions_missed", std::move(reason),
                     missed_advice(missed, account.mechanism));
  if (account.lost.events_dropped > 0 && depends_on_events(test))
    fail_test(test, "events_lost",
              fmt::format("{} events were lost, and the test asks for them by trace()",
                          account.lost.events_dropped),
              narrow);
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
    found.push_back({Level::error, std::string(report::codes::decisions_missed), std::move(text),
                     missed_advice({}, {}), each.rule.service, each.rule.keyword});
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
