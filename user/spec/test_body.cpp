// Runs the body of one test: its faults, its function, its expectation.
#include "user/spec/test_body.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "starlark/thread.h"
#include "user/spec/arguments.h"
#include "user/spec/asserts.h"
#include "user/spec/rendering.h"
#include "user/spec/rules.h"

namespace mishap::spec {
namespace {

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

BodyResult failed(const starlark::Error& error, bool in_expect) {
  BodyResult result;
  result.kind = BodyResult::Kind::error;
  if (is_assertion(error))
    result.kind = in_expect ? BodyResult::Kind::expectation : BodyResult::Kind::assertion;
  result.reason = one_line(error.message);
  result.detail = rendered(error);
  result.place = to_place(error.place);
  result.hint = error.hint;
  return result;
}

BodyResult failed(const Error& error, const plan::Test& test) {
  BodyResult result;
  result.kind = BodyResult::Kind::error;
  result.reason = one_line(error.message);
  result.place = error.place.known() ? error.place : test.place;
  result.hint = error.hint;
  return result;
}

/// All rules of the test's assumptions, in order, each once.
std::vector<plan::Rule> rules_of(const Registry& registry, const plan::Test& test) {
  std::vector<plan::Rule> rules;
  for (const std::string& name : test.assumptions)
    append_rules(rules, registry.assumption(name)->rules);
  return rules;
}

/// Calls the test's function and its expectation.
BodyResult call_functions(starlark::Thread& thread, const TestBody& body, TestRun& run) {
  const auto returned = thread.call(body.function);
  if (!returned) return failed(returned.error(), false);
  BodyResult result;
  if (!returned->is_none()) result.return_value = starlark::repr(*returned);
  if (!body.expect.is_bound()) return result;
  const int assertions_before = run.assertions;
  const starlark::Value argument = *returned;
  const auto judged = thread.call(body.expect, {&argument, 1});
  if (!judged) {
    BodyResult failure = failed(judged.error(), true);
    failure.return_value = std::move(result.return_value);
    return failure;
  }
  result.expect_returned_bool = run.assertions == assertions_before && judged->is_bool();
  return result;
}

/// The body between arming and disarming.
BodyResult call_under_faults(Session& session, const TestBody& body, const plan::Test& test,
                             TestRun& run, const std::atomic<bool>& cancelled) {
  std::optional<ArmedRules> armed;
  if (const std::vector<plan::Rule> rules = rules_of(session.registry, test); !rules.empty()) {
    const auto fault = run.runtime.arm(rules);
    if (!fault) return failed(fault.error(), test);
    armed.emplace(run, *fault);
  }
  starlark::Host host;
  host.print = [&run](std::string_view text, const auto&) { run.runtime.print(std::string(text)); };
  host.user_data = &session;
  host.cancel = &cancelled;
  starlark::Thread thread(host);
  BodyResult result = call_functions(thread, body, run);
  if (!armed) return result;
  const auto disarmed = armed->disarm();
  if (result.kind != BodyResult::Kind::passed) return result;
  if (!disarmed) return failed(disarmed.error(), test);
  return result;
}

}  // namespace

BodyResult run_body(Session& session, const plan::Test& test, Runtime& runtime,
                    std::atomic<bool>& cancelled) {
  const TestBody* body = session.registry.body(test.name);
  if (!body) return failed(Error{"there is no test \"" + test.name + "\"", {}, {}, {}}, test);
  const int64_t timeout_ns = test.timeout_ns > 0 ? test.timeout_ns : default_timeout_ns;
  TestRun run{.runtime = runtime, .deadline_ns = monotonic_ns() + timeout_ns};
  std::atomic<bool> timed_out = false;
  session.test = &run;
  BodyResult result;
  {
    const Watchdog watchdog(timeout_ns, [&] { cancelled = timed_out = true; });
    result = call_under_faults(session, *body, test, run, cancelled);
  }
  session.test = nullptr;
  if (result.kind == BodyResult::Kind::passed && !run.disarmed)
    result = failed(run.disarmed.error(), test);
  const bool is_late = timed_out || monotonic_ns() >= run.deadline_ns;
  if (is_late && result.kind == BodyResult::Kind::error)
    result.reason = fmt::format("timed out after {} s", static_cast<double>(timeout_ns) / 1e9);
  result.assertions = run.assertions;
  return result;
}

}  // namespace mishap::spec
