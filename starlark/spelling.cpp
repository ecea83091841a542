// Nearest-name hints: the optimal-string-alignment distance (Damerau-Levenshtein without repeated
// edits of one place), in half steps so that a slip of case counts half.
#include "starlark/spelling.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace starlark {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

unsigned replace_cost(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) || (a == '_' && b == '-') || (a == '-' && b == '_') ? 1 : 2;
}

/// The distance in half steps. Names are short, so three rows of plain vectors do.
unsigned distance(std::string_view a, std::string_view b) {
  std::vector<unsigned> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<unsigned>(2 * j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(2 * i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 2, row[j - 1] + 2, last[j - 1] + replace_cost(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 2);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

bool same_but_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

template <typename String>
std::string nearest(std::string_view name, std::span<const String> candidates) {
  // One slip is allowed in names of up to four letters, then one more for each three letters.
  constexpr std::size_t kLongest = 64;
  if (name.empty() || name.size() > kLongest) return {};
  unsigned best = 2 * (name.size() <= 2 ? 1 : 1 + static_cast<unsigned>(name.size() - 2) / 3) + 1;
  std::string_view found;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kLongest || candidate == name) continue;
    unsigned d = same_but_case(name, candidate) ? 1 : distance(name, candidate);
    if (d < best && d < 2 * std::max(name.size(), candidate.size())) {
      best = d;
      found = candidate;
    }
  }
  return std::string(found);
}

}  // namespace

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  return nearest(name, candidates);
}

std::string nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
  return nearest(name, candidates);
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  std::string found = nearest_name(name, candidates);
  return found.empty() ? "" : " (did you mean \"" + found + "\"?)";
}

std::string join_names(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace starlark
