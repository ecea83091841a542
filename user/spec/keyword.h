// What a fault keyword names: `wal_write = deny("EIO")` in a spec, `write=EIO` on a command line.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The rule of a keyword, still without its action, service and place: the keyword names one of
/// `ops`, or else a family, or else a syscall. Errors: it names none of them, with the nearest name
/// (of `parameters` too, which the keyword may have been meant for); or what can't be faulted.
/// `owner` says whose ops they are; empty when nobody in particular's.
Result<plan::Rule> resolve_keyword(const std::string& keyword, std::span<const plan::Op> ops,
                                   const std::string& owner,
                                   std::span<const std::string> parameters = {});

}  // namespace mishap::spec
