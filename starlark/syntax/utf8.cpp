// UTF-8 by the letter of RFC 3629: overlong forms, surrogates and what lies above U+10FFFF are
// invalid, byte by byte.
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

bool is_continuation(unsigned char c) {
  return (c & 0xc0) == 0x80;
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  std::uint32_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return {};
  std::uint32_t value = first & (0xffU >> (size + 1));
  for (std::uint32_t i = 1; i < size; ++i) {
    if (!is_continuation(byte(i))) return {};
    value = value << 6 | (byte(i) & 0x3fU);
  }
  // Overlong forms, surrogates, and what lies beyond Unicode.
  bool bad = (size == 3 && value < 0x800) || (size == 4 && (value < 0x10000 || value > 0x10ffff)) ||
             (value >= 0xd800 && value <= 0xdfff);
  if (bad) return {};
  return {value, size, true};
}

std::size_t utf8_length(std::string_view text) {
  return decode_utf8(text).size;
}

void append_utf8(std::string& out, std::uint32_t c) {
  auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xe0 | c >> 12);
    } else {
      put(0xf0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3f));
    }
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    CodePoint c = decode_utf8(text.substr(i));
    if (!c.valid) return i;
    i += c.size;
  }
  return std::string_view::npos;
}

bool is_odd_character(std::string_view text) {
  std::uint32_t c = decode_utf8(text).value;
  return c == 0xa0 || (c >= 0x2000 && c <= 0x206f) || c == 0x3000 || c == 0xfeff || c == 0xfffd ||
         c == 0xab || c == 0xbb || c == 0xd7 || c == 0xf7;
}

}  // namespace starlark
