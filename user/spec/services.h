// service(), interface(), and what a spec sees of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "starlark/builtin.h"
#include "starlark/host_object.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The value of interface(...), before a service has it.
class InterfaceValue : public starlark::HostObject {
 public:
  explicit InterfaceValue(plan::Interface interface) : interface_(std::move(interface)) {}
  std::string_view type_name() const override { return "interface"; }
  std::string repr() const override;
  const plan::Interface& interface() const { return interface_; }

 private:
  plan::Interface interface_;
};

/// The value of service(...). Its attributes: name, its interfaces by name, and step methods, which
/// go to the interface that is the only one or is called "default".
class ServiceValue : public starlark::HostObject {
 public:
  explicit ServiceValue(plan::Service service) : service_(std::move(service)) {}
  std::string_view type_name() const override { return "service"; }
  std::string repr() const override;
  std::optional<starlark::Value> attr(starlark::Heap& heap, starlark::Value self,
                                      std::string_view name) override;
  std::vector<std::string> attr_names() const override;
  const plan::Service& service() const { return service_; }

 private:
  plan::Service service_;
};

/// The value of `service.interface_name`: an address, and step methods of its protocol.
class InterfaceRef : public starlark::HostObject {
 public:
  InterfaceRef(std::string service, plan::Interface interface)
      : service_(std::move(service)), interface_(std::move(interface)) {}
  std::string_view type_name() const override { return "interface_ref"; }
  std::string repr() const override;
  std::optional<starlark::Value> attr(starlark::Heap& heap, starlark::Value self,
                                      std::string_view name) override;
  std::vector<std::string> attr_names() const override;
  bool equals(const starlark::HostObject& other) const override;
  std::optional<std::uint32_t> hash() const override;
  const std::string& service() const { return service_; }
  const plan::Interface& interface() const { return interface_; }

 private:
  std::string service_;
  plan::Interface interface_;
};

starlark::BuiltinDef service_builtin();
starlark::BuiltinDef interface_builtin();

}  // namespace mishap::spec
