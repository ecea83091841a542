// Whether a path= pattern is well formed.
#include "user/spec/glob_syntax.h"

#include <fmt/format.h>

namespace mishap::spec {
namespace {

/// The index of the ']' that ends the class opened at `open`; npos when there is none. A ']' right
/// after the opening (or its negation) is an ordinary member, a backslash takes the next byte
/// along.
size_t class_end(std::string_view pattern, size_t open) {
  size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  for (const size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == '\\')
      ++at;
    else if (pattern[at] == ']' && at != first)
      return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<GlobProblem> glob_problem(std::string_view pattern) {
  if (pattern.empty()) return GlobProblem{"is empty", "leave path= out to match every call"};
  if (pattern.find('\0') != std::string_view::npos)
    return GlobProblem{"has a NUL byte, which no path can have", ""};
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      if (++at == pattern.size())
        return GlobProblem{"ends with a backslash", "\\\\ stands for one backslash"};
    } else if (pattern[at] == '[' && (at = class_end(pattern, at)) == std::string_view::npos) {
      return GlobProblem{"has an unterminated [...] class", "\\[ stands for a plain bracket"};
    }
  }
  const bool relative = pattern.front() != '/' && pattern.front() != '*';
  if (relative && pattern.find('/') != std::string_view::npos)
    return GlobProblem{"is relative, but paths are matched from the root",
                       fmt::format("write \"/.../{0}\" in full, or \"**/{0}\"", pattern)};
  return std::nullopt;
}

}  // namespace mishap::spec
