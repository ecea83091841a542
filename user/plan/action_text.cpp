// Actions told in words.
#include "user/plan/action_text.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/errno_names.h"
#include "user/plan/signals.h"

namespace mishap::plan {

std::string_view action_name(ActionKind kind) {
  switch (kind) {
    case ActionKind::deny:
      return "deny";
    case ActionKind::returns:
      return "returns";
    case ActionKind::skip:
      return "skip";
    case ActionKind::crash:
      return "crash";
    case ActionKind::allow:
      return "allow";
    case ActionKind::trace:
      return "trace";
  }
  return {};
}

std::string_view moment_name(Moment moment) {
  return moment == Moment::entry ? "entry" : "exit";
}

bool has_moment(const Action& action) {
  return action.kind == ActionKind::deny || action.kind == ActionKind::crash;
}

std::string action_text(const Action& action, std::string_view terms) {
  std::vector<std::string> parts;
  if (action.kind == ActionKind::deny) parts.push_back(errno_name(action.error_number));
  if (action.kind == ActionKind::returns) parts.push_back(std::to_string(action.value));
  if (action.kind == ActionKind::crash) parts.push_back(signal_name(action.signal));
  if (action.at == Moment::exit) parts.emplace_back("at=exit");
  if (!terms.empty()) parts.emplace_back(terms);
  return fmt::format("{}({})", action_name(action.kind), fmt::join(parts, ", "));
}

}  // namespace mishap::plan
