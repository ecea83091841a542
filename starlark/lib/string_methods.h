// The methods of strings, in parts that each have a file of their own.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "starlark/builtin.h"

namespace starlark {

std::span<const BuiltinDef>
string_search_methods();                             // find, count, startswith, replace, strip, ...
std::span<const BuiltinDef> string_split_methods();  // split, join, partition, elems, format, ...
std::span<const BuiltinDef> string_case_methods();   // upper, isalpha, title, ...
std::span<const BuiltinDef> bytes_methods();         // of bytes

}  // namespace starlark
