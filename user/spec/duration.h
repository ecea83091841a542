// Durations as specs write them: "500ms", "1m30s".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mishap::spec {

/// Nanoseconds of a duration: decimal numbers, each with a unit of ns, us (µs), ms, s, m or h, with
/// an optional sign in front; "0" needs no unit. What is finer than a nanosecond is cut off.
/// nullopt when the text is no duration or does not fit 64 bits.
std::optional<int64_t> parse_duration(std::string_view text);

}  // namespace mishap::spec
