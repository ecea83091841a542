// Decimal numbers at the beginning of a text.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mishap::plan {

/// Takes the digits that `text` begins with off it; nullopt, and `text` as it was, when there are
/// none or 64 bits don't hold the number.
inline std::optional<uint64_t> take_number(std::string_view& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.begin()));
  return number;
}

}  // namespace mishap::plan
