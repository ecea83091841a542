// The names that every spec sees beyond Starlark's own.
#include "user/spec/environment.h"

#include "starlark/json.h"
#include "user/spec/asserts.h"
#include "user/spec/faults.h"
#include "user/spec/healthchecks.h"
#include "user/spec/operations.h"
#include "user/spec/scenarios.h"
#include "user/spec/services.h"

namespace mishap::spec {

std::shared_ptr<const starlark::Environment> make_environment() {
  auto environment = std::make_shared<starlark::Environment>();
  for (starlark::BuiltinDef (*builtin)() :
       {service_builtin, interface_builtin, tcp_builtin, http_builtin, op_builtin, fault_builtin,
        fault_assumption_builtin, scenario_builtin, fault_scenario_builtin, fault_matrix_builtin,
        assert_true_builtin, assert_eq_builtin, fail_builtin})
    environment->add(builtin());
  for (starlark::BuiltinDef& builtin : action_builtins()) environment->add(std::move(builtin));
  environment->add("struct", starlark::struct_function(environment->heap()));
  return environment;
}

}  // namespace mishap::spec
