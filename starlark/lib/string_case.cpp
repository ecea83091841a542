// String methods about letters and their case.
#include "starlark/lib/string_methods.h"
#include "starlark/lib/unicode.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

using Test = bool (*)(std::uint32_t);

/// Calls visit(code point) for all characters of the receiver.
template <typename Visit>
void each(Call& call, Visit visit) {
  std::string_view text = as_string(call.self());
  for (std::size_t i = 0; i < text.size();) {
    CodePoint c = decode_utf8(text.substr(i));
    visit(c.value);
    i += c.size;
  }
}

/// The string with change(code point, previous one) for each character.
template <typename Change>
Value mapped(Call& call, Change change) {
  std::string out;
  std::uint32_t before = 0;
  each(call, [&](std::uint32_t c) {
    append_utf8(out, change(c, before));
    before = c;
  });
  return call.heap().string(out);
}

/// Whether there are characters, and all pass.
Value all(Call& call, Test test) {
  bool good = true, some = false;
  each(call, [&](std::uint32_t c) {
    some = true;
    good = good && test(c);
  });
  return Value::boolean(good && some);
}

/// Whether there are letters of one case and none of the other.
Value all_cased(Call& call, Test wanted, Test other) {
  bool some = false, good = true;
  each(call, [&](std::uint32_t c) {
    some = some || wanted(c);
    good = good && !other(c);
  });
  return Value::boolean(some && good);
}

Value is_title(Call& call) {
  bool some = false, good = true;
  std::uint32_t before = 0;
  each(call, [&](std::uint32_t c) {
    bool inside = is_letter(before);
    if (is_upper(c)) good = good && !inside;
    if (is_lower(c)) good = good && inside;
    some = some || is_upper(c);
    before = c;
  });
  return Value::boolean(some && good);
}

std::uint32_t capital_first(std::uint32_t c, std::uint32_t before) {
  return before == 0 ? to_upper(c) : to_lower(c);
}
std::uint32_t capital_words(std::uint32_t c, std::uint32_t before) {
  return is_letter(before) ? to_lower(c) : to_upper(c);
}

const BuiltinDef kDefs[] = {
    {.name = "upper",
     .doc = "The string in capitals.",
     .run =
         [](Call& call) {
           return mapped(call, [](std::uint32_t c, std::uint32_t) { return to_upper(c); });
         }},
    {.name = "lower",
     .doc = "The string in small letters.",
     .run =
         [](Call& call) {
           return mapped(call, [](std::uint32_t c, std::uint32_t) { return to_lower(c); });
         }},
    {.name = "capitalize",
     .doc = "The string with a capital first and small letters after.",
     .run = [](Call& call) { return mapped(call, capital_first); }},
    {.name = "title",
     .doc = "The string with each word capitalised.",
     .run = [](Call& call) { return mapped(call, capital_words); }},
    {.name = "isalpha",
     .doc = "Whether all characters are letters, and there are some.",
     .run = [](Call& call) { return all(call, is_letter); }},
    {.name = "isdigit",
     .doc = "Whether all characters are digits, and there are some.",
     .run = [](Call& call) { return all(call, is_decimal); }},
    {.name = "isalnum",
     .doc = "Whether all characters are letters or digits, and there are some.",
     .run =
         [](Call& call) {
           return all(call, [](std::uint32_t c) { return is_letter(c) || is_decimal(c); });
         }},
    {.name = "isspace",
     .doc = "Whether all characters are blanks, and there are some.",
     .run = [](Call& call) { return all(call, is_blank); }},
    {.name = "isupper",
     .doc = "Whether all letters with case are capitals, and there are some.",
     .run = [](Call& call) { return all_cased(call, is_upper, is_lower); }},
    {.name = "islower",
     .doc = "Whether all letters with case are small, and there are some.",
     .run = [](Call& call) { return all_cased(call, is_lower, is_upper); }},
    {.name = "istitle",
     .doc = "Whether words start with a capital and go on in small letters.",
     .run = is_title},
};

}  // namespace

std::span<const BuiltinDef> string_case_methods() {
  return kDefs;
}

}  // namespace starlark
