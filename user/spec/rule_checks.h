// What can be said against a rule as a whole: its action and its trigger must suit its calls.
#pragma once

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// Whether what the rule does can be done to each of its calls, and what counts them exists.
/// Members that can never meet its predicates don't matter. Errors: skip() of a call that can't be
/// skipped; per="fd" and per="path" where no call has one.
Result<void> check_rule(const plan::Rule& rule);

}  // namespace mishap::spec
