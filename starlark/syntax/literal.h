// What string literals stand for.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace starlark {

struct LiteralError {
  std::string message;
  std::size_t begin = 0, end = 0;  ///< the culprit within the literal
};

/// The contents of a string or bytes literal as written, quotes and prefix included.
std::expected<std::string, LiteralError> unquote(std::string_view literal);

}  // namespace starlark
