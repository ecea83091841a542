// Remarks on a test that its verdict does not tell.
#include "user/run/diagnose.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "starlark/spelling.h"
#include "user/plan/uring_operations.h"
#include "user/run/why_unfired.h"

namespace mishap::run {
namespace {

using report::Diagnostic;
using report::Level;
using report::RuleResult;

Diagnostic make(Level level, std::string_view code, std::string message, std::string suggestion) {
  return {level, std::string(code), std::move(message), std::move(suggestion), {}, {}};
}

}  // namespace

std::vector<Diagnostic> unfired_faults(const report::TestResult& test) {
  std::vector<Diagnostic> found;
  for (const RuleResult& each : test.rules) {
    // Armings 0: it never was in force, since the arming of its fault() failed.
    if (each.took_effect() || each.armings == 0) continue;
    found.push_back(
        make(Level::warning, report::codes::fault_not_fired,
             fmt::format("{} {} on '{}' was installed but never fired", each.rule.keyword,
                         each.is_fault() ? "fault" : "rule", each.rule.service),
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

std::vector<Diagnostic> bypassed_faults(const report::TestResult& test, const plan::Plan& plan) {
  std::vector<Diagnostic> found;
  for (const RuleResult& each : test.rules) {
    const uint64_t submissions = report::submissions(each.bypassed);
    if (submissions == 0) continue;
    std::vector<std::string> names;
    for (const engine::Bypass& bypass : each.bypassed)
      names.emplace_back(plan::find_uring_operation(bypass.operation)->name);
    const plan::Service* service = plan.service(each.rule.service);
    const bool is_allowed = service != nullptr && service->allows_io_uring;
    found.push_back(
        make(Level::warning, report::codes::bypass_seen,
             fmt::format(
                 "{} submissions to io_urings ({}) may have gone past the {} fault on '{}': they "
                 "make no system call",
                 submissions, starlark::join_names(names), each.rule.keyword, each.rule.service),
             is_allowed ? "leave io_uring=\"allow\" out, and the program falls back to system calls"
                        : "its ring is older than the first fault: give the service ops= or a "
                          "fault_assumption(), and io_uring is off from its start"));
    found.back().service = each.rule.service;
    found.back().keyword = each.rule.keyword;
  }
  return found;
}

std::vector<Diagnostic> uncovered_calls(const std::vector<std::string>& gaps) {
  std::vector<Diagnostic> found;
  for (const std::string& gap : gaps)
    found.push_back(make(Level::warning, report::codes::calls_not_covered, gap, ""));
  return found;
}

}  // namespace mishap::run
