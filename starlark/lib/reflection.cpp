// The universe's functions that look at values or speak to the host: type, dir, getattr, hasattr,
// hash, print, fail.
#include <cstdio>

#include <fmt/format.h>

#include "starlark/lib/universe.h"
#include "starlark/runtime/ops.h"
#include "starlark/runtime/thread_state.h"
#include "starlark/spelling.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

Value dir(Call& call) {
  std::vector<Value> names;
  for (const std::string& name : attr_names(call[0])) names.push_back(call.heap().string(name));
  return call.heap().list(names);
}

Value get_attribute(Call& call) {
  std::string_view name = call.string("name");
  if (auto found = find_attr(call.heap(), call[0], name)) return *found;
  if (call[2].is_bound()) return call[2];
  call.fail(fmt::format("{} has no attribute `{}`{}", a_type(call[0]), name,
                        did_you_mean(name, attr_names(call[0]))));
}

Value has_attribute(Call& call) {
  return Value::boolean(find_attr(call.heap(), call[0], call.string("name")).has_value());
}

/// As java.lang.String.hashCode, over UTF-16 units, so that programs see the same everywhere.
std::int64_t java_hash(std::string_view text) {
  std::uint32_t h = 0;
  for (std::size_t i = 0; i < text.size();) {
    CodePoint c = decode_utf8(text.substr(i));
    i += c.size;
    if (c.value >= 0x10000) {
      h = h * 31 + (0xd800 + ((c.value - 0x10000) >> 10));
      h = h * 31 + (0xdc00 + ((c.value - 0x10000) & 0x3ff));
    } else {
      h = h * 31 + c.value;
    }
  }
  return static_cast<std::int32_t>(h);
}

std::int64_t fnv1a(std::string_view octets) {
  std::uint32_t h = 2166136261U;
  for (char c : octets) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h;
}

Value hash(Call& call) {
  Value x = call[0];
  return Value::small_int(x.is_string() ? java_hash(as_string(x)) : fnv1a(as_bytes(x)));
}

/// The arguments as text, with [separator] between.
std::string joined(Call& call, std::string_view separator) {
  std::string text;
  for (const Argument& a : call.args()) {
    if (&a != call.args().data()) text += separator;
    text += str_checked(call.heap(), a.value);
  }
  return text;
}

Value print(Call& call) {
  std::string text = joined(call, call.string_or("sep", " "));
  const Host& host = call.thread().state().host;
  if (host.print) {
    host.print(text, call.place());
  } else {
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  return Value::none();
}

Value fail(Call& call) {
  std::string text = joined(call, call.string_or("sep", " "));
  call.fail(Failure{.message = "fail: " + text, .prefixed = false});
}

constexpr Param kX = required("x").positional_only();
constexpr Param kName = required("name", type::kString).positional_only();
constexpr Param kSep = optional("sep", type::kString).keyword_only().shown_default("\" \"");

const BuiltinDef kDefs[] = {
    {.name = "type",
     .params = {kX},
     .doc = "The name of x's type.",
     .run = [](Call& call) { return call.heap().string(type_name(call[0])); }},
    {.name = "dir", .params = {kX}, .doc = "The names of x's attributes, sorted.", .run = dir},
    {.name = "getattr",
     .params = {kX, kName, optional("default").positional_only()},
     .doc = "x's attribute of this name, or the default.",
     .run = get_attribute},
    {.name = "hasattr",
     .params = {kX, kName},
     .doc = "Whether x has an attribute of this name.",
     .run = has_attribute},
    {.name = "hash",
     .params = {required("x", type::kString | type::kBytes).positional_only()},
     .doc = "An int that is the same for equal strings or bytes.",
     .run = hash},
    {.name = "print",
     .params = {kSep},
     .args_name = "values",
     .doc = "Prints the values.",
     .run = print},
    {.name = "fail",
     .params = {kSep},
     .args_name = "values",
     .doc = "Ends the program with an error.",
     .run = fail},
};

}  // namespace

std::span<const BuiltinDef> reflection_functions() {
  return kDefs;
}

}  // namespace starlark
