// op(): a set of syscalls under a name of the service's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "starlark/builtin.h"
#include "starlark/host_object.h"
#include "user/plan/plan.h"
#include "user/spec/registry.h"

namespace mishap::spec {

/// The value of op(...). It gets its name when a service takes it into ops=.
class OpValue : public starlark::HostObject {
 public:
  explicit OpValue(plan::Op op) : op_(std::move(op)) {}
  std::string_view type_name() const override { return "op"; }
  std::string repr() const override;
  const plan::Op& op() const { return op_; }

 private:
  plan::Op op_;
};

starlark::BuiltinDef op_builtin();

/// The ops of a service from ops={"name": op(...)}; notes what `check` should tell about them.
std::vector<plan::Op> ops_argument(const starlark::Call& call, const std::string& service);

/// Notes the traps of a named op: a name that hides a syscall, members that a predicate never
/// meets.
void note_traps(Registry& registry, const plan::Op& op, const std::string& service);

/// Names that fault() and fault_assumption() take for themselves: no op can have them.
bool is_reserved_op_name(std::string_view name);

}  // namespace mishap::spec
