// What a spec sees of services and interfaces: their attributes.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "starlark/heap.h"
#include "user/spec/services.h"
#include "user/spec/steps.h"

namespace mishap::spec {

using starlark::Heap;
using starlark::Value;

std::string InterfaceValue::repr() const {
  return fmt::format("<interface {} {} {}>", interface_.name, interface_.protocol, interface_.port);
}

std::string ServiceValue::repr() const {
  return fmt::format("<service {}>", service_.name);
}

std::optional<Value> ServiceValue::attr(Heap& heap, Value self, std::string_view name) {
  if (name == "name") return heap.string(service_.name);
  const auto found = std::ranges::find(service_.interfaces, name, &plan::Interface::name);
  if (found != service_.interfaces.end())
    return heap.host(std::make_shared<InterfaceRef>(service_.name, *found));
  if (const starlark::BuiltinDef* step = step_method(name)) return heap.method(*step, self);
  return std::nullopt;
}

std::vector<std::string> ServiceValue::attr_names() const {
  std::vector<std::string> names = {"name"};
  for (const plan::Interface& each : service_.interfaces) names.push_back(each.name);
  const plan::Interface* target = default_interface(service_);
  for (const std::string_view step : target ? steps_of(target->protocol) : all_steps())
    names.emplace_back(step);
  return names;
}

std::string InterfaceRef::repr() const {
  return fmt::format("<interface_ref {}.{} localhost:{}>", service_, interface_.name,
                     interface_.port);
}

std::optional<Value> InterfaceRef::attr(Heap& heap, Value self, std::string_view name) {
  if (name == "addr" || name == "internal_addr")
    return heap.string(fmt::format("localhost:{}", interface_.port));
  if (name == "host") return heap.string("localhost");
  if (name == "port") return heap.integer(interface_.port);
  if (name == "name") return heap.string(interface_.name);
  if (name == "protocol") return heap.string(interface_.protocol);
  if (const starlark::BuiltinDef* step = step_method(name)) return heap.method(*step, self);
  return std::nullopt;
}

std::vector<std::string> InterfaceRef::attr_names() const {
  std::vector<std::string> names = {"addr", "host", "internal_addr", "name", "port", "protocol"};
  for (const std::string_view step : steps_of(interface_.protocol)) names.emplace_back(step);
  return names;
}

bool InterfaceRef::equals(const starlark::HostObject& other) const {
  const auto* ref = dynamic_cast<const InterfaceRef*>(&other);
  return ref && ref->service_ == service_ && ref->interface_.name == interface_.name;
}

std::optional<std::uint32_t> InterfaceRef::hash() const {
  return static_cast<std::uint32_t>(std::hash<std::string>{}(service_ + "." + interface_.name));
}

}  // namespace mishap::spec
