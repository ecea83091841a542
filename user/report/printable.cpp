// Bytes from outside, made fit for a line of text.
#include "user/report/printable.h"

#include <fmt/format.h>

namespace mishap::report {
namespace {

bool is_continuation(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
}

/// Length of the UTF-8 sequence that the text begins with; 0 when it is none, or a control
/// character.
size_t character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if (!is_continuation(static_cast<unsigned char>(text[i]))) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  // Too long for what they say, surrogates, beyond Unicode; U+0080 to U+009F are controls.
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return first == 0xc2 && second < 0xa0 ? 0 : length;
}

std::string escaped(unsigned char byte) {
  if (byte == '\n') return "\\n";
  if (byte == '\t') return "\\t";
  if (byte == '\\') return "\\\\";
  return fmt::format("\\x{:02x}", byte);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  bool is_plain = true;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t length = character(rest);
    if (length == 0 || rest.front() == '\\')
      out += escaped(static_cast<unsigned char>(rest.front()));
    else
      out += rest.substr(0, length);
    is_plain &= length != 0;
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  return is_plain ? std::string(text) : out;
}

}  // namespace mishap::report
