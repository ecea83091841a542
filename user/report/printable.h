// Bytes from outside, such as paths, made fit for a line of text.
#pragma once

#include <string>
#include <string_view>

namespace mishap::report {

/// The text as it is, when it is UTF-8 without control characters; else those bytes, and
/// backslashes, as in C: `\n`, `\t`, `\\`, `\xNN`.
std::string printable(std::string_view text);

}  // namespace mishap::report
