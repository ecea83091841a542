// Whether a function that a spec hands over can be called the way that a test will call it.
#include "user/spec/callables.h"

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "starlark/thread.h"

namespace mishap::spec {

std::string call_problem(starlark::Value function, std::size_t arguments) {
  const auto signature = starlark::function_signature(function);
  if (!signature) return {};
  const bool needs_more = signature->required_positional > arguments ||
                          signature->required.size() > signature->required_positional;
  if (!needs_more && signature->positional >= arguments) return {};
  std::string takes = "takes none";
  if (needs_more)
    takes = "needs " + starlark::join_names(signature->required);
  else if (signature->positional > 0)
    takes = fmt::format("takes only {}", signature->positional);
  if (arguments == 0) return "must be callable without arguments, but " + takes;
  return fmt::format("must be callable with {} argument{}, but {}", arguments,
                     arguments == 1 ? "" : "s", takes);
}

void check_callable(const starlark::Call& call, std::string_view parameter, std::string_view what,
                    starlark::Value function, std::size_t arguments) {
  const std::string problem = call_problem(function, arguments);
  if (!problem.empty()) call.fail_at(parameter, fmt::format("{} {}", what, problem));
}

}  // namespace mishap::spec
