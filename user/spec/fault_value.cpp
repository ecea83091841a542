// The value of deny(...), skip() and the others.
#include <fmt/format.h>

#include "user/plan/action_text.h"
#include "user/plan/errno_names.h"
#include "user/plan/signals.h"
#include "user/plan/trigger.h"
#include "user/spec/faults.h"
#include "user/spec/rule_checks.h"

namespace mishap::spec {

std::string FaultValue::repr() const {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  using plan::ActionKind;
  if (action_.kind == ActionKind::deny)
    add(fmt::format("\"{}\"", plan::errno_name(action_.error_number)));
  if (action_.kind == ActionKind::returns) add(std::to_string(action_.value));
  if (action_.kind == ActionKind::crash)
    add(fmt::format("\"{}\"", plan::signal_name(action_.signal)));
  if (action_.at == plan::Moment::exit) add("at=\"exit\"");
  if (!terms_.label.empty()) add(fmt::format("label=\"{}\"", terms_.label));
  plan::Trigger trigger = terms_.trigger;
  trigger.per = plan::Per::rule;
  if (!trigger.always()) add(plan::trigger_text(trigger));
  if (terms_.trigger.per != plan::Per::rule)
    add(fmt::format("per=\"{}\"", plan::per_name(terms_.trigger.per)));
  if (terms_.probability != 1) add(fmt::format("probability={}", terms_.probability));
  return fmt::format("{}({})", plan::action_name(action_.kind), text);
}

Result<void> FaultValue::apply(plan::Rule& rule) const {
  rule.action = action_;
  rule.trigger = terms_.trigger;
  rule.probability = terms_.probability;
  rule.label = terms_.label;
  return check_rule(rule);
}

}  // namespace mishap::spec
