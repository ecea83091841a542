// compile_scope with a choice that only tests make.
#pragma once

#include "user/compile/path_predicates.h"

namespace mishap::compile {

Result<ScopeImage> compile_scope_with(std::span<const ArmedRule> rules, Matchers matchers);

}  // namespace mishap::compile
