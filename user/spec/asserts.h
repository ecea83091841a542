// assert_true(), assert_eq() and fail(): what a test claims.
#pragma once

#include "starlark/builtin.h"
#include "starlark/error.h"

namespace mishap::spec {

starlark::BuiltinDef assert_true_builtin();
starlark::BuiltinDef assert_eq_builtin();
/// Takes the place of Starlark's own fail(), so that tests can tell it from other errors.
starlark::BuiltinDef fail_builtin();

/// Whether an error is a claim that did not hold (assert_true, assert_eq, fail), not a mistake.
bool is_assertion(const starlark::Error& error);

}  // namespace mishap::spec
