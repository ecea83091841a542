// Fault keywords: `wal_write = deny("EIO")` on a service becomes a rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "starlark/builtin.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The service that target= names; `expected` says in the error what it may be. Fails for
/// interfaces, whose faults are not of syscalls.
const plan::Service& target_service(const starlark::Call& call, std::string_view parameter,
                                    std::string_view expected);

/// The rules of the call's catch-all keywords, in the order they are written. A keyword names an op
/// of the service, or else a family, or else a syscall. Fails at the keyword that names none of
/// them, or whose value is no fault. `later` are parameters of the language that come later.
std::vector<plan::Rule> keyword_rules(const starlark::Call& call, const plan::Service& service,
                                      std::span<const starlark::Param> params,
                                      std::span<const std::string_view> later);

/// Adds rules, leaving out those of the same declaration that are there already (an assumption may
/// be reached on two ways).
void append_rules(std::vector<plan::Rule>& to, const std::vector<plan::Rule>& from);

}  // namespace mishap::spec
