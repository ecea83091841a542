// Names of families and syscalls in a spec, expanded to the syscalls that they stand for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "user/plan/error.h"

namespace mishap::spec {

/// All members of all names, each once, in the order of the names and, within a family, in the
/// order of the family; "write(2)" is the syscall and not the family. Errors: a name that is no
/// family or syscall (with the nearest one), one that can never be faulted (with the reason).
Result<std::vector<std::string>> expand_syscalls(const std::vector<std::string>& names);

/// The name by which a spec means this syscall and no family: "writev", "write(2)".
std::string spelled_alone(std::string_view syscall);

}  // namespace mishap::spec
