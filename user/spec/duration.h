// Durations as specs write them: "500ms", "1m30s".
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

namespace mishap::spec {

enum class DurationError : uint8_t {
  malformed,
  too_long,  ///< It does not fit 64 bits.
};

/// Nanoseconds of a duration: decimal numbers, each with a unit of ns, us (µs), ms, s, m or h, with
/// an optional sign in front; "0" needs no unit. What is finer than a nanosecond is cut off.
std::expected<int64_t, DurationError> parse_duration(std::string_view text);

}  // namespace mishap::spec
