// Trims and formats.
#include "user/protocol/text.h"

#include <fmt/format.h>

namespace mishap::protocol {
namespace {

constexpr std::string_view white_space = " \t\r\n\v\f";

}  // namespace

std::string_view trimmed_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(white_space) + 1);
}

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(white_space);
  return begin == std::string_view::npos ? std::string_view() : trimmed_end(text.substr(begin));
}

std::string duration_text(int64_t nanoseconds) {
  const double seconds = static_cast<double>(nanoseconds) / 1e9;
  if (seconds >= 1) return fmt::format("{:g}s", seconds);
  return fmt::format("{:g}ms", seconds * 1e3);
}

}  // namespace mishap::protocol
