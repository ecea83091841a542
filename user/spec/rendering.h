// Starlark errors as texts of this program.
#pragma once

#include <string>
#include <vector>

#include "starlark/error.h"

namespace mishap::spec {

/// The whole error with excerpt, calls and hint, without a newline at the end.
std::string rendered(const starlark::Error& error);
/// The error and the further ones that came with it, each rendered alone, in their order.
std::vector<std::string> rendered_all(const starlark::Error& error);

}  // namespace mishap::spec
