// String methods that look for text, and those that cut or replace it.
#include <fmt/format.h>

#include "starlark/lib/string_methods.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

std::string_view self(Call& call) {
  return as_string(call.self());
}

/// The part of the string that start and end leave, and where it starts.
std::pair<std::string_view, std::int64_t> window(Call& call) {
  std::string_view text = self(call);
  auto [low, high] =
      slice_bounds(call.arg("start"), call.arg("end"), static_cast<std::int64_t>(text.size()));
  return {text.substr(static_cast<std::size_t>(low), static_cast<std::size_t>(high - low)), low};
}

/// An empty text is not found past the end: "abc".find("", 4) is -1.
bool starts_past_end(Call& call) {
  auto start = call.has("start") ? to_int64(call.arg("start")) : std::nullopt;
  return start && *start > static_cast<std::int64_t>(self(call).size());
}

std::int64_t seek(Call& call, bool last) {
  auto [text, offset] = window(call);
  if (starts_past_end(call)) return -1;
  std::size_t at = last ? text.rfind(call.string("sub")) : text.find(call.string("sub"));
  return at == text.npos ? -1 : offset + static_cast<std::int64_t>(at);
}

Value index(Call& call, bool last) {
  std::int64_t at = seek(call, last);
  if (at < 0) call.fail_at("sub", fmt::format("{} is not in the string", repr(call.arg("sub"))));
  return Value::small_int(at);
}

Value count(Call& call) {
  auto [text, offset] = window(call);
  std::string_view sub = call.string("sub");
  if (starts_past_end(call)) return Value::small_int(0);
  std::int64_t found = 0;
  if (sub.empty()) {
    for (std::size_t i = 0; i < text.size(); i += utf8_length(text.substr(i))) ++found;
    return Value::small_int(found + 1);
  }
  for (std::size_t at = 0; (at = text.find(sub, at)) != text.npos; at += sub.size()) ++found;
  return Value::small_int(found);
}

/// startswith and endswith: one text, or a tuple of which any will do.
Value has_end(Call& call, bool front) {
  auto [text, offset] = window(call);
  auto matches = [&, text = text](Value v) {
    if (!v.is_string())
      call.fail_at("sub", fmt::format("sub must be a string or a tuple of strings, not of {}",
                                      type_name(v)));
    return front ? text.starts_with(as_string(v)) : text.ends_with(as_string(v));
  };
  if (!call.arg("sub").is_tuple()) return Value::boolean(matches(call.arg("sub")));
  bool any = false;
  for (Value v : elements(call.arg("sub"))) any = matches(v) || any;
  return Value::boolean(any);
}

Value replace(Call& call) {
  std::string_view text = self(call), from = call.string("old"), to = call.string("new");
  std::int64_t most = call.integer_or("count", -1);
  std::string out;
  std::size_t at = 0;
  const HeapState& hs = call.heap().state();
  for (; most != 0; --most) {
    std::size_t found = text.find(from, at);
    if (found == text.npos) break;
    if (from.empty() && found == text.size()) {
      out += to;
      break;
    }
    out += text.substr(at, found - at);
    out += to;
    at = found + from.size();
    if (from.empty()) {
      // Between all characters: the new text, then the character itself.
      std::size_t size = utf8_length(text.substr(at));
      out += text.substr(at, size);
      at += size;
    }
    hs.check_room(out.size());
  }
  if (at < text.size()) out += text.substr(at);
  return call.heap().string(out);
}

/// strip and its kin: characters of a set (blanks by default) are cut from the ends.
Value strip(Call& call, bool front, bool back) {
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  std::string_view text = self(call), set = call.has("chars") ? call.string("chars") : kBlanks;
  auto in_set = [&](std::string_view character) { return set.find(character) != set.npos; };
  while (front && !text.empty() && in_set(text.substr(0, utf8_length(text))))
    text.remove_prefix(utf8_length(text));
  while (back && !text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
    if (!in_set(text.substr(begin))) break;
    text.remove_suffix(text.size() - begin);
  }
  return call.heap().string(text);
}

Value remove_prefix(Call& call) {
  std::string_view text = self(call), prefix = call.string("prefix");
  return text.starts_with(prefix) ? call.heap().string(text.substr(prefix.size())) : call.self();
}

Value remove_suffix(Call& call) {
  std::string_view text = self(call), suffix = call.string("suffix");
  return text.ends_with(suffix) ? call.heap().string(text.substr(0, text.size() - suffix.size()))
                                : call.self();
}

constexpr Param kSub = required("sub", type::kString).positional_only();
constexpr Param kEnds = required("sub", type::kString | type::kTuple).positional_only();
constexpr Param kStart = optional("start", type::kInt).or_none().positional_only();
constexpr Param kEnd = optional("end", type::kInt).or_none().positional_only();
constexpr Param kChars = optional("chars", type::kString).or_none().positional_only();

const BuiltinDef kDefs[] = {
    {.name = "find",
     .params = {kSub, kStart, kEnd},
     .doc = "Where sub is first; -1 when nowhere.",
     .run = [](Call& call) { return Value::small_int(seek(call, false)); }},
    {.name = "rfind",
     .params = {kSub, kStart, kEnd},
     .doc = "Where sub is last; -1 when nowhere.",
     .run = [](Call& call) { return Value::small_int(seek(call, true)); }},
    {.name = "index",
     .params = {kSub, kStart, kEnd},
     .doc = "Where sub is first, which it must be somewhere.",
     .run = [](Call& call) { return index(call, false); }},
    {.name = "rindex",
     .params = {kSub, kStart, kEnd},
     .doc = "Where sub is last, which it must be somewhere.",
     .run = [](Call& call) { return index(call, true); }},
    {.name = "count",
     .params = {kSub, kStart, kEnd},
     .doc = "How often sub occurs, without overlaps.",
     .run = count},
    {.name = "startswith",
     .params = {kEnds, kStart, kEnd},
     .doc = "Whether the string starts with sub.",
     .run = [](Call& call) { return has_end(call, true); }},
    {.name = "endswith",
     .params = {kEnds, kStart, kEnd},
     .doc = "Whether the string ends with sub.",
     .run = [](Call& call) { return has_end(call, false); }},
    {.name = "replace",
     .params = {required("old", type::kString).positional_only(),
                required("new", type::kString).positional_only(),
                optional("count", type::kInt).or_none().positional_only()},
     .doc = "The string with old replaced by new, everywhere or the first count times.",
     .run = replace},
    {.name = "strip",
     .params = {kChars},
     .doc = "The string without blanks, or chars, at both ends.",
     .run = [](Call& call) { return strip(call, true, true); }},
    {.name = "lstrip",
     .params = {kChars},
     .doc = "The string without blanks, or chars, at its start.",
     .run = [](Call& call) { return strip(call, true, false); }},
    {.name = "rstrip",
     .params = {kChars},
     .doc = "The string without blanks, or chars, at its end.",
     .run = [](Call& call) { return strip(call, false, true); }},
    {.name = "removeprefix",
     .params = {required("prefix", type::kString).positional_only()},
     .doc = "The string without the prefix, if it has it.",
     .run = remove_prefix},
    {.name = "removesuffix",
     .params = {required("suffix", type::kString).positional_only()},
     .doc = "The string without the suffix, if it has it.",
     .run = remove_suffix},
};

}  // namespace

std::span<const BuiltinDef> string_search_methods() {
  return kDefs;
}

}  // namespace starlark
