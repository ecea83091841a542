// Line starts are found once, at construction; places are computed on demand by binary search.
#include "starlark/syntax/source.h"

#include <algorithm>

#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

/// The number of code points in UTF-8 text: all bytes but continuation bytes.
std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

/// The line with what is not UTF-8 (a terminal would garble it) replaced by U+FFFD.
std::string printable(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size();) {
    CodePoint c = decode_utf8(line.substr(i));
    append_utf8(text, c.value);
    i += c.size;
  }
  return text;
}

}  // namespace

Source::Source(std::string display, std::string text)
    : display_(std::move(display)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
}

std::size_t Source::line_index(std::uint32_t offset) const {
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::size_t>(after - line_starts_.begin()) - 1;
}

Place Source::place(std::uint32_t offset) const {
  std::size_t index = line_index(offset);
  std::uint32_t start = line_starts_[index];
  return {display_, static_cast<std::uint32_t>(index + 1),
          count_characters(text().substr(start, offset - start)) + 1};
}

std::string_view Source::line(std::uint32_t offset) const {
  std::uint32_t start = line_starts_[line_index(offset)];
  std::string_view line = text().substr(start);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void Source::locate(Span span, Error& error) const {
  error.place = place(span.begin);
  std::string_view whole = line(span.begin);
  error.source_line = printable(whole);
  std::size_t column = span.begin - line_starts_[error.place.line - 1];
  std::string_view rest = column < whole.size() ? whole.substr(column) : std::string_view();
  std::size_t length = std::min<std::size_t>(rest.size(), span.end - span.begin);
  error.underline = std::max<std::uint32_t>(1, count_characters(rest.substr(0, length)));
}

}  // namespace starlark
