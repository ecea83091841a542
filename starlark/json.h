// JSON for the host and, as the module `json`, for programs.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "starlark/heap.h"
#include "starlark/value.h"

namespace starlark {

/// Parses one JSON value: objects become dicts in their order, arrays lists, numbers ints when
/// they have neither fraction nor exponent. The error tells the offset and what was expected.
std::expected<Value, std::string> decode_json(Heap& heap, std::string_view text);

/// Compact JSON. Structs and dicts (with string keys, sorted) become objects, any other iterable
/// an array. The error says which value has no JSON form, and where in the value it is.
std::expected<std::string, std::string> encode_json(Value v);

/// The module value: json.encode, json.decode, json.indent, json.encode_indent.
Value json_module(Heap& heap);

/// The builtin struct(**fields).
Value struct_function(Heap& heap);

}  // namespace starlark
