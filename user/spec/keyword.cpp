// What a fault keyword names.
#include "user/spec/keyword.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "starlark/spelling.h"
#include "user/plan/syscalls.h"
#include "user/spec/syscall_sets.h"

namespace mishap::spec {
namespace {

std::unexpected<Error> unknown(const std::string& keyword, std::span<const plan::Op> ops,
                               const std::string& owner, std::span<const std::string> parameters) {
  std::vector<std::string> names;
  for (const plan::Op& op : ops) names.push_back(op.name);
  const std::string listed = fmt::format("{}", fmt::join(names, ", "));
  names.insert(names.end(), parameters.begin(), parameters.end());
  for (std::string& name : plan::syscall_names()) names.push_back(std::move(name));
  const std::string of = owner.empty() ? "" : " of " + owner;
  std::string hint;
  if (!listed.empty())
    hint = fmt::format("ops{}: {}", of, listed);
  else if (!owner.empty())
    hint = owner + " has no ops";
  return fail(fmt::format("\"{}\" is no op{}, syscall or family{}", keyword, of,
                          starlark::did_you_mean(keyword, names)),
              hint);
}

}  // namespace

Result<plan::Rule> resolve_keyword(const std::string& keyword, std::span<const plan::Op> ops,
                                   const std::string& owner,
                                   std::span<const std::string> parameters) {
  plan::Rule rule;
  rule.keyword = keyword;
  const auto op = std::ranges::find(ops, keyword, &plan::Op::name);
  if (op != ops.end()) {
    rule.op = op->name;
    rule.syscalls = op->syscalls;
    rule.where = op->where;
    return rule;
  }
  if (plan::expand_family(keyword).empty()) return unknown(keyword, ops, owner, parameters);
  auto syscalls = expand_syscalls({keyword});
  if (!syscalls) return std::unexpected(syscalls.error());
  rule.syscalls = std::move(*syscalls);
  return rule;
}

}  // namespace mishap::spec
