// String methods that take strings apart and put them together.
#include <algorithm>

#include <fmt/format.h>

#include "starlark/lib/string_methods.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

std::string_view self(Call& call) {
  return as_string(call.self());
}
constexpr std::string_view kBlanks = " \t\n\r\f\v";

Value strings(Call& call, const std::vector<std::string_view>& parts) {
  std::vector<Value> made;
  made.reserve(parts.size());
  for (std::string_view part : parts) made.push_back(call.heap().string(part));
  return call.heap().list(made);
}

std::vector<std::string_view> split_blanks(std::string_view text, std::int64_t most) {
  std::vector<std::string_view> parts;
  for (;;) {
    std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == text.npos) return parts;
    text.remove_prefix(begin);
    std::size_t end = text.find_first_of(kBlanks);
    if (most-- == 0) {
      parts.push_back(text.substr(0, text.find_last_not_of(kBlanks) + 1));
      return parts;
    }
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end);
  }
}

std::vector<std::string_view> rsplit_blanks(std::string_view text, std::int64_t most) {
  std::vector<std::string_view> parts;
  for (;;) {
    std::size_t end = text.find_last_not_of(kBlanks);
    if (end == text.npos) break;
    text = text.substr(0, end + 1);
    std::size_t blank = text.find_last_of(kBlanks);
    if (most-- == 0) {
      parts.push_back(text.substr(text.find_first_not_of(kBlanks)));
      break;
    }
    parts.push_back(blank == text.npos ? text : text.substr(blank + 1));
    if (blank == text.npos) break;
    text = text.substr(0, blank);
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view separator,
                                       std::int64_t most) {
  std::vector<std::string_view> parts;
  for (std::size_t at; most != 0 && (at = text.find(separator)) != text.npos; --most) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

std::vector<std::string_view> rsplit_at(std::string_view text, std::string_view separator,
                                        std::int64_t most) {
  std::vector<std::string_view> parts;
  for (std::size_t at; most != 0 && (at = text.rfind(separator)) != text.npos; --most) {
    parts.push_back(text.substr(at + separator.size()));
    text = text.substr(0, at);
  }
  parts.push_back(text);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

Value split(Call& call, bool from_right) {
  std::int64_t most = call.integer_or("maxsplit", -1);
  if (!call.has("sep"))
    return strings(call,
                   from_right ? rsplit_blanks(self(call), most) : split_blanks(self(call), most));
  std::string_view separator = call.string("sep");
  if (separator.empty()) call.fail_at("sep", "the separator must not be empty");
  return strings(call, from_right ? rsplit_at(self(call), separator, most)
                                  : split_at(self(call), separator, most));
}

Value splitlines(Call& call) {
  bool keep = call.bool_or("keepends", false);
  std::string_view text = self(call);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find_first_of("\r\n");
    std::size_t next = end == text.npos                       ? text.size()
                       : text.substr(end).starts_with("\r\n") ? end + 2
                                                              : end + 1;
    lines.push_back(text.substr(0, keep ? next : std::min(end, text.size())));
    text.remove_prefix(next);
  }
  return strings(call, lines);
}

Value partition(Call& call, bool last) {
  std::string_view text = self(call), separator = call.string("sep");
  if (separator.empty()) call.fail_at("sep", "the separator must not be empty");
  std::size_t at = last ? text.rfind(separator) : text.find(separator);
  Heap& heap = call.heap();
  Value parts[3];
  if (at == text.npos) {
    parts[0] = parts[1] = parts[2] = heap.string("");
    parts[last ? 2 : 0] = call.self();
  } else {
    parts[0] = heap.string(text.substr(0, at));
    parts[1] = heap.string(separator);
    parts[2] = heap.string(text.substr(at + separator.size()));
  }
  return heap.tuple(parts);
}

Value join(Call& call) {
  std::string out;
  std::size_t number = 0;
  for (Value v : call.sequence("iterable")) {
    if (!v.is_string())
      call.fail_at("iterable", fmt::format("element {} is no string, but {}", number, a_type(v)),
                   "str(x) makes strings");
    if (number++ > 0) out += self(call);
    out += as_string(v);
    call.heap().state().check_room(out.size());
  }
  return call.heap().string(out);
}

Value view(Call& call, ElementsOf elements_of) {
  auto* o = call.heap().state().make<IterableObject>(Kind::kIterable);
  o->source = call.self();
  o->elements_of = elements_of;
  return Value::object(o);
}

Value format(Call& call) {
  return format_braces(call.heap(), self(call), call.args(), call.kwargs());
}

constexpr Param kSep = optional("sep", type::kString).or_none();
constexpr Param kMaxSplit = optional("maxsplit", type::kInt);
constexpr Param kSeparator = required("sep", type::kString).positional_only();

const BuiltinDef kDefs[] = {
    {.name = "split",
     .params = {kSep, kMaxSplit},
     .doc = "The parts between blanks, or between separators.",
     .run = [](Call& call) { return split(call, false); }},
    {.name = "rsplit",
     .params = {kSep, kMaxSplit},
     .doc = "As split, but counting maxsplit from the end.",
     .run = [](Call& call) { return split(call, true); }},
    {.name = "splitlines",
     .params = {optional("keepends", type::kBool)},
     .doc = "The lines.",
     .run = splitlines},
    {.name = "partition",
     .params = {kSeparator},
     .doc = "What is before the first separator, it, and what is after.",
     .run = [](Call& call) { return partition(call, false); }},
    {.name = "rpartition",
     .params = {kSeparator},
     .doc = "What is before the last separator, it, and what is after.",
     .run = [](Call& call) { return partition(call, true); }},
    {.name = "join",
     .params = {required("iterable", type::kIterable).positional_only()},
     .doc = "The strings of an iterable with this one between them.",
     .run = join},
    {.name = "format",
     .args_name = "args",
     .kwargs_name = "kwargs",
     .doc = "The string with {}, {0} and {name} replaced by the arguments.",
     .run = format},
    {.name = "elems",
     .doc = "The string's bytes as strings.",
     .run = [](Call& call) { return view(call, ElementsOf::kElems); }},
    {.name = "elem_ords",
     .doc = "The string's bytes as ints.",
     .run = [](Call& call) { return view(call, ElementsOf::kElemOrds); }},
    {.name = "codepoints",
     .doc = "The string's characters.",
     .run = [](Call& call) { return view(call, ElementsOf::kCodepoints); }},
    {.name = "codepoint_ords",
     .doc = "The string's code points as ints.",
     .run = [](Call& call) { return view(call, ElementsOf::kCodepointOrds); }},
};

const BuiltinDef kBytesDefs[] = {
    {.name = "elems",
     .doc = "The bytes as ints.",
     .run = [](Call& call) { return view(call, ElementsOf::kBytes); }},
};

}  // namespace

std::span<const BuiltinDef> string_split_methods() {
  return kDefs;
}
std::span<const BuiltinDef> bytes_methods() {
  return kBytesDefs;
}

}  // namespace starlark
