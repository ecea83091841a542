// Text-level JSON.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace starlark {

/// Appends text as a JSON string; bytes that are not UTF-8 become the replacement character.
void append_json_string(std::string& out, std::string_view text);
/// Valid JSON text laid out over lines: [prefix] starts each line but the first, [indent] is put
/// in front once a level.
std::string indent_json(std::string_view text, std::string_view prefix, std::string_view indent);

}  // namespace starlark
