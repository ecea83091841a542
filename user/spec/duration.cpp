// Durations as specs write them. Exact: integer arithmetic, digit by digit.
#include "user/spec/duration.h"

namespace mishap::spec {
namespace {

struct Unit {
  std::string_view name;
  int64_t ns;
};

// Longer names before their own prefixes ("ms" before "m").
constexpr Unit units[] = {
    {"ns", 1},         {"us", 1'000},        {"\u00b5s", 1'000},    {"\u03bcs", 1'000},
    {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

const Unit* take_unit(std::string_view& text) {
  for (const Unit& unit : units) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

/// total += whole.fraction * unit; false on overflow.
bool add(int64_t& total, std::string_view whole, std::string_view fraction, int64_t unit) {
  int64_t count = 0, part = 0;
  for (const char digit : whole)
    if (__builtin_mul_overflow(count, 10, &count) ||
        __builtin_add_overflow(count, digit - '0', &count))
      return false;
  if (__builtin_mul_overflow(count, unit, &count)) return false;
  for (const char digit : fraction) {
    unit /= 10;
    part += (digit - '0') * unit;
  }
  return !__builtin_add_overflow(total, count, &total) &&
         !__builtin_add_overflow(total, part, &total);
}

}  // namespace

std::expected<int64_t, DurationError> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  const auto malformed = std::unexpected(DurationError::malformed);
  if (text.empty()) return malformed;
  int64_t total = 0;
  bool fits = true;
  while (!text.empty()) {
    const std::string_view whole = take_digits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      fraction = take_digits(text);
    }
    if (whole.empty() && fraction.empty()) return malformed;
    const Unit* unit = take_unit(text);
    if (!unit) return malformed;
    fits = fits && add(total, whole, fraction, unit->ns);
  }
  if (!fits) return std::unexpected(DurationError::too_long);
  return negative ? -total : total;
}

}  // namespace mishap::spec
