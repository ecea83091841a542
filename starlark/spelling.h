// Guesses what a misspelt name was meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace starlark {

/// The candidate that is nearest to [name] by edit distance (insert, delete, replace, swap of
/// neighbours; case counts half), or "" when none is near enough to be a likely slip.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);
std::string nearest_name(std::string_view name, std::span<const std::string_view> candidates);

/// ` (did you mean "port"?)` for the nearest candidate, or "": made to be appended to a message.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// "a, b and c".
std::string join_names(std::span<const std::string> names);

}  // namespace starlark
