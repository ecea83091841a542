// Probabilities as specs write them.
#include "user/spec/probability.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace mishap::spec {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

bool is_percent(starlark::Value value) {
  return value.is_string() && starlark::as_string(value).ends_with('%');
}

std::optional<double> from_string(std::string_view text) {
  if (!text.ends_with('%')) return number(text);
  text.remove_suffix(1);
  const auto percent = number(text);
  return percent ? std::optional(*percent / 100) : std::nullopt;
}

}  // namespace

Result<double> parse_probability(starlark::Value value) {
  std::optional<double> p;
  if (value.is_string())
    p = from_string(starlark::as_string(value));
  else
    p = starlark::to_double(value);
  if (p && value.is_int() && *p > 1) p = *p / 100;
  if (p && *p >= 0 && *p <= 1) return *p;
  // 20.0 and "20" say what was meant well enough to tell how to write it; "150%" and 1.01 don't.
  const bool is_percentage = p && *p >= 2 && *p <= 100 && !value.is_int() && !is_percent(value);
  return fail(fmt::format("probability must be from 0 to 1 or a percentage such as \"30%\", got {}",
                          starlark::repr(value)),
              is_percentage ? fmt::format("write \"{}%\"", *p) : "");
}

}  // namespace mishap::spec
