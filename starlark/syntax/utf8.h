// UTF-8: reading, writing and checking code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace starlark {

/// A code point and the number of bytes that it took. Bytes that are not UTF-8 decode one at a
/// time to U+FFFD with valid == false.
struct CodePoint {
  std::uint32_t value = 0xFFFD;
  std::uint32_t size = 1;
  bool valid = false;
};

/// Decodes the first code point of non-empty text.
CodePoint decode_utf8(std::string_view text);
/// Bytes of the first character; 1 for a byte that is not UTF-8.
std::size_t utf8_length(std::string_view text);
/// Appends a code point as UTF-8.
void append_utf8(std::string& out, std::uint32_t code_point);
/// Offset of the first byte that is not valid UTF-8; npos when there is none.
std::size_t find_invalid_utf8(std::string_view text);
/// Typographic quotes and blanks, which word processors put where code needs plain ones.
bool is_odd_character(std::string_view text);

}  // namespace starlark
