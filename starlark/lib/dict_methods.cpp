// The methods of dicts. They work on the table in place and ask first whether it may change.
#include <fmt/format.h>

#include "starlark/lib/collection_methods.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"
#include "starlark/runtime/set_ops.h"

namespace starlark {
namespace {

TableObject* self(Call& call) {
  return cast<TableObject>(call.self());
}

Value clear(Call& call) {
  table_clear(call.heap(), self(call));
  return Value::none();
}

Value get(Call& call) {
  std::uint32_t at = table_find(self(call), call[0]);
  if (at != HashTable::kNone) return self(call)->table.entry(at).value;
  return call[1].is_bound() ? call[1] : Value::none();
}

/// A list of what take(entry) gives.
template <typename Take>
Value listed(Call& call, Take take) {
  const HashTable& table = self(call)->table;
  ListObject* list = new_list(call.heap(), table.size());
  for (std::uint32_t i = table.next(0); i != HashTable::kNone; i = table.next(i + 1))
    list->elements.push(take(table.entry(i)));
  return Value::object(list);
}

Value items(Call& call) {
  return listed(call, [&](const HashTable::Entry& e) {
    Value pair[] = {e.key, e.value};
    return call.heap().tuple(pair);
  });
}

Value pop(Call& call) {
  check_mutable(self(call), "pop from");
  std::uint32_t at = table_find(self(call), call[0]);
  if (at == HashTable::kNone) {
    if (call[1].is_bound()) return call[1];
    call.fail_at("key", fmt::format("the dict has no key {}", repr(call[0])));
  }
  Value v = self(call)->table.entry(at).value;
  self(call)->table.remove(at);
  return v;
}

Value popitem(Call& call) {
  check_mutable(self(call), "pop from");
  std::uint32_t first = self(call)->table.next(0);
  if (first == HashTable::kNone) call.fail("the dict is empty");
  const HashTable::Entry& e = self(call)->table.entry(first);
  Value pair[] = {e.key, e.value};
  Value result = call.heap().tuple(pair);
  self(call)->table.remove(first);
  return result;
}

Value setdefault(Call& call) {
  std::uint32_t at = table_find(self(call), call[0]);
  if (at != HashTable::kNone) return self(call)->table.entry(at).value;
  Value v = call[1].is_bound() ? call[1] : Value::none();
  table_set(call.heap(), self(call), call[0], v);
  return v;
}

Value update(Call& call) {
  check_mutable(self(call), "update");
  if (call[0].is_bound()) dict_add(call, self(call), call[0]);
  for (const Argument& a : call.kwargs())
    table_set(call.heap(), self(call), call.heap().string(a.name), a.value);
  return Value::none();
}

constexpr Param kKey = required("key").positional_only();
constexpr Param kDefault = optional("default").positional_only().shown_default("None");

const BuiltinDef kDefs[] = {
    {.name = "clear", .doc = "Removes all entries.", .run = clear},
    {.name = "get",
     .params = {kKey, kDefault},
     .doc = "The key's value, or the default.",
     .run = get},
    {.name = "items", .doc = "A list of (key, value) pairs.", .run = items},
    {.name = "keys",
     .doc = "A list of the keys.",
     .run =
         [](Call& call) { return listed(call, [](const HashTable::Entry& e) { return e.key; }); }},
    {.name = "values",
     .doc = "A list of the values.",
     .run =
         [](Call& call) {
           return listed(call, [](const HashTable::Entry& e) { return e.value; });
         }},
    {.name = "pop",
     .params = {kKey, optional("default").positional_only()},
     .doc = "Removes the key's entry and returns its value, or the default.",
     .run = pop},
    {.name = "popitem", .doc = "Removes the first entry and returns it as a pair.", .run = popitem},
    {.name = "setdefault",
     .params = {kKey, kDefault},
     .doc = "The key's value, which is set to the default if missing.",
     .run = setdefault},
    {.name = "update",
     .params = {optional("pairs", type::kIterable).positional_only()},
     .kwargs_name = "entries",
     .doc = "Sets the entries of a dict or of pairs, and the named arguments.",
     .run = update},
};

}  // namespace

std::span<const BuiltinDef> dict_methods() {
  return kDefs;
}

}  // namespace starlark
