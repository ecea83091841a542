// deny(): the call is not carried out and gives an error to the program.
#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/errno_names.h"
#include "user/plan/trigger.h"
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
    optional("nth", type::kInt).keyword_only().or_none(),
    optional("after", type::kInt).keyword_only().or_none(),
    optional("every", type::kInt).keyword_only().or_none(),
    optional("times", type::kInt).keyword_only().or_none(),
    optional("when", type::kString).keyword_only().or_none(),
};
constexpr std::string_view later_keywords[] = {"max_fires", "mode", "at"};

plan::Trigger trigger_argument(const Call& call) {
  plan::TriggerTerms terms;
  const auto check = [&](std::string_view name, const Result<void>& added) {
    if (!added) call.fail_at(name, added.error().message, added.error().hint);
  };
  for (const std::string_view name : plan::trigger_counts())
    if (call.has(name)) check(name, terms.add(name, call.integer(name)));
  if (call.has("when")) check("when", terms.add_when(call.string("when")));
  return *terms.finish();
}

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
  return call.heap().host(
      std::make_shared<FaultValue>(action, trigger_argument(call), probability, label));
}

}  // namespace

std::string FaultValue::repr() const {
  std::string text = fmt::format("deny(\"{}\"", plan::errno_name(action_.error_number));
  if (!label_.empty()) text += fmt::format(", label=\"{}\"", label_);
  const std::string trigger = plan::trigger_text(trigger_);
  if (!trigger.empty()) text += ", " + trigger;
  if (probability_ != 1) text += fmt::format(", probability={}", probability_);
  return text + ")";
}

void FaultValue::apply(plan::Rule& rule) const {
  rule.action = action_;
  rule.trigger = trigger_;
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
