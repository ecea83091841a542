// How answers are trimmed and times are written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mishap::protocol {

/// Without white space (blanks, tabs, line ends) at its beginning and end.
std::string_view trimmed(std::string_view text);
/// Without white space at its end.
std::string_view trimmed_end(std::string_view text);
/// "10s", "1.5s", "250ms".
std::string duration_text(int64_t nanoseconds);

}  // namespace mishap::protocol
