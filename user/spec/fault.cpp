// fault(): arms faults while a function runs.
#include <fmt/format.h>

#include "user/spec/arguments.h"
#include "user/spec/callables.h"
#include "user/spec/faults.h"
#include "user/spec/rules.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

const std::vector<Param> fault_params = {
    required("target"),
    required("run", type::kCallable).keyword_only(),
};
constexpr std::string_view later_keywords[] = {"source"};

std::vector<plan::Rule> rules_of(const Call& call) {
  if (const auto* assumption = as<AssumptionValue>(call.arg("target"))) {
    if (!call.kwargs().empty())
      call.fail_at(
          call.kwargs().front(),
          fmt::format("\"{}\" has no place beside a fault_assumption", call.kwargs().front().name),
          "the assumption says what fails; nest two fault() calls to add to it");
    return assumption->assumption().rules;
  }
  const plan::Service& service = target_service(call, "target", "a service or fault_assumption");
  std::vector<plan::Rule> rules = keyword_rules(call, service, fault_params, later_keywords);
  if (rules.empty()) call.fail("no fault is given", "name what fails, such as write=deny(\"EIO\")");
  return rules;
}

Value run_fault(Call& call) {
  const std::vector<plan::Rule> rules = rules_of(call);
  check_callable(call, "run", "run", call.arg("run"), 0);
  TestRun* test = session_of(call).test;
  if (!test)
    call.fail("faults are armed inside tests, not while the spec loads",
              "put it into a function: def test_something(): ...");
  const auto armed = test->runtime.arm(rules);
  if (!armed) call.fail(armed.error().message, armed.error().hint);
  ArmedRules guard(*test, *armed);  // An error in run() leaves by exception: this disarms.
  const Value result = call.call(call.arg("run"));
  const auto disarmed = guard.disarm();
  if (!disarmed) call.fail(disarmed.error().message, disarmed.error().hint);
  return result;
}

}  // namespace

BuiltinDef fault_builtin() {
  return {.name = "fault",
          .params = fault_params,
          .kwargs_name = "faults_by_name",
          .doc = "Arms faults on a service, calls run(), disarms them, and returns its result.",
          .run = run_fault};
}

}  // namespace mishap::spec
