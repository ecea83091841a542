// Names of errno values: all that Linux has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mishap::plan {

/// "EIO" -> 5, in any letter case; nullopt for an unknown name.
std::optional<int> errno_value(std::string_view name);
/// 5 -> "EIO"; a number that has no name is given in decimal.
std::string errno_name(int value);
/// All names, for nearest-name hints.
std::vector<std::string> errno_names();

}  // namespace mishap::plan
