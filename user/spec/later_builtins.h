// Builtins of the language that this version does not have.
#pragma once

#include "starlark/error.h"

namespace mishap::spec {

/// Makes `delay` is not defined (did you mean "deny"?) say that this version has no delay(). Other
/// errors stay as they are.
void explain_later_builtin(starlark::Error& error);

}  // namespace mishap::spec
