// The names that every spec sees beyond Starlark's own.
#pragma once

#include <memory>

#include "starlark/loader.h"

namespace mishap::spec {

/// service, fault, assert_eq, ...: all builtins of this program, and struct.
std::shared_ptr<const starlark::Environment> make_environment();

}  // namespace mishap::spec
