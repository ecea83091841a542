// The predicates of op(): path=, peer=, fd= and size=.
#pragma once

#include <string>
#include <vector>

#include "starlark/builtin.h"
#include "user/plan/predicates.h"
#include "user/plan/syscalls.h"

namespace mishap::spec {

/// The parameters that predicates() reads.
std::vector<starlark::Param> predicate_params();

/// The predicates of a call of op(), for an op of these syscalls. Fails at the argument that is
/// wrong, that can apply to none of the syscalls, or that excludes another one.
plan::Predicates predicates(const starlark::Call& call, const std::vector<std::string>& syscalls);

/// Whether some call of the syscall can meet all the predicates at once.
bool can_meet(const plan::Syscall& syscall, const plan::Predicates& where);

/// One sentence for each predicate that some members never meet: "its path= never matches poll,
/// which names no file".
std::vector<std::string> unmet_members(const plan::Predicates& where,
                                       const std::vector<std::string>& syscalls);

}  // namespace mishap::spec
