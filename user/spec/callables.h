// Whether a function that a spec hands over can be called the way that a test will call it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "starlark/builtin.h"

namespace mishap::spec {

/// What is wrong with calling `function` with this many positional arguments, to stand behind its
/// name: "must be callable without arguments, but needs a". Empty when nothing is, and for
/// builtins, which check at the call.
std::string call_problem(starlark::Value function, std::size_t arguments);

/// Fails at the argument `parameter` when `function` can't be called with this many arguments.
/// `what` begins the error: "scenario z".
void check_callable(const starlark::Call& call, std::string_view parameter, std::string_view what,
                    starlark::Value function, std::size_t arguments);

}  // namespace mishap::spec
