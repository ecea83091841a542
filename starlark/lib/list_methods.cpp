// The methods of lists. Those that change the list ask first whether it may change.
#include <fmt/format.h>

#include "starlark/lib/collection_methods.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

ListObject* self(Call& call) {
  return cast<ListObject>(call.self());
}

Value append(Call& call) {
  list_append(call.heap(), self(call), call[0]);
  return Value::none();
}

Value clear(Call& call) {
  check_mutable(self(call), "clear");
  self(call)->elements.clear();
  return Value::none();
}

Value extend(Call& call) {
  check_mutable(self(call), "extend");
  std::vector<Value> more = call.iterate(call[0]);
  list_reserve(call.heap(), self(call), more.size());
  for (Value v : more) self(call)->elements.push(v);
  return Value::none();
}

Value index(Call& call) {
  auto all = elements(call.self());
  auto [low, high] = slice_bounds(call[1], call[2], static_cast<std::int64_t>(all.size()));
  for (std::int64_t i = low; i < high; ++i)
    if (equal_values(all[static_cast<std::size_t>(i)], call[0])) return Value::small_int(i);
  call.fail_at("x", fmt::format("{} is not in the list", repr(call[0])));
}

Value insert(Call& call) {
  auto size = static_cast<std::int64_t>(self(call)->elements.size());
  std::int64_t at = index_number(call[0], "the position");
  at = std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
  list_insert(call.heap(), self(call), static_cast<std::size_t>(at), call[1]);
  return Value::none();
}

Value pop(Call& call) {
  check_mutable(self(call), "pop from");
  auto size = static_cast<std::int64_t>(self(call)->elements.size());
  std::int64_t at = call.integer_or("index", -1);
  if (size == 0) call.fail("the list is empty");
  if (at < -size || at >= size)
    call.fail_at("index", fmt::format("index {} is out of range: the list has {} element{}", at,
                                      size, size == 1 ? "" : "s"));
  auto offset = static_cast<std::size_t>(at < 0 ? at + size : at);
  Value v = self(call)->elements[offset];
  self(call)->elements.remove(offset);
  return v;
}

Value remove(Call& call) {
  check_mutable(self(call), "remove from");
  auto all = elements(call.self());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!equal_values(all[i], call[0])) continue;
    self(call)->elements.remove(i);
    return Value::none();
  }
  call.fail_at("x", fmt::format("{} is not in the list", repr(call[0])));
}

constexpr Param kX = required("x").positional_only();
constexpr Param kStart = optional("start", type::kInt).or_none().positional_only();
constexpr Param kEnd = optional("end", type::kInt).or_none().positional_only();

const BuiltinDef kDefs[] = {
    {.name = "append", .params = {kX}, .doc = "Adds x at the end.", .run = append},
    {.name = "clear", .doc = "Removes all elements.", .run = clear},
    {.name = "extend",
     .params = {required("x", type::kIterable).positional_only()},
     .doc = "Adds the elements of x at the end.",
     .run = extend},
    {.name = "index",
     .params = {kX, kStart, kEnd},
     .doc = "Where x is first, which it must be somewhere.",
     .run = index},
    {.name = "insert",
     .params = {required("index", type::kInt).positional_only(), kX},
     .doc = "Puts x before the element at index.",
     .run = insert},
    {.name = "pop",
     .params = {optional("index", type::kInt).positional_only()},
     .doc = "Removes and returns the element at index (the last one).",
     .run = pop},
    {.name = "remove",
     .params = {kX},
     .doc = "Removes the first element that equals x.",
     .run = remove},
};

}  // namespace

std::span<const BuiltinDef> list_methods() {
  return kDefs;
}

}  // namespace starlark
