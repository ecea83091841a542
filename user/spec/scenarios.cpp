// scenario() and fault_scenario(): a function as a test, alone or under faults.
#include "user/spec/scenarios.h"

#include <algorithm>

#include <fmt/format.h>

#include "starlark/thread.h"
#include "user/spec/arguments.h"
#include "user/spec/callables.h"
#include "user/spec/faults.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

Value run_scenario(Call& call) {
  only_while_loading(call);
  const Value function = call.arg("fn");
  const std::string name(function_name(function));
  check_callable(call, "fn", "scenario " + name, function, 0);
  claim(call, "fn", "test", "test_" + name,
        name == "lambda" ? "a lambda has no name of its own: use def" : "");
  plan::Test test;
  test.name = "test_" + name;
  test.kind = plan::TestKind::scenario;
  test.scenario = name;
  test.place = to_place(function_place(function));
  session_of(call).registry.add_test(std::move(test), {function, {}});
  return Value::none();
}

const std::vector<Param> fault_scenario_params = {
    required("name", type::kString),
    required("scenario", type::kCallable).keyword_only(),
    optional("faults", type::kSequence).or_host("fault_assumption").keyword_only(),
    optional("expect", type::kCallable).or_none().keyword_only(),
    optional("timeout", type::kString).keyword_only().shown_default("\"3m\""),
};
constexpr std::string_view later_keywords[] = {"monitors"};

std::vector<std::string> assumption_names(const Call& call) {
  if (!call.has("faults")) return {};
  std::vector<Value> faults = {call.arg("faults")};
  if (!as<AssumptionValue>(faults[0])) faults = call.sequence("faults");
  std::vector<std::string> names;
  for (const Value fault : faults) {
    const auto* assumption = as<AssumptionValue>(fault);
    if (!assumption)
      call.fail_at("faults", fmt::format("faults[{}] must be a fault_assumption, got {}",
                                         names.size(), starlark::type_name(fault)));
    const std::string& name = assumption->assumption().name;
    if (std::ranges::find(names, name) != names.end())
      call.fail_at("faults", fmt::format("faults names {} twice", name));
    names.push_back(name);
  }
  return names;
}

Value run_fault_scenario(Call& call) {
  only_while_loading(call);
  for (const Argument& argument : call.kwargs())
    refuse_keyword(call, argument, fault_scenario_params, later_keywords);
  plan::Test test;
  test.name = "test_" + name_argument(call, "name");
  test.kind = plan::TestKind::fault_scenario;
  test.scenario = function_name(call.arg("scenario"));
  check_callable(call, "scenario", "scenario " + test.scenario, call.arg("scenario"), 0);
  test.assumptions = assumption_names(call);
  test.has_expect = call.has("expect");
  if (test.has_expect) check_callable(call, "expect", "expect", call.arg("expect"), 1);
  test.timeout_ns = duration_or(call, "timeout", 0);
  test.place = to_place(call.place());
  claim(call, "name", "test", test.name);
  session_of(call).registry.add_test(std::move(test), {call.arg("scenario"), call.arg("expect")});
  return Value::none();
}

}  // namespace

BuiltinDef scenario_builtin() {
  return {.name = "scenario",
          .params = {required("fn", type::kCallable)},
          .doc = "Makes a test of a function, without faults.",
          .run = run_scenario};
}

BuiltinDef fault_scenario_builtin() {
  return {.name = "fault_scenario",
          .params = fault_scenario_params,
          .kwargs_name = "keywords",
          .doc = "Makes a test of a scenario under faults; expect= judges what it returned.",
          .run = run_fault_scenario};
}

}  // namespace mishap::spec
