// The methods of sets. They reduce to the binary operators of runtime/set_ops, after making sets
// of their arguments.
#include <fmt/format.h>

#include "starlark/lib/collection_methods.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/set_ops.h"

namespace starlark {
namespace {

TableObject* self(Call& call) {
  return cast<TableObject>(call.self());
}

/// An argument as a set: itself, or made of its elements.
Value as_set(Call& call, Value v) {
  return v.kind() == Kind::kSet ? v : make_set(call.heap(), v);
}

/// The receiver combined with each argument in turn.
Value combined(Call& call, BinaryOp op) {
  Heap& heap = call.heap();
  Value result = *set_binary(heap, BinaryOp::kOr, call.self(), Value::object(new_set(heap)));
  for (const Argument& a : call.args())
    result = *set_binary(heap, op, result, as_set(call, a.value));
  return result;
}

/// Makes the receiver what combined() gives.
Value combine_in_place(Call& call, BinaryOp op) {
  check_mutable(self(call), "update");
  Value result = combined(call, op);
  table_clear(call.heap(), self(call));
  const HashTable& table = cast<TableObject>(result)->table;
  for (std::uint32_t i = table.next(0); i != HashTable::kNone; i = table.next(i + 1))
    table_put(call.heap(), self(call), table.entry(i).key, Value::none(), table.entry(i).hash);
  return Value::none();
}

Value add(Call& call) {
  if (table_find(self(call), call[0]) == HashTable::kNone)
    table_set(call.heap(), self(call), call[0], Value::none());
  else
    check_mutable(self(call), "add to");
  return Value::none();
}

Value discard(Call& call) {
  check_mutable(self(call), "remove from");
  table_remove(self(call), call[0]);
  return Value::none();
}

Value remove(Call& call) {
  check_mutable(self(call), "remove from");
  if (!table_remove(self(call), call[0]))
    call.fail_at("x", fmt::format("{} is not in the set", repr(call[0])));
  return Value::none();
}

Value pop(Call& call) {
  check_mutable(self(call), "pop from");
  std::uint32_t first = self(call)->table.next(0);
  if (first == HashTable::kNone) call.fail("the set is empty");
  Value v = self(call)->table.entry(first).key;
  self(call)->table.remove(first);
  return v;
}

Value clear(Call& call) {
  table_clear(call.heap(), self(call));
  return Value::none();
}

Value is_disjoint(Call& call) {
  Value both = *set_binary(call.heap(), BinaryOp::kAnd, call.self(), as_set(call, call[0]));
  return Value::boolean(cast<TableObject>(both)->table.size() == 0);
}

Value compare(Call& call, BinaryOp op) {
  return Value::boolean(ordered(call.heap(), op, call.self(), as_set(call, call[0])));
}

constexpr Param kX = required("x").positional_only();
constexpr Param kOther = required("other", type::kIterable).positional_only();

BuiltinDef new_set_of(std::string_view name, BinaryOp op, std::string_view doc) {
  return {.name = name,
          .args_name = "others",
          .args_types = type::kIterable,
          .doc = doc,
          .run = [op](Call& call) { return combined(call, op); }};
}
BuiltinDef in_place(std::string_view name, BinaryOp op, std::string_view doc) {
  return {.name = name,
          .args_name = "others",
          .args_types = type::kIterable,
          .doc = doc,
          .run = [op](Call& call) { return combine_in_place(call, op); }};
}

const BuiltinDef kDefs[] = {
    {.name = "add", .params = {kX}, .doc = "Adds x, unless it is there.", .run = add},
    {.name = "clear", .doc = "Removes all elements.", .run = clear},
    {.name = "discard", .params = {kX}, .doc = "Removes x, if it is there.", .run = discard},
    {.name = "remove", .params = {kX}, .doc = "Removes x, which must be there.", .run = remove},
    {.name = "pop", .doc = "Removes and returns the first element.", .run = pop},
    {.name = "isdisjoint",
     .params = {kOther},
     .doc = "Whether no element is in both.",
     .run = is_disjoint},
    {.name = "issubset",
     .params = {kOther},
     .doc = "Whether all elements are in other.",
     .run = [](Call& call) { return compare(call, BinaryOp::kLessEqual); }},
    {.name = "issuperset",
     .params = {kOther},
     .doc = "Whether all elements of other are in this set.",
     .run = [](Call& call) { return compare(call, BinaryOp::kGreaterEqual); }},
    new_set_of("union", BinaryOp::kOr, "A set of the elements of all."),
    new_set_of("intersection", BinaryOp::kAnd, "A set of the elements that are in all."),
    new_set_of("difference", BinaryOp::kSub, "A set of the elements that are in no other."),
    {.name = "symmetric_difference",
     .params = {kOther},
     .doc = "A set of the elements that are in one of both.",
     .run =
         [](Call& call) {
           return *set_binary(call.heap(), BinaryOp::kXor, call.self(), as_set(call, call[0]));
         }},
    in_place("update", BinaryOp::kOr, "Adds the elements of all others."),
    in_place("intersection_update", BinaryOp::kAnd, "Keeps the elements that are in all others."),
    in_place("difference_update", BinaryOp::kSub, "Removes the elements of all others."),
    in_place("symmetric_difference_update", BinaryOp::kXor,
             "Keeps the elements that are in one of both."),
};

}  // namespace

std::span<const BuiltinDef> set_methods() {
  return kDefs;
}

}  // namespace starlark
