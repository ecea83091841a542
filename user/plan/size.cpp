// size= as specs write it.
#include "user/plan/size.h"

#include <fmt/format.h>

#include "user/plan/number.h"

namespace mishap::plan {
namespace {

std::unexpected<Error> malformed(std::string_view text) {
  return fail(
      fmt::format("\"{}\" is not a size", text),
      "sizes are like \">=4096\", \">4K\", \"<=1M\", \"=0\" or \"4K..64K\", with K, M and G "
      "for powers of 1024");
}

std::unexpected<Error> empty(std::string_view text) {
  return fail(fmt::format("no size is in \"{}\"", text));
}

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

/// A number with its unit; nullopt when it is none or too large.
std::optional<uint64_t> take_bytes(std::string_view& text) {
  skip_blanks(text);
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  int shift = 0;
  if (text.starts_with('K')) shift = 10;
  if (text.starts_with('M')) shift = 20;
  if (text.starts_with('G')) shift = 30;
  if (shift != 0) text.remove_prefix(1);
  if (*number > UINT64_MAX >> shift) return std::nullopt;
  skip_blanks(text);
  return *number << shift;
}

/// The comparison that the text begins with, taken off it; empty when there is none.
std::string_view take_comparison(std::string_view& text) {
  for (const std::string_view each : {">=", "<=", "==", ">", "<", "="}) {
    if (!text.starts_with(each)) continue;
    text.remove_prefix(each.size());
    return each;
  }
  return {};
}

}  // namespace

Result<SizeRange> parse_size(std::string_view text) {
  std::string_view rest = text;
  skip_blanks(rest);
  const std::string_view comparison = take_comparison(rest);
  const auto number = take_bytes(rest);
  if (!number) return malformed(text);
  SizeRange range{.min = *number, .max = *number};
  if (comparison.empty() && rest.starts_with("..")) {
    rest.remove_prefix(2);
    const auto last = take_bytes(rest);
    if (!last) return malformed(text);
    range.max = *last;
  }
  if (!rest.empty()) return malformed(text);
  if (comparison.starts_with('>')) range.max = UINT64_MAX;
  if (comparison.starts_with('<')) range.min = 0;
  if (comparison == ">" && range.min++ == UINT64_MAX) return empty(text);
  if (comparison == "<" && range.max-- == 0) return empty(text);
  if (range.max < range.min) return empty(text);
  return range;
}

}  // namespace mishap::plan
