// Fault keywords: `wal_write = deny("EIO")` on a service becomes a rule.
#include "user/spec/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/spec/arguments.h"
#include "user/spec/faults.h"
#include "user/spec/keyword.h"
#include "user/spec/services.h"

namespace mishap::spec {
namespace {

using starlark::Argument;
using starlark::Call;
using starlark::Param;

/// The rule of one keyword, still without its fault.
plan::Rule resolve(const Call& call, const plan::Service& service, const Argument& argument,
                   std::span<const Param> params) {
  std::vector<std::string> parameters;
  for (const Param& param : params) parameters.emplace_back(param.name);
  auto rule = resolve_keyword(std::string(argument.name), service.ops, service.name, parameters);
  if (!rule) call.fail_at(argument, rule.error().message, rule.error().hint);
  rule->service = service.name;
  return std::move(*rule);
}

}  // namespace

const plan::Service& target_service(const Call& call, std::string_view parameter,
                                    std::string_view expected) {
  if (starlark::as<InterfaceRef>(call.arg(parameter)))
    call.fail_at(parameter, "faults on an interface are not available in this version",
                 "name the service to fault its syscalls");
  const auto* service = starlark::as<ServiceValue>(call.arg(parameter));
  if (!service)
    call.fail_at(parameter, fmt::format("{} must be {}, got {}", parameter, expected,
                                        starlark::type_name(call.arg(parameter))));
  return service->service();
}

std::vector<plan::Rule> keyword_rules(const Call& call, const plan::Service& service,
                                      std::span<const Param> params,
                                      std::span<const std::string_view> later) {
  std::vector<plan::Rule> rules;
  for (const Argument& argument : call.kwargs()) {
    if (std::ranges::find(later, argument.name) != later.end())
      refuse_keyword(call, argument, params, later);
    plan::Rule rule = resolve(call, service, argument, params);
    const auto* fault = starlark::as<FaultValue>(argument.value);
    if (!fault)
      call.fail_at(argument,
                   fmt::format("{} must be a fault, got {}", argument.name,
                               starlark::type_name(argument.value)),
                   fmt::format("for example: {}=deny(\"EIO\")", argument.name));
    if (const Result<void> applied = fault->apply(rule); !applied)
      call.fail_at(argument, applied.error().message, applied.error().hint);
    rule.place = to_place(call.place_of(argument));
    rules.push_back(std::move(rule));
  }
  return rules;
}

void append_rules(std::vector<plan::Rule>& to, const std::vector<plan::Rule>& from) {
  for (const plan::Rule& rule : from) {
    const bool is_known = std::ranges::any_of(to, [&](const plan::Rule& each) {
      return each.assumption == rule.assumption && each.keyword == rule.keyword;
    });
    if (!is_known) to.push_back(rule);
  }
}

}  // namespace mishap::spec
