// From how the body of a test ended to its outcome.
#include "user/run/verdict.h"

#include <fmt/format.h>

namespace mishap::run {

using report::Outcome;

void apply_body(report::TestResult& test, const spec::BodyResult& body) {
  using Kind = spec::BodyResult::Kind;
  switch (body.kind) {
    case Kind::passed:
      test.outcome = Outcome::pass;
      break;
    case Kind::assertion:
      test.outcome = Outcome::fail;
      test.failure_type = "assertion";
      break;
    case Kind::expectation:
      test.outcome = Outcome::fail;
      test.failure_type = "expectation";
      break;
    case Kind::error:
      test.outcome = Outcome::error;
      test.failure_type = "error";
      break;
  }
  test.return_value = body.return_value;
  test.assertions = body.assertions;
  if (body.kind == Kind::passed) return;
  test.reason = body.reason;
  test.detail = body.detail;
  test.hint = body.hint;
  test.place = body.place;
}

void apply_start_error(report::TestResult& test, const Error& error) {
  test.outcome = Outcome::error;
  test.failure_type = "service_start";
  test.reason = error.message;
  test.hint = error.hint;
  test.place = error.place;
  if (!error.code.empty())
    test.diagnostics.push_back(
        {report::Level::error, error.code, error.message, error.hint, {}, {}});
}

void apply_timeout(report::TestResult& test, double seconds) {
  test.outcome = Outcome::error;
  test.failure_type = "timeout";
  test.reason = fmt::format("the test did not end within {:g} s", seconds);
  // They told how the interrupted body ended, which would read as the cause.
  test.detail.clear();
  test.hint.clear();
  test.place = {};
}

void apply_required_faults(report::TestResult& test) {
  if (!test.passed() || !test.test.require_faults_fire) return;
  for (const report::RuleResult& each : test.rules) {
    if (each.took_effect() || each.armings == 0 || !each.is_fault()) continue;
    test.outcome = Outcome::fail;
    test.failure_type = "fault_not_fired";
    test.reason = fmt::format("{} fault on '{}' never fired (require_faults_fire)",
                              each.rule.keyword, each.rule.service);
    return;
  }
}

}  // namespace mishap::run
