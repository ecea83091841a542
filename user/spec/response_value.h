// What a spec sees of the response to an HTTP step.
#pragma once

#include "starlark/host_object.h"
#include "user/plan/response.h"

namespace mishap::spec {

/// Attributes: status, body, data (the body as JSON, or else the body), ok, error, duration_ms,
/// headers. True when ok, which means that there was a response, whatever its status.
class ResponseValue : public starlark::HostObject {
 public:
  explicit ResponseValue(plan::Response response) : response_(std::move(response)) {}
  std::string_view type_name() const override { return "response"; }
  std::string repr() const override;
  bool truth() const override { return response_.ok; }
  std::optional<starlark::Value> attr(starlark::Heap& heap, starlark::Value self,
                                      std::string_view name) override;
  std::vector<std::string> attr_names() const override;

 private:
  plan::Response response_;
};

}  // namespace mishap::spec
