// What can be said against a rule as a whole.
#include "user/spec/rule_checks.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/skip.h"
#include "user/plan/syscalls.h"
#include "user/plan/trigger.h"
#include "user/spec/predicate_arguments.h"
#include "user/spec/syscall_sets.h"

namespace mishap::spec {
namespace {

/// The members of which some call can meet the predicates.
std::vector<const plan::Syscall*> reachable(const plan::Rule& rule) {
  std::vector<const plan::Syscall*> calls;
  for (const std::string& name : rule.syscalls)
    if (const plan::Syscall* call = plan::find_syscall(name); can_meet(*call, rule.where))
      calls.push_back(call);
  return calls;
}

/// Also says which of the others can be skipped, since a family may be to blame.
Result<void> check_skip(const std::vector<const plan::Syscall*>& calls) {
  std::vector<std::string> skippable;
  std::optional<Error> first;
  for (const plan::Syscall* call : calls) {
    const Result<plan::Success> success = plan::skip_result(call->name);
    if (success) skippable.push_back(fmt::format("\"{}\"", spelled_alone(call->name)));
    if (!success && !first) first = success.error();
  }
  if (!first) return {};
  if (!skippable.empty())
    first->hint += fmt::format("; op([{}]) can be skipped", fmt::join(skippable, ", "));
  return std::unexpected(std::move(*first));
}

Result<void> check_per(plan::Per per, const std::vector<const plan::Syscall*>& calls) {
  const auto need = per == plan::Per::fd     ? &plan::Syscall::has_descriptor
                    : per == plan::Per::path ? &plan::Syscall::has_path
                                             : nullptr;
  if (need == nullptr || std::ranges::any_of(calls, need)) return {};
  std::vector<std::string_view> names;
  for (const plan::Syscall* call : calls) names.push_back(call->name);
  return fail(fmt::format("per=\"{}\" can't tell calls of {} apart: {}", plan::per_name(per),
                          fmt::join(names, ", "),
                          per == plan::Per::fd ? "they have no descriptor" : "they name no file"),
              "per=\"process\" and per=\"thread\" work for all calls");
}

}  // namespace

Result<void> check_rule(const plan::Rule& rule) {
  const std::vector<const plan::Syscall*> calls = reachable(rule);
  if (rule.action.kind == plan::ActionKind::skip)
    if (Result<void> good = check_skip(calls); !good) return good;
  return check_per(rule.trigger.per, calls);
}

}  // namespace mishap::spec
