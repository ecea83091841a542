// Shortest round-trip digits and reading are <charconv>'s (libstdc++ writes by the Ryu algorithm);
// the formats with a fixed number of digits are the C library's.
#include "starlark/runtime/float_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace starlark {
namespace {

std::optional<std::string> not_finite(double d) {
  if (std::isnan(d)) return "nan";
  if (std::isinf(d)) return d > 0 ? "+inf" : "-inf";
  return std::nullopt;
}

}  // namespace

std::string float_to_string(double d) {
  if (auto text = not_finite(d)) return *text;
  char buffer[40];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  std::size_t e = text.find('e');
  int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  if (exponent < -4 || exponent >= 6) return std::string(text);
  end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::fixed).ptr;
  std::string fixed(buffer, end);
  if (fixed.find('.') == std::string::npos) fixed += ".0";
  return fixed;
}

std::string format_float(double d, char conversion) {
  if (auto text = not_finite(d)) return *text;
  const char pattern[] = {'%', conversion, '\0'};
  char buffer[400];
  int size = std::snprintf(buffer, sizeof buffer, pattern, d);
  return std::string(buffer, static_cast<std::size_t>(size));
}

std::optional<double> parse_float(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.starts_with('+') || (digits != text && digits.starts_with('-')))
    return std::nullopt;
  double d = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), d);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range)
    d = std::strtod(std::string(digits).c_str(), nullptr);
  else if (error != std::errc())
    return std::nullopt;
  return d;
}

}  // namespace starlark
