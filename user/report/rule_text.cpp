// Rules told in one line.
#include "user/report/rule_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/errno_names.h"

namespace mishap::report {

std::string action_text(const plan::Rule& rule) {
  const std::string error = plan::errno_name(rule.action.error_number);
  if (rule.probability >= 1.0) return fmt::format("deny({})", error);
  return fmt::format("deny({}, probability={:g})", error, rule.probability);
}

std::string keyword_text(const plan::Rule& rule) {
  return rule.keyword + "=" + action_text(rule);
}

std::string rule_text(const plan::Rule& rule) {
  std::string text =
      fmt::format("{} → filter:[{}]", keyword_text(rule), fmt::join(rule.syscalls, ","));
  if (rule.where.globs.size() == 1) text += fmt::format(" path=\"{}\"", rule.where.globs.front());
  if (rule.where.globs.size() > 1) text += fmt::format(" path=[\"{}\"]", fmt::join(rule.where.globs, "\",\""));
  if (!rule.label.empty()) text += fmt::format(" label=\"{}\"", rule.label);
  return text;
}

}  // namespace mishap::report
