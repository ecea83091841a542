// How errors look on a terminal. The first line alone can be grepped for and clicked on.
#include "starlark/error.h"

#include <algorithm>

#include <fmt/format.h>

namespace starlark {
namespace {

constexpr std::size_t kExcerptColumns = 100;

struct Paint {
  const char* bold = "";
  const char* red = "";
  const char* cyan = "";
  const char* off = "";
};

Paint paint_for(bool color) {
  return color ? Paint{"\033[1m", "\033[1;31m", "\033[36m", "\033[0m"} : Paint{};
}

/// The bytes of text from character [from] on, [count] characters long.
std::string_view characters(std::string_view text, std::size_t from, std::size_t count) {
  auto skip = [&](std::size_t at, std::size_t n) {
    for (; n > 0 && at < text.size(); --n) {
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
    }
    return at;
  };
  std::size_t begin = skip(0, from);
  return text.substr(begin, skip(begin, count) - begin);
}

/// The source line with its number, and a line that underlines the culprit. Long lines are cut to
/// a window around it.
std::string excerpt(const Error& e, const Paint& p) {
  std::size_t column = e.place.column - 1;
  std::size_t from =
      column + 20 > kExcerptColumns ? column - std::min(column, kExcerptColumns / 2) : 0;
  std::string line(characters(e.source_line, from, kExcerptColumns));
  // Control characters (a stray NUL or escape in the file) must not reach the terminal; a tab is
  // shown as one space so that the caret below stays in its column.
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  std::size_t room = kExcerptColumns > column - from ? kExcerptColumns - (column - from) : 1;
  std::size_t width = std::clamp<std::size_t>(e.underline, 1, room);
  std::string mark =
      std::string(column - from, ' ') + p.red + "^" + std::string(width - 1, '~') + p.off;
  return fmt::format("{:>5} | {}\n      | {}\n", e.place.line, line, mark);
}

/// Backtraces of runaway calls are cut in the middle.
std::string backtrace(const std::vector<Frame>& frames) {
  constexpr std::size_t kEnds = 8;
  std::string text;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (frames.size() > 2 * kEnds + 1 && i == kEnds) {
      text += fmt::format("  ... {} more calls ...\n", frames.size() - 2 * kEnds);
      i = frames.size() - kEnds;
    }
    const Frame& f = frames[i];
    text += f.place ? fmt::format("  in {} at {}\n", f.function, f.place.to_string())
                    : fmt::format("  in {} (builtin)\n", f.function);
  }
  return text;
}

}  // namespace

std::string Place::to_string() const {
  return *this ? fmt::format("{}:{}:{}", file, line, column) : "<host>";
}

std::string Error::headline() const {
  return place ? fmt::format("{}: error: {}", place.to_string(), message) : "error: " + message;
}

std::string Error::to_string(bool color) const {
  Paint p = paint_for(color);
  std::string text;
  if (place) text += fmt::format("{}{}: {}", p.bold, place.to_string(), p.off);
  text += fmt::format("{}error: {}{}{}{}\n", p.red, p.off, p.bold, message, p.off);
  if (place) text += excerpt(*this, p);
  // A lone "in <module>" would only repeat the place of the first line.
  if (backtrace.size() > 1 || (!backtrace.empty() && !(backtrace.front().place == place) &&
                               backtrace.front().function != "<module>"))
    text += starlark::backtrace(backtrace);
  if (!hint.empty()) text += fmt::format("{}note:{} {}\n", p.cyan, p.off, hint);
  if (omitted > 0)
    text += fmt::format("... and {} more error{}\n", omitted, omitted == 1 ? "" : "s");
  for (const Error& other : others) text += other.to_string(color);
  return text;
}

}  // namespace starlark
