// The order in which services start.
#pragma once

#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::run {

/// All services, each after those that it depends on, otherwise in declaration order. The pointers
/// are into the plan. Errors, with the service's place: a cycle (named in full), a dependency that
/// is no service.
Result<std::vector<const plan::Service*>> start_order(const plan::Plan& plan);

}  // namespace mishap::run
