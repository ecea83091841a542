// Names of families and syscalls, expanded.
#include "user/spec/syscall_sets.h"

#include <algorithm>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/syscalls.h"

namespace mishap::spec {

Result<std::vector<std::string>> expand_syscalls(const std::vector<std::string>& names) {
  std::vector<std::string> members;
  for (const std::string& name : names) {
    const std::vector<std::string> expanded = plan::expand_family(name);
    if (expanded.empty())
      return fail(fmt::format("\"{}\" is no syscall or family{}", name,
                              starlark::did_you_mean(name, plan::syscall_names())));
    if (const auto reason = plan::refusal(name))
      return fail(fmt::format("{} can't be faulted: {}", name, *reason));
    for (const std::string& member : expanded)
      if (std::ranges::find(members, member) == members.end()) members.push_back(member);
  }
  return members;
}

}  // namespace mishap::spec
