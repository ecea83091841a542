// deny(): the call is not carried out and gives an error to the program.
#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/errno_names.h"
#include "user/spec/arguments.h"
#include "user/spec/faults.h"
#include "user/spec/probability.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

const std::vector<Param> deny_params = {
    required("errno", type::kString),
    optional("label", type::kString).keyword_only().or_none(),
    optional("probability", type::kNumber | type::kString).keyword_only().shown_default("1.0"),
};
constexpr std::string_view later_keywords[] = {"max_fires", "mode",  "nth",  "after",
                                               "every",     "times", "when", "at"};

Value run_deny(Call& call) {
  for (const Argument& argument : call.kwargs())
    refuse_keyword(call, argument, deny_params, later_keywords);
  const std::string_view name = call.string("errno");
  const auto value = plan::errno_value(name);
  if (!value)
    call.fail_at("errno", fmt::format("unknown errno \"{}\"{}", name,
                                      did_you_mean(name, plan::errno_names())));
  double probability = 1;
  if (call.has("probability")) {
    const auto parsed = parse_probability(call.arg("probability"));
    if (!parsed) call.fail_at("probability", parsed.error());
    probability = *parsed;
  }
  const std::string label(call.string_or("label", ""));
  if (!label.empty()) check_name(call, "label", "label", label);
  const plan::Action action{plan::ActionKind::deny, *value};
  return call.heap().host(std::make_shared<FaultValue>(action, probability, label));
}

}  // namespace

std::string FaultValue::repr() const {
  std::string text = fmt::format("deny(\"{}\"", plan::errno_name(action_.error_number));
  if (!label_.empty()) text += fmt::format(", label=\"{}\"", label_);
  if (probability_ != 1) text += fmt::format(", probability={}", probability_);
  return text + ")";
}

void FaultValue::apply(plan::Rule& rule) const {
  rule.action = action_;
  rule.probability = probability_;
  rule.label = label_;
}

BuiltinDef deny_builtin() {
  return {.name = "deny",
          .params = deny_params,
          .kwargs_name = "keywords",
          .doc = "The call is not carried out and fails with this errno.",
          .run = run_deny};
}

}  // namespace mishap::spec
