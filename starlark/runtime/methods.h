// The methods of the built-in types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "starlark/builtin.h"
#include "starlark/value.h"

namespace starlark {

/// The method of this name; null when the kind has none such.
const BuiltinDef* find_method(Kind kind, std::string_view name);
/// All names, sorted.
std::vector<std::string> method_names(Kind kind);

}  // namespace starlark
