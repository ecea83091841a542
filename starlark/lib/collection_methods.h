// The methods of lists, dicts and sets.
#pragma once

#include <span>

#include "starlark/builtin.h"

namespace starlark {

std::span<const BuiltinDef> list_methods();
std::span<const BuiltinDef> dict_methods();
std::span<const BuiltinDef> set_methods();

}  // namespace starlark
