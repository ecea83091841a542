// deny(), fault_assumption() and fault(): what happens to the calls of a service.
#pragma once

#include <memory>

#include "starlark/builtin.h"
#include "starlark/host_object.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The value of deny(...): what is done to a call, and how often, but not yet to which.
class FaultValue : public starlark::HostObject {
 public:
  FaultValue(plan::Action action, plan::Trigger trigger, double probability, std::string label)
      : action_(action), trigger_(trigger), probability_(probability), label_(std::move(label)) {}
  std::string_view type_name() const override { return "fault"; }
  std::string repr() const override;
  /// Makes this what the rule does to its calls.
  void apply(plan::Rule& rule) const;

 private:
  plan::Action action_;
  plan::Trigger trigger_;
  double probability_;
  std::string label_;
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

starlark::BuiltinDef deny_builtin();
starlark::BuiltinDef fault_builtin();
starlark::BuiltinDef fault_assumption_builtin();

}  // namespace mishap::spec
