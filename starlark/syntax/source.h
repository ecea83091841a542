// The text of one file and the mapping from byte offsets to lines and columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/error.h"

namespace starlark {

/// A half-open range of byte offsets in a Source.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// The span from the start of [a] to the end of [b].
constexpr Span join(Span a, Span b) {
  return {a.begin, b.end};
}

class Source {
 public:
  Source(std::string display, std::string text);

  const std::string& display() const { return display_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span s) const { return text().substr(s.begin, s.end - s.begin); }

  /// Line and column of an offset; the offset of the end is fine too.
  Place place(std::uint32_t offset) const;
  /// The line that holds the offset, without its line end.
  std::string_view line(std::uint32_t offset) const;
  /// Puts place, source line and underline of [span] into [error]. A span over several lines is
  /// underlined to the end of its first.
  void locate(Span span, Error& error) const;

 private:
  std::size_t line_index(std::uint32_t offset) const;

  std::string display_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace starlark
