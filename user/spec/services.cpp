// service() and interface(): programs under test and where they listen.
#include "user/spec/services.h"

#include <algorithm>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/spec/arguments.h"
#include "user/spec/healthchecks.h"
#include "user/spec/operations.h"
#include "user/spec/session.h"
#include "user/spec/steps.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

const std::vector<Param> service_params = {
    required("name", type::kString),
    optional("binary", type::kString).keyword_only(),
    optional("args", type::kSequence).keyword_only(),
    optional("env", type::kDict).keyword_only(),
    optional("depends_on", type::kSequence).keyword_only(),
    optional("healthcheck").or_none().keyword_only(),
    optional("ops", type::kDict).keyword_only(),
    optional("io_uring", type::kString).keyword_only(),
};
constexpr std::string_view later_service_keywords[] = {"image",
                                                       "build",
                                                       "remote",
                                                       "volumes",
                                                       "ports",
                                                       "observe",
                                                       "reuse",
                                                       "seed",
                                                       "reset",
                                                       "seccomp",
                                                       "nondeterministic_ok"};

/// Common slips that a spelling hint does not catch.
std::string_view hint_for(std::string_view keyword) {
  if (keyword == "cmd" || keyword == "entrypoint" || keyword == "command")
    return "the program is the second argument or binary=, its arguments are args=[...]";
  if (keyword == "http" || keyword == "tcp")
    return "declare where it listens: interface(\"main\", \"http\", 8080)";
  if (keyword == "port" || keyword == "interfaces")
    return "give interface(name, protocol, port) as positional arguments";
  return {};
}

void take_interface(const Call& call, const Argument& argument, const InterfaceValue& value,
                    plan::Service& service) {
  const plan::Interface& added = value.interface();
  for (const plan::Interface& each : service.interfaces)
    if (each.name == added.name)
      call.fail_at(argument, fmt::format("interface \"{}\" is already declared at {}", each.name,
                                         each.place.to_string()));
  service.interfaces.push_back(added);
}

/// The positional arguments after the name: one string, which is the binary, and interfaces.
void take_positional(const Call& call, plan::Service& service) {
  for (const Argument& argument : call.args()) {
    if (const auto* interface = as<InterfaceValue>(argument.value)) {
      take_interface(call, argument, *interface, service);
    } else if (argument.value.is_string()) {
      if (!service.binary.empty())
        call.fail_at(argument,
                     fmt::format("the binary is given twice: \"{}\" and \"{}\"", service.binary,
                                 as_string(argument.value)),
                     "arguments of the program go into args=[...]");
      service.binary = as_string(argument.value);
    } else {
      call.fail_at(argument, fmt::format("expected a binary (string) or an interface, got {}",
                                         starlark::type_name(argument.value)));
    }
  }
}

void take_dependencies(const Call& call, plan::Service& service) {
  for (const Value element : call.sequence("depends_on")) {
    std::string on;
    if (const auto* other = as<ServiceValue>(element))
      on = other->service().name;
    else if (element.is_string())
      on = as_string(element);
    else
      call.fail_at("depends_on",
                   fmt::format("depends_on[{}] must be a service or its name, got {}",
                               service.depends_on.size(), starlark::type_name(element)));
    if (std::ranges::find(service.depends_on, on) != service.depends_on.end()) continue;
    service.depends_on.push_back(on);
    session_of(call).registry.dependencies.push_back(
        {service.name, on, to_place(call.place_of("depends_on"))});
  }
}

/// Two services on one port can be meant (SO_REUSEPORT), but mostly it is a slip: `check` tells.
void note_shared_ports(Registry& registry, const plan::Service& service) {
  for (const plan::Interface& mine : service.interfaces)
    for (const plan::Service& other : registry.plan.services)
      for (const plan::Interface& theirs : other.interfaces)
        if (mine.port == theirs.port)
          registry.note(mine.place, fmt::format("{} and {} both listen on port {}", other.name,
                                                service.name, mine.port));
}

/// A protocol without steps can be meant (the service is only faulted), or be misspelt.
void note_protocols(Registry& registry, const plan::Service& service) {
  static const std::vector<std::string> known = {"http", "tcp"};
  for (const plan::Interface& each : service.interfaces)
    if (steps_of(each.protocol).empty())
      registry.note(
          each.place,
          fmt::format("tests can't talk to interface \"{}\" of {}: protocol \"{}\" has "
                      "no steps{}",
                      each.name, service.name, each.protocol, did_you_mean(each.protocol, known)));
}

plan::Healthcheck healthcheck_argument(const Call& call) {
  const Value given = call.arg("healthcheck");
  const auto* check = as<HealthcheckValue>(given);
  if (!check)
    call.fail_at("healthcheck",
                 fmt::format("healthcheck must be a health check, got {}", type_name(given)),
                 "write tcp(\"HOST:PORT\") or http(\"HOST:PORT/path\")");
  return check->healthcheck();
}

/// Whether io_uring= says "allow".
bool allows_io_uring(const Call& call) {
  static const std::vector<std::string> choices = {"deny", "allow"};
  const std::string_view choice = call.string_or("io_uring", "deny");
  if (std::ranges::find(choices, choice) == choices.end())
    call.fail_at("io_uring", fmt::format("io_uring must be \"deny\" or \"allow\", got \"{}\"{}",
                                         choice, did_you_mean(choice, choices)));
  return choice == "allow";
}

Value run_service(Call& call) {
  only_while_loading(call);
  plan::Service service;
  service.name = name_argument(call, "name");
  service.place = to_place(call.place());
  for (const Argument& argument : call.kwargs()) {
    if (const std::string_view hint = hint_for(argument.name); !hint.empty())
      call.fail_at(argument, fmt::format("unexpected argument \"{}\"", argument.name),
                   std::string(hint));
    refuse_keyword(call, argument, service_params, later_service_keywords);
  }
  if (service.name.find('/') != std::string::npos || service.name.front() == '.')
    call.fail_at("name", "the name of a service must not contain '/' or begin with '.'",
                 "it names the service's cgroup");
  claim(call, "name", "service", service.name);
  take_positional(call, service);
  if (call.has("binary") && !service.binary.empty())
    call.fail_at("binary", "the binary is given twice: as an argument and as binary=");
  if (call.has("binary")) service.binary = call.string("binary");
  if (service.binary.empty())
    call.fail("a service needs a binary", "give the program's path as the second argument");
  service.args = strings(call, "args");
  service.env = string_map(call, "env");
  take_dependencies(call, service);
  if (call.has("healthcheck")) service.healthcheck = healthcheck_argument(call);
  service.ops = ops_argument(call, service.name);
  service.allows_io_uring = allows_io_uring(call);
  Registry& registry = session_of(call).registry;
  note_shared_ports(registry, service);
  note_protocols(registry, service);
  registry.plan.services.push_back(service);
  return call.heap().host(std::make_shared<ServiceValue>(std::move(service)));
}

const std::vector<Param> interface_params = {required("name", type::kString),
                                             required("protocol", type::kString),
                                             required("port", type::kInt)};
constexpr std::string_view later_interface_keywords[] = {"spec", "tls"};

Value run_interface(Call& call) {
  for (const Argument& argument : call.kwargs())
    refuse_keyword(call, argument, interface_params, later_interface_keywords);
  plan::Interface interface;
  interface.name = name_argument(call, "name");
  if (interface.name == "name")
    call.fail_at("name", "an interface can't be called \"name\"",
                 "service.name is the name of the service");
  interface.protocol = name_argument(call, "protocol");
  interface.port = static_cast<uint16_t>(call.integer("port", 1, 65535));
  interface.place = to_place(call.place());
  return call.heap().host(std::make_shared<InterfaceValue>(std::move(interface)));
}

}  // namespace

BuiltinDef service_builtin() {
  return {.name = "service",
          .params = service_params,
          .args_name = "binary_and_interfaces",
          .kwargs_name = "keywords",
          .doc = "Declares a program under test.",
          .run = run_service};
}

BuiltinDef interface_builtin() {
  return {.name = "interface",
          .params = interface_params,
          .kwargs_name = "keywords",
          .doc = "Declares where a service listens and what it speaks there.",
          .run = run_interface};
}

}  // namespace mishap::spec
