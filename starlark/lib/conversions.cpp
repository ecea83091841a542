// The universe's conversions: bool, int, float, str, repr, bytes, list, tuple, dict, set, chr, ord.
#include <cmath>

#include <fmt/format.h>

#include "starlark/lib/universe.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"
#include "starlark/runtime/set_ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

/// int("...", base): sign, then a prefix that fits the base (or, with base 0, tells it).
Value parse_int(Call& call, std::string_view whole, std::int64_t base) {
  auto wrong = [&] {
    call.fail_at("x", fmt::format("{} is no int in base {}", repr(call.arg("x")), base));
  };
  if (base != 0 && (base < 2 || base > 36))
    call.fail_at("base", fmt::format("the base must be 0 or from 2 to 36, not {}", base));
  std::string_view digits = whole;
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t prefix = 0;
  if (digits.size() > 1 && digits[0] == '0') {
    char mark = static_cast<char>(digits[1] | 0x20);
    prefix = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
  }
  if (prefix != 0 && (base == 0 || base == prefix)) {
    digits.remove_prefix(2);
    base = prefix;
  } else if (base == 0) {
    base = 10;
    if (digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != digits.npos)
      wrong();
  }
  auto value = int_from_digits(call.heap(), digits, static_cast<int>(base), negative);
  if (!value) wrong();
  return *value;
}

Value to_int(Call& call) {
  Value x = call[0], base = call[1];
  if (x.is_string())
    return parse_int(call, as_string(x), base.is_bound() ? call.integer("base") : 10);
  if (base.is_bound()) call.fail_at("base", "a base is only for strings");
  if (x.is_int()) return x;
  if (x.is_bool()) return Value::small_int(x.as_bool() ? 1 : 0);
  double d = *to_double(x);
  if (!std::isfinite(d)) call.fail_at("x", fmt::format("{} is no int", float_to_string(d)));
  return int_from_double(call.heap(), d);
}

Value to_float(Call& call) {
  Value x = call[0];
  if (!x.is_bound()) return call.heap().real(0);
  if (x.is_bool()) return call.heap().real(x.as_bool() ? 1 : 0);
  if (x.kind() == Kind::kFloat) return x;
  if (x.is_int()) {
    double d = int_to_double(x);
    if (!std::isfinite(d)) call.fail_at("x", "this int is too large for a float");
    return call.heap().real(d);
  }
  auto d = parse_float(as_string(x));
  bool spelled = as_string(x).find_first_of("nN") != std::string_view::npos;
  if (!d || (std::isinf(*d) && !spelled)) call.fail_at("x", fmt::format("{} is no float", repr(x)));
  return call.heap().real(*d);
}

Value to_str(Call& call) {
  Value x = call[0];
  if (x.is_string()) return x;
  if (x.kind() == Kind::kBytes) {
    // Bytes that are not UTF-8 become the replacement character.
    std::string out;
    std::string_view text = as_bytes(x);
    for (std::size_t i = 0; i < text.size();) {
      CodePoint c = decode_utf8(text.substr(i));
      append_utf8(out, c.value);
      i += c.size;
    }
    return call.heap().string(out);
  }
  return call.heap().string(repr_checked(call.heap(), x));
}

Value to_bytes(Call& call) {
  Value x = call[0];
  if (x.kind() == Kind::kBytes) return x;
  if (x.is_string()) return call.heap().bytes(as_string(x));
  std::string out;
  for (Value v : call.iterate(x)) {
    auto byte = to_int64(v);
    if (!byte || *byte < 0 || *byte > 255)
      call.fail_at(
          "x", fmt::format("element {} must be an int from 0 to 255, not {}", out.size(), repr(v)));
    out += static_cast<char>(*byte);
  }
  return call.heap().bytes(out);
}

Value to_list(Call& call) {
  return call.heap().list(call.sequence("x"));
}

Value to_tuple(Call& call) {
  if (call[0].is_bound() && call[0].is_tuple()) return call[0];
  return call.heap().tuple(call.sequence("x"));
}

Value to_dict(Call& call) {
  TableObject* dict = new_dict(call.heap());
  if (call[0].is_bound()) dict_add(call, dict, call[0]);
  for (const Argument& a : call.kwargs())
    table_set(call.heap(), dict, call.heap().string(a.name), a.value);
  return Value::object(dict);
}

Value to_set(Call& call) {
  return call[0].is_bound() ? make_set(call.heap(), call[0]) : Value::object(new_set(call.heap()));
}

Value to_chr(Call& call) {
  std::int64_t code = call.integer("i", 0, 0x10ffff);
  if (code >= 0xd800 && code <= 0xdfff) call.fail_at("i", "a surrogate is not a code point");
  std::string out;
  append_utf8(out, static_cast<std::uint32_t>(code));
  return call.heap().string(out);
}

Value to_ord(Call& call) {
  std::string_view text = cast<StringObject>(call[0])->view();
  bool bytes = call[0].kind() == Kind::kBytes;
  CodePoint c = text.empty() ? CodePoint{} : decode_utf8(text);
  std::size_t one = bytes ? 1 : c.size;
  if (text.size() != one)
    call.fail_at("s",
                 fmt::format("needs one {}, not {}", bytes ? "byte" : "character", repr(call[0])));
  return Value::small_int(bytes ? static_cast<unsigned char>(text[0]) : c.value);
}

constexpr Param kX = required("x").positional_only();
constexpr TypeSet kText = type::kString | type::kBytes;

const BuiltinDef kDefs[] = {
    {.name = "bool",
     .params = {optional("x").positional_only()},
     .doc = "The truth of x; False without x.",
     .run = [](Call& call) { return Value::boolean(truth(call[0])); }},
    {.name = "int",
     .params = {required("x", type::kString | type::kNumber | type::kBool).positional_only(),
                optional("base", type::kInt)},
     .doc = "The int that a number truncates to, or that a string spells in a base.",
     .run = to_int},
    {.name = "float",
     .params = {optional("x", type::kString | type::kNumber | type::kBool).positional_only()},
     .doc = "The float nearest to a number, or that a string spells.",
     .run = to_float},
    {.name = "str", .params = {kX}, .doc = "x as text; a string is itself.", .run = to_str},
    {.name = "repr",
     .params = {kX},
     .doc = "x as Starlark would write it.",
     .run = [](Call& call) { return call.heap().string(repr_checked(call.heap(), call[0])); }},
    {.name = "bytes",
     .params = {required("x", kText | type::kIterable).positional_only()},
     .doc = "The UTF-8 bytes of a string, or bytes from ints.",
     .run = to_bytes},
    {.name = "list",
     .params = {optional("x", type::kIterable).positional_only()},
     .doc = "A new list of the elements of x.",
     .run = to_list},
    {.name = "tuple",
     .params = {optional("x", type::kIterable).positional_only()},
     .doc = "A tuple of the elements of x.",
     .run = to_tuple},
    {.name = "dict",
     .params = {optional("pairs", type::kIterable).positional_only()},
     .kwargs_name = "entries",
     .doc = "A new dict of a dict's entries or of key-value pairs, and of the named arguments.",
     .run = to_dict},
    {.name = "set",
     .params = {optional("x", type::kIterable).positional_only()},
     .doc = "A new set of the elements of x.",
     .run = to_set},
    {.name = "chr",
     .params = {required("i", type::kInt).positional_only()},
     .doc = "The character with a code point.",
     .run = to_chr},
    {.name = "ord",
     .params = {required("s", kText).positional_only()},
     .doc = "The code point of a character, or the value of a byte.",
     .run = to_ord},
};

}  // namespace

void dict_add(Call& call, TableObject* dict, Value from) {
  Heap& heap = call.heap();
  if (from.is_dict()) return dict_update(heap, dict, from);
  std::size_t number = 0;
  for (Value pair : call.iterate(from)) {
    if (!is_iterable(pair))
      call.fail(fmt::format("element {} is no pair, but {}", number, a_type(pair)));
    std::vector<Value> both = collect_elements(heap, pair);
    if (both.size() != 2)
      call.fail(fmt::format("element {} has {} elements, not 2", number, both.size()));
    table_set(heap, dict, both[0], both[1]);
    ++number;
  }
}

std::span<const BuiltinDef> conversion_functions() {
  return kDefs;
}

}  // namespace starlark
