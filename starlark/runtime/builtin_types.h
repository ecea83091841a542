// Type sets of parameters: matching and naming them.
#pragma once

#include <string>
#include <string_view>

#include "starlark/builtin.h"

namespace starlark {

/// Whether a value is of one of the types; host objects also by their type's name.
bool accepts(TypeSet types, std::string_view host_types, Value v);
/// "a string, a list or None".
std::string describe_types(TypeSet types, std::string_view host_types);
/// The type of a value, with the value itself where it is short: `int 5432`, "None".
std::string describe_value(Value v);

}  // namespace starlark
