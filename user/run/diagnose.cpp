// Remarks on a test that its verdict does not tell.
#include "user/run/diagnose.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mishap::run {
namespace {

using report::Diagnostic;
using report::Level;
using report::RuleResult;

Diagnostic make(Level level, std::string_view code, std::string message, std::string suggestion) {
  return {level, std::string(code), std::move(message), std::move(suggestion), {}, {}};
}

bool share_a_syscall(const plan::Rule& a, const plan::Rule& b) {
  return std::ranges::find_first_of(a.syscalls, b.syscalls) != a.syscalls.end();
}

/// A rule of the same service that was armed earlier, fired, and names some of the same syscalls.
const RuleResult* decided_before(const report::TestResult& test, const RuleResult& unfired) {
  for (const RuleResult& each : test.rules) {
    if (&each == &unfired) return nullptr;
    if (each.rule.service == unfired.rule.service && each.fired > 0 &&
        share_a_syscall(each.rule, unfired.rule))
      return &each;
  }
  return nullptr;
}

/// What other rules saw of the unfired rule's syscalls: "write /tmp/a.log". Empty when nothing.
std::string seen_elsewhere(const report::TestResult& test, const RuleResult& unfired) {
  std::vector<std::string> seen;
  for (const trace::Event& event : test.events) {
    if (event.kind != trace::EventKind::syscall || event.service != unfired.rule.service) continue;
    if (std::ranges::find(unfired.rule.syscalls, event.syscall) == unfired.rule.syscalls.end())
      continue;
    const std::string text = event.path.empty() ? event.syscall : event.syscall + " " + event.path;
    if (std::ranges::find(seen, text) == seen.end()) seen.push_back(text);
    if (seen.size() == 5) break;
  }
  return fmt::format("{}", fmt::join(seen, ", "));
}

std::string why_unfired(const report::TestResult& test, const RuleResult& result) {
  const plan::Rule& rule = result.rule;
  if (result.matched > 0)
    return fmt::format("{} calls reached it, and its probability of {:g} held all of them back",
                       result.matched, rule.probability);
  if (result.path_unknown > 0)
    return fmt::format(
        "{} calls had a path that could not be read, so its path= did not apply to them",
        result.path_unknown);
  if (const RuleResult* other = decided_before(test, result))
    return fmt::format("{} was armed before it and decided calls of the same syscalls ({} hits)",
                       other->rule.keyword, other->fired);
  const std::string calls = fmt::format("{}", fmt::join(rule.syscalls, ", "));
  const std::string seen = seen_elsewhere(test, result);
  if (!seen.empty())
    return fmt::format("calls that other rules saw: {}; none of them met this one", seen);
  if (!rule.where.globs.empty())
    return fmt::format("while it was installed, {} made no call of {} on a path that matches {}",
                       rule.service, calls, fmt::join(rule.where.globs, ", "));
  return fmt::format("while it was installed, {} made no call of {}", rule.service, calls);
}

constexpr const char* missed_advice =
    "a fault may have been left out where the test counted on it; run it again";

/// `when` tells where in the run, and is empty for what a test tells of itself.
std::vector<Diagnostic> losses(uint64_t events, uint64_t decisions, std::string_view when) {
  std::vector<Diagnostic> found;
  if (events > 0)
    found.push_back(make(
        Level::error, report::codes::events_lost,
        fmt::format("{} events were lost{}: the trace has gaps, counters are right", events, when),
        "narrow the fault (path=, fewer syscalls) or make the test do less"));
  if (decisions > 0)
    found.push_back(make(Level::error, report::codes::decisions_missed,
                         fmt::format("{} calls passed without a decision{}; those that the "
                                     "kernel's recursion guard passed are counted machine-wide, "
                                     "so they may be of no service",
                                     decisions, when),
                         missed_advice));
  return found;
}

}  // namespace

std::vector<Diagnostic> unfired_faults(const report::TestResult& test) {
  std::vector<Diagnostic> found;
  for (const RuleResult& each : test.rules) {
    // Armings 0: it never was in force, since the arming of its fault() failed.
    if (each.fired > 0 || each.armings == 0) continue;
    found.push_back(make(Level::warning, report::codes::fault_not_fired,
                         fmt::format("{} fault on '{}' was installed but never fired",
                                     each.rule.keyword, each.rule.service),
                         why_unfired(test, each)));
    found.back().service = each.rule.service;
    found.back().keyword = each.rule.keyword;
  }
  return found;
}

std::vector<Diagnostic> weak_checks(const report::TestResult& test, const spec::BodyResult& body) {
  std::vector<Diagnostic> found;
  if (!test.passed()) return found;
  if (body.expect_returned_bool)
    found.push_back(make(Level::warning, report::codes::expect_returned_value,
                         "expect= returned a value and asserted nothing, so it can't fail",
                         "the value is ignored: write expect = lambda r: assert_true(...)"));
  else if (test.assertions == 0)
    found.push_back(make(Level::warning, report::codes::test_no_assertions,
                         "the test passed without asserting anything",
                         "add assert_true() or assert_eq(), or use the function in a "
                         "fault_scenario() with expect="));
  return found;
}

std::vector<Diagnostic> crashes(const report::TestResult& test) {
  std::vector<Diagnostic> found;
  for (const report::ServiceResult& service : test.services) {
    if (service.exit.empty() || service.exit == "exit code 0") continue;
    found.push_back(make(
        Level::error, report::codes::service_crashed,
        fmt::format("service '{}' ended during the test: {}", service.name, service.exit),
        service.output_tail.empty() ? "it printed nothing" : "its last output is in the results"));
    found.back().service = service.name;
  }
  return found;
}

std::vector<Diagnostic> unread_paths(const report::TestResult& test) {
  std::vector<Diagnostic> found;
  for (const RuleResult& each : test.rules) {
    if (each.path_unknown == 0) continue;
    found.push_back(make(
        Level::error, report::codes::decisions_missed,
        fmt::format("{} calls of {} on '{}' passed undecided, since the memory of their path "
                    "argument was not resident",
                    each.path_unknown, each.rule.keyword, each.rule.service),
        missed_advice));
    found.back().service = each.rule.service;
    found.back().keyword = each.rule.keyword;
  }
  return found;
}

std::vector<Diagnostic> test_losses(const engine::Losses& lost, uint64_t strays) {
  return losses(lost.events_dropped + strays, lost.decisions_missed, "");
}

std::vector<Diagnostic> untold_losses(const engine::Losses& told, const engine::Losses& total) {
  return losses(total.events_dropped - told.events_dropped,
                total.decisions_missed - told.decisions_missed,
                " while services started or stopped, or in a test that did not count");
}

}  // namespace mishap::run
