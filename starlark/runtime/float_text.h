// How floats are written and read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starlark {

/// As str(x): the fewest digits that read back the same, with an exponent below 1e-4 and from
/// 1e+06 upwards, always recognisable as a float ("1.0", "+inf").
std::string float_to_string(double d);
/// As %e, %f, %g (any case) do, with six digits.
std::string format_float(double d, char conversion);
/// The float that the whole text stands for; nullopt when it is none. Beyond the range: infinite.
std::optional<double> parse_float(std::string_view text);

}  // namespace starlark
