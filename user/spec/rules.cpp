// Fault keywords: `wal_write = deny("EIO")` on a service becomes a rule.
#include "user/spec/rules.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "starlark/spelling.h"
#include "user/plan/syscalls.h"
#include "user/spec/arguments.h"
#include "user/spec/faults.h"
#include "user/spec/services.h"
#include "user/spec/syscall_sets.h"

namespace mishap::spec {
namespace {

using starlark::Argument;
using starlark::Call;
using starlark::Param;

std::vector<std::string> op_names(const plan::Service& service) {
  std::vector<std::string> names;
  for (const plan::Op& op : service.ops) names.push_back(op.name);
  return names;
}

[[noreturn]] void unknown_keyword(const Call& call, const plan::Service& service,
                                  const Argument& argument, std::span<const Param> params) {
  std::vector<std::string> names = op_names(service);
  const std::string ops = fmt::format("{}", fmt::join(names, ", "));
  for (const Param& param : params) names.emplace_back(param.name);
  for (std::string& name : plan::syscall_names()) names.push_back(std::move(name));
  call.fail_at(argument,
               fmt::format("\"{}\" is no op of {}, syscall or family{}", argument.name,
                           service.name, starlark::did_you_mean(argument.name, names)),
               ops.empty() ? fmt::format("{} has no ops", service.name)
                           : fmt::format("ops of {}: {}", service.name, ops));
}

/// The rule of one keyword, still without its fault.
plan::Rule resolve(const Call& call, const plan::Service& service, const Argument& argument,
                   std::span<const Param> params) {
  const std::string keyword(argument.name);
  plan::Rule rule;
  rule.service = service.name;
  rule.keyword = keyword;
  const auto op = std::ranges::find(service.ops, keyword, &plan::Op::name);
  if (op != service.ops.end()) {
    rule.op = op->name;
    rule.syscalls = op->syscalls;
    rule.where = op->where;
    return rule;
  }
  if (plan::expand_family(keyword).empty()) unknown_keyword(call, service, argument, params);
  auto syscalls = expand_syscalls({keyword});
  if (!syscalls) call.fail_at(argument, syscalls.error().message);
  rule.syscalls = std::move(*syscalls);
  return rule;
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
    rule.action = fault->action();
    rule.probability = fault->probability();
    rule.label = fault->label();
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
