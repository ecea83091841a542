// Matches calls as the kernel side would.
#include "user/live/operations.h"

#include <algorithm>
#include <cerrno>

#include "user/compile/match.h"
#include "user/plan/syscalls.h"

namespace mishap::live {

bool shows_in_calls(const plan::Op& op) {
  plan::Predicates paths_alone;
  paths_alone.globs = op.where.globs;
  return op.where == paths_alone;
}

Result<Operations> Operations::of(const std::vector<plan::Op>& ops) {
  Operations operations;
  for (const plan::Op& op : ops) {
    Matcher matcher{op.name, {}, !op.where.globs.empty(), {}};
    for (const std::string& name : op.syscalls)
      matcher.syscalls.insert(plan::find_syscall(name)->number);
    plan::Rule rule;
    rule.keyword = op.name;
    rule.syscalls = op.syscalls;
    rule.where = op.where;
    rule.action = {plan::ActionKind::deny, EIO};
    rule.place = op.place;
    const compile::ArmedRule alone[] = {{&rule, 0}};
    Result<compile::ScopeImage> image = compile::compile_scope(alone);
    if (!image) return std::unexpected(image.error());
    matcher.image = std::move(*image);
    operations.matchers_.push_back(std::move(matcher));
  }
  return operations;
}

std::vector<std::string> Operations::met_by(const engine::RawCall& call) const {
  std::vector<std::string> names;
  if (call.unknown) return names;
  for (const Matcher& each : matchers_) {
    if (!each.syscalls.contains(call.syscall)) continue;
    const bool meets =
        !each.has_path || std::ranges::any_of(call.paths, [&](const std::string& path) {
          return !path.empty() && compile::match_path(each.image, path) != 0;
        });
    if (meets) names.push_back(each.name);
  }
  return names;
}

}  // namespace mishap::live
