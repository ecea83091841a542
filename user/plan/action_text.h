// Actions told in words.
#pragma once

#include <string>
#include <string_view>

#include "user/plan/plan.h"

namespace mishap::plan {

/// The name of the builtin that makes it: "deny".
std::string_view action_name(ActionKind kind);
/// "entry", "exit".
std::string_view moment_name(Moment moment);
/// Whether it can be done at either moment, so that `at` means something.
bool has_moment(const Action& action);

/// "deny(EIO)", "deny(EIO, at=exit)", "returns(0)", "skip()", "crash(SIGKILL)", "allow()",
/// "trace()"; `terms`, such as "nth=3", come last in the brackets.
std::string action_text(const Action& action, std::string_view terms = {});

}  // namespace mishap::plan
