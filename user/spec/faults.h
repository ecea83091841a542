// deny() and its like, fault_assumption() and fault(): what happens to the calls of a service.
#pragma once

#include <memory>

#include "starlark/builtin.h"
#include "starlark/host_object.h"
#include "user/plan/error.h"
#include "user/plan/plan.h"
#include "user/spec/fault_arguments.h"

namespace mishap::spec {

/// The value of deny(...), skip(), ...: what is done to a call, and how often, but not yet to
/// which.
class FaultValue : public starlark::HostObject {
 public:
  FaultValue(const plan::Action& action, FaultTerms terms)
      : action_(action), terms_(std::move(terms)) {}
  std::string_view type_name() const override { return "fault"; }
  std::string repr() const override;
  /// Makes this what the rule does to its calls. Errors: it can't be done to some of them.
  Result<void> apply(plan::Rule& rule) const;

 private:
  plan::Action action_;
  FaultTerms terms_;
};

/// The value of fault_assumption(...). Equal and hashed by its name, so it can stand in the keys of
/// overrides=.
class AssumptionValue : public starlark::HostObject {
 public:
  explicit AssumptionValue(plan::Assumption assumption) : assumption_(std::move(assumption)) {}
  std::string_view type_name() const override { return "fault_assumption"; }
  std::string repr() const override;
  bool equals(const starlark::HostObject& other) const override;
  std::optional<std::uint32_t> hash() const override;
  const plan::Assumption& assumption() const { return assumption_; }

 private:
  plan::Assumption assumption_;
};

/// deny, returns, skip, crash, allow and trace.
std::vector<starlark::BuiltinDef> action_builtins();
starlark::BuiltinDef fault_builtin();
starlark::BuiltinDef fault_assumption_builtin();

}  // namespace mishap::spec
