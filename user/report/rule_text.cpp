// Rules told in one line.
#include "user/report/rule_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/action_text.h"
#include "user/plan/predicates_text.h"
#include "user/plan/trigger.h"

namespace mishap::report {

std::string action_text(const plan::Rule& rule) {
  std::string terms = plan::trigger_text(rule.trigger);
  if (rule.probability < 1.0)
    terms += fmt::format("{}probability={:g}", terms.empty() ? "" : ", ", rule.probability);
  return plan::action_text(rule.action, terms);
}

std::string keyword_text(const plan::Rule& rule) {
  return rule.keyword + "=" + action_text(rule);
}

std::string rule_text(const plan::Rule& rule) {
  std::string text =
      fmt::format("{} → filter:[{}]", keyword_text(rule), fmt::join(rule.syscalls, ","));
  const std::string where = plan::predicates_text(rule.where);
  if (!where.empty()) text += " " + where;
  if (!rule.label.empty()) text += fmt::format(" label=\"{}\"", rule.label);
  return text;
}

}  // namespace mishap::report
