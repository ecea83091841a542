// tcp() and http(): how to tell that a service is ready.
#pragma once

#include "starlark/builtin.h"
#include "starlark/host_object.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The value of tcp(...) and http(...).
class HealthcheckValue : public starlark::HostObject {
 public:
  explicit HealthcheckValue(plan::Healthcheck healthcheck) : healthcheck_(std::move(healthcheck)) {}
  std::string_view type_name() const override { return "healthcheck"; }
  std::string repr() const override;
  const plan::Healthcheck& healthcheck() const { return healthcheck_; }

 private:
  plan::Healthcheck healthcheck_;
};

starlark::BuiltinDef tcp_builtin();
starlark::BuiltinDef http_builtin();

}  // namespace mishap::spec
