// scenario(), fault_scenario() and fault_matrix(): tests made of scenarios and assumptions.
#pragma once

#include "starlark/builtin.h"
#include "user/plan/plan.h"

namespace mishap::spec {

starlark::BuiltinDef scenario_builtin();
starlark::BuiltinDef fault_scenario_builtin();
starlark::BuiltinDef fault_matrix_builtin();

}  // namespace mishap::spec
