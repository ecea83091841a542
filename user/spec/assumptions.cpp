// fault_assumption(): faults under a name, to be used by fault_scenario and fault_matrix.
#include <functional>

#include <fmt/format.h>

#include "user/spec/arguments.h"
#include "user/spec/faults.h"
#include "user/spec/rules.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

const std::vector<Param> assumption_params = {
    required("name", type::kString),
    optional("target").keyword_only(),
    optional("faults", type::kSequence).or_host("fault_assumption").keyword_only(),
    optional("description", type::kString).keyword_only(),
};
constexpr std::string_view later_keywords[] = {"rules", "monitors"};

/// The rules of faults=[a, b], behind those that are there.
void take_faults(const Call& call, plan::Assumption& assumption) {
  std::vector<Value> faults = {call.arg("faults")};
  if (!as<AssumptionValue>(faults[0])) faults = call.sequence("faults");
  for (size_t i = 0; i < faults.size(); ++i) {
    const auto* child = as<AssumptionValue>(faults[i]);
    if (!child)
      call.fail_at("faults", fmt::format("faults[{}] must be a fault_assumption, got {}", i,
                                         starlark::type_name(faults[i])));
    append_rules(assumption.rules, child->assumption().rules);
  }
}

Value run_fault_assumption(Call& call) {
  only_while_loading(call);
  plan::Assumption assumption;
  assumption.name = name_argument(call, "name");
  assumption.place = to_place(call.place());
  assumption.description = call.string_or("description", "");
  claim(call, "name", "fault_assumption", assumption.name);
  if (call.has("target")) {
    const plan::Service& service = target_service(call, "target", "a service");
    assumption.rules = keyword_rules(call, service, assumption_params, later_keywords);
    for (plan::Rule& rule : assumption.rules) rule.assumption = assumption.name;
  } else if (!call.kwargs().empty()) {
    const Argument& first = call.kwargs().front();
    if (!as<FaultValue>(first.value))
      refuse_keyword(call, first, assumption_params, later_keywords);
    call.fail_at(first, fmt::format("\"{}\" needs target=, the service to fault", first.name));
  }
  if (call.has("faults")) take_faults(call, assumption);
  if (assumption.rules.empty())
    call.fail(fmt::format("fault_assumption \"{}\" has no faults", assumption.name),
              "give target= and a fault, such as write=deny(\"EIO\"), or faults=[...]");
  session_of(call).registry.plan.assumptions.push_back(assumption);
  return call.heap().host(std::make_shared<AssumptionValue>(std::move(assumption)));
}

}  // namespace

std::string AssumptionValue::repr() const {
  return fmt::format("<fault_assumption {}>", assumption_.name);
}

bool AssumptionValue::equals(const HostObject& other) const {
  const auto* assumption = dynamic_cast<const AssumptionValue*>(&other);
  return assumption && assumption->assumption_.name == assumption_.name;
}

std::optional<std::uint32_t> AssumptionValue::hash() const {
  return static_cast<std::uint32_t>(std::hash<std::string>{}(assumption_.name));
}

BuiltinDef fault_assumption_builtin() {
  return {.name = "fault_assumption",
          .params = assumption_params,
          .kwargs_name = "faults_by_name",
          .doc = "Gives faults a name: those of the keywords, then those of faults=[...].",
          .run = run_fault_assumption};
}

}  // namespace mishap::spec
