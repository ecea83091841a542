// Whether a path= pattern is well formed. The compile stage gives patterns their meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mishap::spec {

struct GlobProblem {
  std::string message;  ///< "has an unterminated [...] class"
  std::string hint;
};

/// What is wrong with a pattern: empty, a NUL byte, a class without its ']', a backslash at the
/// end, or a relative path with '/' (paths are matched as absolute ones, so it could never match).
std::optional<GlobProblem> glob_problem(std::string_view pattern);

}  // namespace mishap::spec
