// Letters: which they are and how their case changes.
#pragma once

#include <cstdint>

namespace starlark {

// Covers ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic. Beyond these a code point counts as
// a letter without case where Unicode has mostly letters (from U+0530 up, symbols and private
// areas excluded).
bool is_letter(std::uint32_t c);
bool is_decimal(std::uint32_t c);
bool is_blank(std::uint32_t c);
bool is_upper(std::uint32_t c);
bool is_lower(std::uint32_t c);
std::uint32_t to_upper(std::uint32_t c);
std::uint32_t to_lower(std::uint32_t c);

}  // namespace starlark
