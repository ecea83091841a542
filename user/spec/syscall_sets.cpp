// Names of families and syscalls, expanded.
#include "user/spec/syscall_sets.h"

#include <algorithm>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/syscalls.h"

namespace mishap::spec {
namespace {

/// As the manual writes a call that is meant alone, whatever family is named after it.
constexpr std::string_view section = "(2)";

Result<std::vector<std::string>> expand(const std::string& name) {
  const bool is_alone = name.ends_with(section);
  const std::string bare = is_alone ? name.substr(0, name.size() - section.size()) : name;
  std::vector<std::string> members;
  if (!is_alone) members = plan::expand_family(bare);
  if (is_alone && plan::find_syscall(bare) != nullptr) members = {bare};
  if (members.empty())
    return fail(fmt::format("\"{}\" is no syscall or family{}", name,
                            starlark::did_you_mean(bare, plan::syscall_names())));
  if (const auto reason = plan::refusal(bare))
    return fail(fmt::format("{} can't be faulted: {}", name, *reason));
  return members;
}

}  // namespace

Result<std::vector<std::string>> expand_syscalls(const std::vector<std::string>& names) {
  std::vector<std::string> members;
  for (const std::string& name : names) {
    const Result<std::vector<std::string>> expanded = expand(name);
    if (!expanded) return std::unexpected(expanded.error());
    for (const std::string& member : *expanded)
      if (std::ranges::find(members, member) == members.end()) members.push_back(member);
  }
  return members;
}

std::string spelled_alone(std::string_view syscall) {
  const std::vector<std::string> family = plan::expand_family(syscall);
  return family.size() == 1 ? std::string(syscall) : fmt::format("{}{}", syscall, section);
}

}  // namespace mishap::spec
